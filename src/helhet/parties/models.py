"""Subjects, persons, their numbers and homes; units, users, and memberships with their dates.

A person's rows are a projection of the person's own course (record/persons/register.py): they may be made
anew from its entries, and nothing else writes them. Days are civil days; an open end is None.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from helhet.parties.numbers import System
from helhet.pathway.language.model import SubjectKind


def _choices(kind: type[Any]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


def _in_order(name: str) -> models.CheckConstraint:
    """Refuse a row that ends before it begins."""
    return models.CheckConstraint(
        condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")), name=name
    )


class Subject(models.Model):
    """What a course is about. `root` is the subject itself, or the last one on the way of `merged_into`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=_choices(SubjectKind))
    root = models.ForeignKey("self", models.PROTECT, related_name="group")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in SubjectKind]), name="subject_kind"
            )
        ]


class Sex(models.TextChoices):
    """Administrative gender, as FHIR has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AddressGrade(models.TextChoices):
    """How far an address is protected (security.md 3.6): `fortrolig`, once 7; `strengt fortrolig`, once 6."""

    UNGRADED = "ungraded"
    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly-confidential"


class Person(models.Model):
    """A human being. Names may be searched; phone and e-mail are sealed (storage/keys.py)."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    born_on = models.DateField(null=True)
    died_on = models.DateField(null=True)
    sex = models.CharField(max_length=7, choices=Sex, default=Sex.UNKNOWN)
    language = models.CharField(max_length=35, default="nb")
    needs_interpreter = models.BooleanField(default=False)
    address_grade = models.CharField(
        max_length=21, choices=AddressGrade, default=AddressGrade.UNGRADED
    )
    phone = models.BinaryField(null=True)
    email = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_sex"),
            models.CheckConstraint(
                condition=Q(address_grade__in=AddressGrade.values), name="person_address_grade"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True)
                | Q(born_on__isnull=True)
                | Q(died_on__gte=F("born_on")),
                name="person_born_before_died",
            ),
        ]
        indexes = [
            # Search by name and birth date: names are compared among those born then.
            models.Index(fields=["born_on"], name="person_by_birth"),
        ]


class Identifier(models.Model):
    """A number that somebody gave a person. Sealed; found again by its blind index alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=3, choices=_choices(System))
    index = models.BinaryField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "index"], name="identifier_is_one_persons"),
        ]


class Residence(models.Model):
    """The municipality of a person's home, or of a stay elsewhere, from one day to another (included)."""

    class Kind(models.TextChoices):
        HOME = "home"
        STAY = "stay"

    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    kind = models.CharField(max_length=4, choices=Kind)
    municipality = models.CharField(max_length=4)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    address = models.BinaryField(null=True)

    class Meta:
        constraints = [
            _in_order("residence_in_order"),
            models.UniqueConstraint(
                fields=["person", "kind", "from_day"], name="residence_one_a_day"
            ),
        ]


class Unit(models.Model):
    """A region, trust, municipality, unit or team, below another one of them."""

    class Kind(models.TextChoices):
        REGION = "region"
        TRUST = "trust"
        MUNICIPALITY = "municipality"
        UNIT = "unit"
        TEAM = "team"

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    municipality = models.CharField(max_length=4, blank=True)  # its number, of a municipality
    phone = models.CharField(max_length=20, blank=True)  # where colleagues call
    # The pathways of which courses are begun there by hand; None: nobody has said, so all.
    offers = models.JSONField(null=True, blank=True)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = [
            _in_order("unit_in_order"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.code


class Alias(models.Model):
    """Somebody known to one team by the name they go by, and to nobody else."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True)
    team = models.ForeignKey(Unit, models.PROTECT, related_name="aliases")
    called = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "called"], name="alias_one_in_a_team")
        ]


class Thing(models.Model):
    """An activity, a site or a grant: a subject that is nobody, with its title."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="things")
    title = models.CharField(max_length=200)


class User(AbstractUser):
    """Somebody who signs in: staff, or the person a record is about. No flag of Django's opens a record."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=200)
    # The health personnel register's number, of those who have one.
    hpr = models.CharField(max_length=9, blank=True)
    phone = models.CharField(max_length=20, blank=True)  # at work
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="user")


class Membership(models.Model):
    """A user's role in a unit, from one day to another (included). A stand-in says for whom.

    One that ends before it begins was taken back in time, and never is in force.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.SlugField(max_length=40)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="stand_ins")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True) | Q(to_day__isnull=False),
                name="membership_stand_in_ends",
            ),
        ]
        indexes = [
            # The roles a user may act in today: asked at every request.
            models.Index(fields=["user", "from_day"], name="membership_of_user"),
        ]


class StaffChange(models.Model):
    """A change of who works where: by whom, in which role, and what it was then. Rows are never changed or taken away.

    Names nobody: ids alone, and codes as of then.
    """

    class Deed(models.TextChoices):
        USER_ADDED = "user-added"
        ROLE_GIVEN = "role-given"
        ROLE_ENDED = "role-ended"

    at = models.DateTimeField(db_default=Now())
    by_user = models.BigIntegerField()
    by_role = models.CharField(max_length=40)
    by_unit = models.CharField(max_length=60)
    deed = models.CharField(max_length=10, choices=Deed)
    user = models.BigIntegerField()
    membership = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=40, blank=True)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    stands_in_for = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            # What was changed in a unit, the newest first: its page.
            models.Index(fields=["unit", "-id"], name="staff_change_of_unit"),
        ]


class KeyCheck(models.Model):
    """What a key made of a word that everybody knows: tells whether a ring of keys is the one of this database."""

    class Sort(models.TextChoices):
        SEALS = "seals"
        FINDS = "finds"  # by blind index

    sort = models.CharField(max_length=5, choices=Sort)
    number = models.PositiveIntegerField()
    value = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sort", "number"], name="key_check_one_a_key")
        ]
