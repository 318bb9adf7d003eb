"""Courses, entries and their content; and the projections, each with a natural key, that follow from them.

An entry is never changed; its content lies sealed in a row of its own, which the law can let two
persons erase, while the entry keeps its salted hash. A projection may be made anew at any time and is equal.
A foreign key has no index where another one begins with its column, or nobody asks by it (storage/indexes.py).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from helhet.access.models import Seal
from helhet.parties.models import Subject, Unit

NAME = 60
"""Longest name of a pathway, state, event, clock or edition."""
IMPORT = "import"
"""In which role entries are written that were imported; it stands in no decision table, and opens nothing."""
REGISTER = "register"
"""What stands for a pathway in the course that says who a person is (register.py)."""


class Course(models.Model):
    """One subject's run through one pathway. Beside what it is, what it says as of `as_of`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="courses")
    pathway = models.CharField(max_length=NAME)
    # The course whose entry opened this one, unless that is hidden; and the entry, for taking it back.
    opened_by = models.UUIDField(null=True)
    is_origin_hidden = models.BooleanField(default=False)

    version = models.PositiveIntegerField(default=0)  # the number of the last entry
    head = models.BinaryField(default=bytes(32))  # its hash
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="courses", db_index=False
    )
    state = models.CharField(max_length=NAME, blank=True)
    setting = models.CharField(max_length=NAME, blank=True)
    conditions = models.JSONField(default=list)
    is_ended = models.BooleanField(default=False)
    as_of = models.DateTimeField(null=True)
    next_change_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # What `tick` asks: what time alone has changed since.
            models.Index(fields=["next_change_at"], name="course_next_change"),
            models.Index(fields=["unit", "is_ended"], name="course_of_unit"),
        ]


class Entry(models.Model):
    """One recorded event. `number` counts from 1 without a gap; `happened_at` is None if only the day is known."""

    class Kind(models.TextChoices):
        EVENT = "event"
        BIRTH = "birth"
        VOID = "void"

    pk = models.CompositePrimaryKey("course", "number")
    course = models.ForeignKey(Course, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=Kind)
    event = models.CharField(max_length=NAME, blank=True)
    outcome = models.CharField(max_length=NAME, blank=True)
    happened_on = models.DateField()
    happened_at = models.DateTimeField(null=True)
    setting = models.CharField(max_length=NAME, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    fulfils = models.PositiveIntegerField(null=True)
    replaces = models.PositiveIntegerField(null=True)
    voids = models.PositiveIntegerField(null=True)
    # Who wrote it, in which role and unit; a heard entry names the entry that it was heard from.
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    origin = models.UUIDField(null=True)
    origin_number = models.PositiveIntegerField(null=True)
    origin_effect = models.CharField(max_length=200, blank=True)
    origin_revision = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    content_hash = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            # Heard once, however often it is told; and again only in the place where it was taken back.
            models.UniqueConstraint(
                fields=[
                    "course",
                    "origin",
                    "origin_number",
                    "origin_effect",
                    "origin_revision",
                    "kind",
                ],
                condition=Q(origin__isnull=False, voids__isnull=True, replaces__isnull=True),
                name="entry_heard_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(voids__isnull=True),
                name="entry_corrects_one_way",
            ),
        ]
        indexes = [
            # Who has heard an entry: what must be taken back, or erased, with it.
            models.Index(
                fields=["origin", "origin_number"],
                condition=Q(origin__isnull=False),
                name="entry_heard_from",
            ),
        ]


class Content(models.Model):
    """What an entry says in its forms, sealed; the salt makes its hash tell nothing when this row is gone."""

    pk = models.CompositePrimaryKey("course", "number")
    course = models.ForeignKey(Course, models.PROTECT, related_name="contents", db_index=False)
    number = models.PositiveIntegerField()
    salt = models.BinaryField()
    sealed = models.BinaryField()


class ErasureRequest(models.Model):
    """That somebody asked for the content of an entry to be erased, and what became of it."""

    class Status(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    pk = models.CompositePrimaryKey("course", "number", "asking")
    course = models.UUIDField()
    number = models.PositiveIntegerField()
    asking = models.PositiveIntegerField()  # how often it has been asked
    asked_by = models.BigIntegerField()
    basis = models.CharField(max_length=NAME)
    asked_at = models.DateTimeField()
    proof = models.BinaryField()
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"],
                condition=Q(status="open"),
                name="erasure_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "withdrawn"]) | ~Q(asked_by=models.F("closed_by")),
                name="erasure_request_by_two",
            ),
        ]


class Erasure(models.Model):
    """That the content of an entry was erased, by a decision of two: what is gone stays gone after a restore."""

    pk = models.CompositePrimaryKey("course", "number")
    course = models.UUIDField()
    number = models.PositiveIntegerField()
    asked_by = models.BigIntegerField()
    approved_by = models.BigIntegerField()
    basis = models.CharField(max_length=NAME)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("approved_by")), name="erasure_by_two"
            ),
        ]


class ErasureProof(models.Model):
    """Shows that an erasure was decided through the program: made with a key that lies outside the database (record/erasure/proving.py)."""

    pk = models.CompositePrimaryKey("course", "number")
    course = models.UUIDField()
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()


class SealedHead(models.Model):
    """The last entry of a course when it was sealed: so that a cut tail, or a course that is gone, is missed."""

    pk = models.CompositePrimaryKey("course", "number")
    # No foreign key: it must outlive a course that somebody takes away.
    course = models.UUIDField()
    number = models.PositiveIntegerField()
    head = models.BinaryField()
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="heads")


class Spell(models.Model):
    """A stretch of time in one state, setting and unit."""

    pk = models.CompositePrimaryKey("course", "number")
    course = models.ForeignKey(Course, models.PROTECT, related_name="spells", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=NAME)
    setting = models.CharField(max_length=NAME, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    from_day = models.DateField()
    from_at = models.DateTimeField()
    to_day = models.DateField(null=True)
    to_at = models.DateTimeField(null=True)


class Run(models.Model):
    """A stretch of time on one clock. `due_at` is the first instant too late: overdue is one comparison."""

    pk = models.CompositePrimaryKey("course", "clock", "key", "number")
    course = models.ForeignKey(Course, models.PROTECT, related_name="runs", db_index=False)
    clock = models.CharField(max_length=NAME)
    key = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=NAME)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="runs", db_index=False)
    setting = models.CharField(max_length=NAME, blank=True)
    start_day = models.DateField()
    start_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    earliest_at = models.DateTimeField(null=True)
    stop_day = models.DateField(null=True)
    stop_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10)
    breach = models.CharField(max_length=10)
    started_by = models.PositiveIntegerField()
    stopped_by = models.PositiveIntegerField(null=True)
    # How far the clock binds (courses/ranking.py).
    rank = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            # The worklist: what is open in a unit, of one rank, the soonest due first.
            models.Index(fields=["unit", "outcome", "rank", "due_at"], name="run_of_rank"),
        ]


class Deviation(models.Model):
    """An entry that the pathway did not foresee; `clock` is that of a gate."""

    pk = models.CompositePrimaryKey("course", "number", "why", "clock")
    course = models.ForeignKey(Course, models.PROTECT, related_name="deviations", db_index=False)
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=20)
    clock = models.CharField(max_length=NAME, blank=True)
    state = models.CharField(max_length=NAME, blank=True)
    day = models.DateField()


class Charge(models.Model):
    """Days of a run that one payer owes at one rate, half-open; an unknown payer is empty, an unknown rate None."""

    pk = models.CompositePrimaryKey("course", "clock", "key", "run", "from_day")
    course = models.ForeignKey(Course, models.PROTECT, related_name="charges", db_index=False)
    clock = models.CharField(max_length=NAME)
    key = models.CharField(max_length=200, blank=True)
    run = models.PositiveIntegerField()
    from_day = models.DateField()
    to_day = models.DateField()
    payer = models.CharField(max_length=NAME, blank=True)
    day_ore = models.BigIntegerField(null=True)


class Request(models.Model):
    """What was answered to a request, by the key that its sender gave it: sent again, it is answered again."""

    user = models.BigIntegerField()
    key = models.UUIDField()
    body_hash = models.BinaryField()
    course = models.UUIDField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="request_once")]


class Message(models.Model):
    """An effect on its way to another course, or its counter-effect; the outbox."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        SET_ASIDE = "set-aside"

    course = models.ForeignKey(Course, models.PROTECT, related_name="messages", db_index=False)
    number = models.PositiveIntegerField()  # the entry that has the effect
    name = models.CharField(max_length=200)
    revision = (
        models.PositiveIntegerField()
    )  # how often this effect has been sent or taken back before
    is_counter = models.BooleanField(default=False)
    sealed = models.BinaryField()
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    # What kind of thing went wrong last, never what it said.
    fault = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number", "name", "revision"], name="message_natural_key"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "not_before"], name="message_waiting"),
        ]


class Release(models.Model):
    """That a unit passes chosen words of somebody's record on to another, until a day (included): to whom, why, on which basis.

    Rows only grow. One that `needs_second` is not sent before somebody else has approved it.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent"
        NO_OBJECTION = "no-objection"
        DUTY = "duty"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=20)
    basis = models.CharField(max_length=12, choices=Basis)
    law = models.CharField(max_length=NAME, blank=True)  # its name in the pack
    to_day = models.DateField()
    # When the person was shown it; and when they said yes in writing to just this, where a consent of access cannot be asked for.
    previewed_on = models.DateField(null=True)
    consented_on = models.DateField(null=True)
    needs_second = models.BooleanField()
    # Who made it, in which role and unit.
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=["consent", "no-objection", "duty"]), name="release_basis"
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False) | Q(previewed_on__isnull=False),
                name="release_by_two_is_previewed",
            ),
        ]
        indexes = [
            # What of one person has been passed on, and to whom: asked by their page.
            models.Index(fields=["subject", "to_unit"], name="release_of_subject"),
        ]


class ReleasedItem(models.Model):
    """One thing that a release passes on, from 1: from which entry, of which parts, and the hash of its words. Number 0 is the note."""

    pk = models.CompositePrimaryKey("release", "nth")
    release = models.ForeignKey(Release, models.PROTECT, related_name="items", db_index=False)
    nth = models.PositiveIntegerField()
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.PositiveIntegerField(null=True)
    parts = models.CharField(max_length=120, blank=True)
    hash = models.BinaryField()

    class Meta:
        indexes = [
            # What has passed on an entry: an erasure takes the words there too.
            models.Index(fields=["course", "number"], name="released_from_entry"),
        ]


class ReleasedWords(models.Model):
    """The words of an item as of then, sealed; an erasure takes them away. Whoever alters them is told by the item's hash."""

    SEALED: ClassVar = ("released words", "sealed")

    pk = models.CompositePrimaryKey("release", "nth")
    release = models.ForeignKey(Release, models.PROTECT, related_name="words", db_index=False)
    nth = models.PositiveIntegerField()
    sealed = models.BinaryField()

    @property
    def place(self) -> str:
        """The place that the words are sealed for."""
        return f"released/{self.release_id}/{self.nth}"


class ReleaseApproval(models.Model):
    """That a second person let a release go."""

    release = models.OneToOneField(
        Release, models.PROTECT, primary_key=True, related_name="approval"
    )
    made_by = models.BigIntegerField()
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(made_by=models.F("user")), name="release_approved_by_another"
            ),
        ]


class CourtReport(models.Model):
    """That a release is a report to the court, of which course, and its number there. It has no recipient here: who made it hands it over."""

    release = models.OneToOneField(Release, models.PROTECT, primary_key=True, related_name="report")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # Also what is asked for a course's reports by.
            models.UniqueConstraint(fields=["course", "number"], name="report_once_a_number"),
        ]


class ReleaseStop(models.Model):
    """That a release is shown to its recipient no more, and why. What was seen until then cannot be unseen."""

    class Why(models.TextChoices):
        """Own choice of reasons; none tells of the person."""

        ASKED = "asked"  # the person asked for it
        MISTAKE = "mistake"
        NOT_NEEDED = "not-needed"

    release = models.OneToOneField(Release, models.PROTECT, primary_key=True, related_name="stop")
    why = models.CharField(max_length=10, choices=Why)
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=["asked", "mistake", "not-needed"]), name="release_stop_why"
            ),
        ]


class MovedUp(models.Model):
    """That somebody known to one team by an alias is known by name, too: by which entry, their consent, and in which course by name.

    The two stay two subjects. Read by the alias's own unit alone (persons/moved.py). The consent's content holds the hash of this row with its
    salt: so an erasure takes the row away, and nothing is left that leads from the one to the other.
    """

    pk = models.CompositePrimaryKey("course", "number")
    course = models.ForeignKey(Course, models.PROTECT, related_name="moves_up", db_index=False)
    number = models.PositiveIntegerField()
    alias = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    named = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    named_course = models.ForeignKey(Course, models.PROTECT, related_name="+", db_index=False)
    salt = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(alias=models.F("named")), name="moved_up_are_two"),
        ]
