"""What is passed on of a record: the words that were chosen, to whom they were sent, until they end; and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import own_reader, staff_reader
from helhet.parties.models import Subject, Unit, User
from helhet.record.models import (
    Release,
    ReleaseApproval,
    ReleasedItem,
    ReleasedWords,
    ReleaseStop,
)
from helhet.record.pathways import names, table_of
from helhet.record.releases.choosing import Item, Wanted
from helhet.record.releases.passing import approve, pass_on, stop
from helhet.record.releases.rules import NotReleasable
from helhet.record.releases.showing import Received, passed_on, received
from helhet.record.releases.snapshots import Altered
from helhet.record.wholeness.released import check_released
from helhet.record.wholeness.resealing import left, reseal, rotate
from helhet.storage.ring import ring
from tests.ledger.cast import TODAY, Cast, cast, consent, member, person, tie, unit
from tests.ledger.courses import NOON, clinician, erase, later, opened, say

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=30)
SCRIPT = "<script>alert(1)</script>"


class World:
    """Somebody in treatment, whose doctor works in the municipality and whose programme of the court in the other clinic."""

    def __init__(self, born_on: date | None = date(1990, 1, 1)) -> None:
        self.units: Cast = cast()
        self.sender = clinician(self.units.clinic)
        self.eva = person(born_on=born_on)
        self.course = opened(self.sender, self.eva, "2026-05-04 referral-received")
        self.wishes = self.write("2026-05-05 no-show")
        self.substance = self.write("2026-05-05 main-substance-recorded.alcohol")
        self.risk = self.write("2026-05-05 suicide-risk-assessed.raised")
        self.child = self.write("2026-05-05 child-named", {"children.child": ("1",)})
        tie(self.eva, self.units.municipality)
        tie(self.eva, self.units.other_clinic)
        self.doctor = reader_in(self.units.municipality, "general-practitioner")
        self.officer = reader_in(self.units.other_clinic, "court-officer")

    def write(self, text: str, values: Mapping[str, Any] | None = None) -> int:
        say(self.sender, self.course, text, values)
        return self.course.version

    def wanted(self, *items: Item, **told: Any) -> Wanted:
        chosen = items or (Item(self.course.pk, self.substance, with_outcome=True),)
        basis = Wanted(chosen, self.units.municipality.pk, "treat", "no-objection", SOON)
        return replace(basis, **told)

    def to_court(self, *items: Item, **told: Any) -> Wanted:
        court = {
            "unit": self.units.other_clinic.pk,
            "purpose": "court",
            "basis": "consent",
            "previewed_on": TODAY,
            "consented_on": TODAY,
        }
        return self.wanted(*items, **(court | told))

    def send(self, wanted: Wanted | None = None) -> Release:
        return pass_on(self.sender, self.eva.pk, wanted or self.wanted(), NOON)

    def refusal(self, wanted: Wanted) -> str:
        with pytest.raises(NotReleasable) as refused:
            self.send(wanted)
        assert not Release.objects.exists()
        return str(refused.value)

    def seen(self, by: Reader | None = None) -> list[Received]:
        return received(by or self.doctor, self.eva.pk)


def reader_in(where: Unit, role: str, on: date = TODAY) -> Reader:
    return staff_reader(member(where, role), on)


def outcome(told: Received) -> list[str | None]:
    return [one.outcome["en"] if one.outcome else None for one in told.items]


# --- what is shown, and to whom ----------------------------------------------------------------------------


def test_the_recipient_sees_the_words_that_were_chosen_and_the_log_says_as_released() -> None:
    world = World()
    release = world.send(world.wanted(note=SCRIPT))

    (told,) = world.seen()

    assert (told.release, told.note, outcome(told)) == (release, SCRIPT, ["Alcohol"])
    assert told.items[0].outcome is not None
    assert told.items[0].outcome["nb"] == "Alkohol"
    assert told.items[0].happened_on == date(2026, 5, 5)
    logged = Access.objects.latest("pk")
    assert (logged.reason, logged.deed, logged.parts, logged.user) == (
        "released",
        "read",
        "SUD",
        world.doctor.user,
    )


def test_sending_is_logged_first_and_names_who_and_the_release() -> None:
    world = World()

    release = world.send()

    logged = Access.objects.latest("pk")
    assert (logged.reason, logged.request, logged.parts) == ("passed-on", release.pk, "SUD")
    assert (release.user, release.role) == (world.sender.user, "treatment-clinician")
    assert release.by_unit == world.units.clinic


def test_nothing_is_there_for_another_unit_purpose_role_or_stranger() -> None:
    world = World()
    world.send()
    strange = unit("elsewhere", "municipality")

    assert world.seen(world.officer) == []
    assert world.seen(reader_in(world.units.other_clinic, "general-practitioner")) == []
    assert world.seen(reader_in(world.units.municipality, "municipal-coordinator")) == []
    with pytest.raises(Http404):
        world.seen(reader_in(strange, "general-practitioner"))


def test_a_release_is_no_relation() -> None:
    world = World()
    world.send(world.wanted(unit=world.units.ward.pk))

    with pytest.raises(Http404):
        world.seen(reader_in(world.units.ward, "general-practitioner"))


@pytest.mark.parametrize(("days", "is_shown"), [(0, True), (30, True), (31, False)])
def test_it_is_shown_until_its_last_day_and_stays_listed(days: int, is_shown: bool) -> None:
    world = World()
    world.send()
    on = TODAY + timedelta(days=days)

    assert bool(world.seen(replace(world.doctor, on=on))) is is_shown
    (listed,) = passed_on(replace(world.sender, on=on), world.eva.pk)
    assert (listed.is_shown, listed.is_over) == (is_shown, not is_shown)


def test_what_is_stopped_is_shown_no_more_and_says_so_to_the_sender() -> None:
    world = World()
    release = world.send()

    stop(world.sender, release.pk, "asked", later(minutes=1))
    stop(world.sender, release.pk, "mistake", later(minutes=2))

    assert world.seen() == []
    (listed,) = passed_on(world.sender, world.eva.pk)
    assert (listed.is_stopped, listed.release.stop.why) == (True, "asked")


def test_the_person_is_told_of_all_of_them_and_a_unit_of_its_own() -> None:
    world = World()
    release = world.send()
    user = User.objects.create(username="eva", name="Eva", person=world.eva)

    mine = passed_on(own_reader(user, TODAY), world.eva.pk)

    assert [one.release for one in mine] == [release]
    assert passed_on(world.doctor, world.eva.pk) == []


def test_what_was_said_later_changes_nothing_that_was_passed_on() -> None:
    world = World()
    world.send()
    before = world.seen()

    say(
        world.sender,
        world.course,
        "2026-05-05 main-substance-recorded.opiates",
        replaces=world.substance,
        confirmed=True,
        reason="A slip.",
    )

    assert world.seen() == before


def test_what_a_recipient_sees_depends_on_what_was_released_alone() -> None:
    world = World()
    world.send()
    before = [(one.note, one.items) for one in world.seen()]

    world.write("2026-05-06 main-substance-recorded.opiates")
    world.write("2026-05-06 suicide-risk-assessed.raised")
    world.write("2026-05-06 no-show")
    world.send(world.to_court())

    assert [(one.note, one.items) for one in world.seen()] == before


def test_a_merged_identity_is_the_same_person() -> None:
    world = World()
    twin = person()
    tie(twin, world.units.clinic)
    world.send()

    Subject.objects.filter(pk=world.eva.pk).update(root=twin.subject)

    assert [outcome(one) for one in received(world.doctor, twin.pk)] == [["Alcohol"]]


def test_parted_again_each_keeps_their_own_and_nothing_of_the_other() -> None:
    world = World()
    twin = person()
    theirs = opened(world.sender, twin, "2026-05-04 referral-received")
    tie(twin, world.units.municipality)
    Subject.objects.filter(pk=twin.pk).update(root=world.eva.subject)
    hers, others = Item(world.course.pk, 2), Item(theirs.pk, 2)
    sent = world.send(world.wanted(hers, others, note="Both."))
    of_court = world.send(
        world.to_court(
            Item(world.course.pk, world.substance, with_outcome=True),
        )
    )
    assert [(one.note, len(one.items)) for one in world.seen()] == [("Both.", 2)]

    Subject.objects.filter(pk=twin.pk).update(root=twin.subject)

    assert [(one.note, len(one.items)) for one in world.seen()] == [("", 1)]
    (listed,) = received(world.doctor, twin.pk)
    assert (listed.release, listed.note, len(listed.items)) == (sent, "", 1)
    assert [one.release for one in passed_on(world.sender, twin.pk)] == [sent]
    second = clinician(world.units.clinic)
    with pytest.raises(NotReleasable, match="items: parted"):
        approve(second, sent.pk, NOON)
    approve(second, of_court.pk, NOON)


def test_as_many_queries_for_many_as_for_one() -> None:
    world = World()
    world.send()
    with CaptureQueriesContext(connection) as one:
        assert len(world.seen()) == 1
    for _ in range(4):
        world.send()

    with CaptureQueriesContext(connection) as five:
        assert len(world.seen()) == 5
    assert len(five) == len(one)
    with CaptureQueriesContext(connection) as listing:
        assert len(passed_on(world.sender, world.eva.pk)) == 5
    # Writing the log, with its savepoint, is four of each.
    assert (len(five), len(listing)) == (6 + 4, 4 + 4)


# --- what is never passed on -------------------------------------------------------------------------------


def test_notes_held_closest_are_passed_on_to_nobody() -> None:
    world = World()
    risk = Item(world.course.pk, world.risk, with_outcome=True)

    assert world.refusal(world.wanted(risk)) == "items: not-released"
    assert world.refusal(world.to_court(risk)) == "items: not-released"


@pytest.mark.parametrize("basis", ["no-objection", "duty"])
def test_health_goes_to_the_court_on_no_basis_but_consent(basis: str) -> None:
    world = World()

    assert world.refusal(world.to_court(basis=basis)) == "basis: court-by-consent"


def test_to_the_court_neither_the_way_of_a_treatment_nor_children() -> None:
    world = World()
    way = Item(world.course.pk, world.wishes)
    child = Item(world.course.pk, world.child, frozenset({"children.child"}))

    assert world.refusal(world.to_court(way)) == "items: not-released"
    assert world.refusal(world.to_court(child)) == "items: not-released"


def test_only_for_a_purpose_of_which_the_table_says_released() -> None:
    world = World()

    for purpose in ("coordinate", "own", "review", "statistics", "outreach", ""):
        assert world.refusal(world.wanted(purpose=purpose)) == "purpose: unknown"


def test_another_persons_entry_is_not_there_to_be_chosen() -> None:
    world = World()
    ola = person("Ola")
    theirs = opened(world.sender, ola)

    with pytest.raises(Http404):
        world.send(world.wanted(Item(theirs.pk, 1)))
    with pytest.raises(Http404):
        world.send(world.wanted(Item(uuid4(), 1)))
    with pytest.raises(Http404):
        pass_on(world.sender, ola.pk, world.wanted(), NOON)
    assert not Release.objects.exists()


def test_nor_an_entry_or_an_answer_that_is_not_there_or_was_taken_back() -> None:
    world = World()
    of = world.course.pk

    assert world.refusal(world.wanted(Item(of, 99))) == "items: unknown"
    assert world.refusal(world.wanted(Item(of, 2, frozenset({"x.y"})))) == "fields: unknown"
    assert world.refusal(world.wanted(Item(of, 2, with_outcome=True))) == "outcome: unknown"
    twice = Item(of, world.substance), Item(of, world.substance, with_outcome=True)
    assert world.refusal(world.wanted(*twice)) == "items: twice"
    say(
        world.sender,
        world.course,
        "2026-05-05 main-substance-recorded.opiates",
        replaces=world.substance,
        confirmed=True,
        reason="A slip.",
    )
    assert world.refusal(world.wanted()) == "items: unknown"


def test_who_may_not_write_in_the_course_passes_nothing_on() -> None:
    world = World()

    for reader in (world.doctor, world.officer):
        with pytest.raises((Http404, PermissionDenied)):
            pass_on(reader, world.eva.pk, world.wanted(), NOON)
    with pytest.raises(Http404):
        pass_on(clinician(unit("elsewhere", "unit")), world.eva.pk, world.wanted(), NOON)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"items": ()}, "items: required"),
        ({"basis": "because"}, "basis: unknown"),
        ({"law": "no-such-law"}, "law: unknown"),
        ({"unit": 0}, "unit: unknown"),
        ({"to_day": None}, "to_day: required"),
        ({"to_day": TODAY - timedelta(days=1)}, "to_day: past"),
        ({"note": "x" * 501}, "note: too-long"),
        ({"note": "\x00"}, "note: type"),
        ({"previewed_on": SOON}, "previewed_on: future"),
        ({"consented_on": SOON}, "consented_on: future"),
    ],
)
def test_what_is_no_release_is_refused_by_its_field(told: dict[str, Any], why: str) -> None:
    world = World()

    assert world.refusal(world.wanted(**told)) == why


# --- by consent --------------------------------------------------------------------------------------------


def test_by_consent_the_person_has_said_yes_in_writing_to_just_this() -> None:
    world = World()

    assert world.refusal(world.wanted(basis="consent")) == "consented_on: required"
    assert world.refusal(world.to_court(consented_on=None)) == "consented_on: required"
    assert world.send(world.wanted(basis="consent", consented_on=TODAY)).consented_on == TODAY


@pytest.mark.parametrize(
    ("born", "why"), [(date(2011, 1, 1), "person: child"), (None, "person: age-unknown")]
)
def test_whoever_does_not_consent_alone_is_not_asked(born: date | None, why: str) -> None:
    world = World(born)

    assert world.refusal(world.wanted(basis="consent", consented_on=TODAY)) == why


def test_a_consent_to_another_purpose_opens_no_way_to_the_court() -> None:
    world = World()
    consent(world.eva, world.units.other_clinic, "treat", "SUD", (TODAY, SOON))
    consent(world.eva, world.units.other_clinic, "court", "SUD", (TODAY, SOON))

    assert world.refusal(world.to_court(consented_on=None)) == "consented_on: required"


# --- by two ------------------------------------------------------------------------------------------------


def test_to_the_court_it_goes_when_another_has_approved_it() -> None:
    world = World()
    release = world.send(world.to_court())
    assert world.seen(world.officer) == []
    second = clinician(world.units.clinic)

    approve(second, release.pk, later(minutes=5))
    approve(second, release.pk, later(minutes=6))

    assert [outcome(one) for one in world.seen(world.officer)] == [["Alcohol"]]
    (listed,) = passed_on(world.sender, world.eva.pk)
    assert (listed.is_shown, listed.approved_by) == (True, second.user)


def test_nobody_approves_their_own_in_whatever_role() -> None:
    world = World()
    release = world.send(world.to_court())
    user = User.objects.get(pk=world.sender.user)
    other = staff_reader(member(world.units.clinic, "mental-health-clinician", user=user), TODAY)

    for reader in (world.sender, other):
        with pytest.raises(NotReleasable, match="user: same"):
            approve(reader, release.pk, NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseApproval.objects.create(
            release=release, made_by=user.pk, user=user.pk, role="x", at=NOON
        )
    assert world.seen(world.officer) == []


def test_to_the_court_nothing_that_the_person_was_not_shown() -> None:
    world = World()

    assert world.refusal(world.to_court(previewed_on=None)) == "previewed_on: required"
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            subject=world.eva.subject,
            to_unit=world.units.other_clinic,
            purpose="court",
            basis="consent",
            to_day=SOON,
            needs_second=True,
            user=1,
            role="x",
            by_unit=world.units.clinic,
            at=NOON,
        )


def test_what_is_stopped_or_over_is_not_approved() -> None:
    world = World()
    first, second = world.send(world.to_court()), world.send(world.to_court())
    stop(world.sender, first.pk, "asked", NOON)
    other = clinician(world.units.clinic)

    with pytest.raises(NotReleasable, match="release: stopped"):
        approve(other, first.pk, NOON)
    with pytest.raises(NotReleasable, match="release: over"):
        approve(replace(other, on=SOON + timedelta(days=1)), second.pk, NOON)


def test_another_units_release_is_as_if_it_were_not_there() -> None:
    world = World()
    release = world.send(world.to_court())

    for reader in (world.doctor, world.officer, clinician(world.units.other_clinic)):
        for which in (release.pk, uuid4()):
            with pytest.raises(Http404):
                approve(reader, which, NOON)
            with pytest.raises(Http404):
                stop(reader, which, "asked", NOON)
    assert not ReleaseStop.objects.exists()


def test_it_is_stopped_for_a_reason_there_is() -> None:
    world = World()
    release = world.send()

    with pytest.raises(NotReleasable, match="why: unknown"):
        stop(world.sender, release.pk, "because", NOON)


# --- how it is kept ----------------------------------------------------------------------------------------


def kept() -> int:
    return ReleasedWords.objects.count()


def test_an_erasure_takes_the_words_that_were_passed_on_and_the_note() -> None:
    world = World()
    texts = world.write("2026-05-06 child-named", {"children.child": ("2",)})
    other = Item(world.course.pk, world.substance, with_outcome=True)
    child = Item(world.course.pk, texts, frozenset({"children.child"}))
    world.send(world.wanted(child, other, note="A child."))
    assert kept() == 3

    erase(world.sender, clinician(world.units.clinic), world.course.pk, texts, "26/2", NOON)

    assert kept() == 1
    assert list(check_released()) == []
    assert ReleasedItem.objects.count() == 3
    clinic = reader_in(world.units.municipality, "treatment-clinician")
    (told,) = world.seen(clinic)
    assert (told.note, outcome(told)) == ("", ["Alcohol"])


def test_words_that_somebody_altered_are_shown_to_nobody() -> None:
    world = World()
    first = world.send()
    words = ReleasedWords.objects.get(release=first)

    words.sealed = ring().seal(b'{"salt":"","told":{}}', words.place)
    words.save()

    with pytest.raises(Altered):
        world.seen()
    assert [str(one.kind) for one in check_released()] == ["altered"]


def test_words_that_are_gone_without_an_erasure_are_missed() -> None:
    world = World()
    release = world.send(world.wanted(note="Read this first."))
    assert list(check_released()) == []

    ReleasedWords.objects.filter(release=release).delete()

    assert [(str(one.kind), one.where) for one in check_released()] == [
        ("missing", f"release {release.pk} item 0: its words"),
        ("missing", f"release {release.pk} item 1: its words"),
    ]


def test_a_new_key_seals_them_anew_and_they_say_the_same() -> None:
    world = World()
    world.send()
    before = world.seen()
    rotate()
    assert left()["released words"] == 1

    assert list(reseal(lambda _: None)) == []

    assert left() == {}
    assert world.seen() == before


def test_no_word_of_it_stands_in_clear() -> None:
    world = World()
    world.send(world.wanted(note="A secret of hers."))

    said = b"".join(bytes(one.sealed) for one in ReleasedWords.objects.all())

    assert b"secret" not in said
    assert b"Alcohol" not in said


@pytest.mark.parametrize("model", [Release, ReleasedItem, ReleaseApproval, ReleaseStop])
def test_its_rows_are_never_changed_or_taken_away(model: Any) -> None:
    world = World()
    release = world.send(world.to_court())
    approve(clinician(world.units.clinic), release.pk, NOON)
    stop(world.sender, release.pk, "asked", NOON)
    table = model._meta.db_table
    column = "release_id" if model is not Release else "user"

    for deed in (f"DELETE FROM {table}", f'UPDATE {table} SET "{column}" = "{column}"'):  # noqa: S608
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(deed)


# --- what a pathway lets pass between labels ---------------------------------------------------------------


def test_an_event_that_a_pathway_releases_carries_no_answer_with_it() -> None:
    editions = [one for name in names() for one in table_of(name).editions]
    released = [event for one in editions for event in one.events.values() if event.release]
    opening = [
        opened
        for event in released
        for opened in (event.opens_course, *(one.opens_course for one in event.outcomes.values()))
        if opened is not None
    ]

    assert opening, "there are such events"
    assert [one.carry for one in opening if one.carry] == []
