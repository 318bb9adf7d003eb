"""A report to the court: of the programme's own entries and of what was passed on to it, seen by the person, by two, numbered; never more."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.pathway.courses.course import Value
from helhet.record.models import CourtReport, Entry, Release, ReleasedWords
from helhet.record.releases.choosing import Item
from helhet.record.releases.listing import arrived, sent, waiting
from helhet.record.releases.passing import approve, pass_on, stop
from helhet.record.releases.reporting import (
    DRAFTED,
    PREVIEWED,
    SENT,
    Report,
    compared,
    draft_report,
    last_before,
    let_go,
    make_report,
    makes_reports,
    material,
    reports,
    tell_course,
)
from helhet.record.releases.rules import NotReleasable
from helhet.record.releases.showing import own, received
from helhet.record.wholeness.released import check_released
from tests.ledger.cast import TODAY, unit
from tests.ledger.courses import NOON, clinician, erase, later, opened, say
from tests.ledger.test_releases import World, reader_in

pytestmark = pytest.mark.django_db


class Court(World):
    """The same person in a programme of the court, in the other clinic; the treatment has passed one thing on to it."""

    def __init__(self) -> None:
        super().__init__()
        self.second = reader_in(self.units.other_clinic, "court-officer")
        self.programme = opened(
            self.officer, self.eva, "2026-05-04 programme-asked", "court-programme"
        )
        self.note("2026-05-05 consent-explained")
        agreed: dict[str, Value] = {"consent.to-whom": "the court", "consent.about-what": "tests"}
        self.note("2026-05-05 consent-given", agreed)
        self.note("2026-05-06 sentenced.programme")
        self.test = self.note("2026-05-07 test-taken.negative")
        self.breach = self.note(
            "2026-05-08 breach-recorded", {"breach-no.no": "b1", "breach.kind": "attendance"}
        )
        self.passed = self.send(self.to_court())
        approve(clinician(self.units.clinic), self.passed.pk, NOON)

    def note(self, text: str, values: dict[str, Value] | None = None) -> int:
        say(self.officer, self.programme, text, values)
        return self.programme.version

    def item(self, number: int, **told: Any) -> Item:
        return Item(self.programme.pk, number, **told)

    def report(self, *items: Item, **told: Any) -> Report:
        chosen = items or (self.item(self.test, with_outcome=True),)
        days = {"previewed_on": TODAY, "consented_on": TODAY}
        return Report(chosen, **({"passed": [], "basis": "consent"} | days | told))

    def make(self, wanted: Report | None = None, by: Reader | None = None) -> Release:
        return make_report(by or self.officer, self.programme.pk, wanted or self.report(), NOON)

    def refused(self, wanted: Report) -> str:
        before = Release.objects.count()
        with pytest.raises(NotReleasable) as refused:
            self.make(wanted)
        assert Release.objects.count() == before
        return str(refused.value)

    def with_passed(self, **told: Any) -> Report:
        return self.report(passed=[(self.passed.pk, 1)], **told)


# --- what it can be made of --------------------------------------------------------------------------------


def test_of_the_programme_everything_and_of_treatment_what_was_passed_on_alone() -> None:
    court = Court()

    of = material(court.officer, court.programme.pk, NOON)

    events = [one.line.entry.event for one in of.offered]
    assert events == [
        "breach-recorded",
        "test-taken",
        "sentenced",
        "consent-given",
        "consent-explained",
        "programme-asked",
    ]
    (passed,) = of.passed
    assert (passed.release, passed.told.outcome and passed.told.outcome["en"]) == (
        court.passed,
        "Alcohol",
    )
    assert of.last is None


def test_a_report_to_child_welfare_is_no_matter_for_the_court() -> None:
    court = Court()
    number = court.note("2026-05-09 child-welfare-reported")

    of = material(court.officer, court.programme.pk, NOON)

    assert number not in {one.line.entry.number for one in of.offered}
    assert court.refused(court.report(court.item(number))) in (
        "items: not-released",
        "items: unknown",
    )


def test_nothing_of_a_treatment_goes_in_that_was_not_passed_on() -> None:
    court = Court()
    treated = Item(court.course.pk, court.substance, with_outcome=True)

    assert court.refused(court.report(treated)) == "items: unknown"
    for guessed in ((court.passed.pk, 2), (uuid4(), 1), (court.passed.pk, 0)):
        assert court.refused(court.report(passed=[guessed])) == "passed: unknown"


def test_a_report_says_something_of_the_programme() -> None:
    court = Court()

    wanted = Report((), [(court.passed.pk, 1)], "consent", previewed_on=TODAY, consented_on=TODAY)

    assert court.refused(wanted) == "items: required"


@pytest.mark.parametrize("role", ["treatment-clinician", "general-practitioner", "unit-leader"])
def test_whoever_does_not_run_the_programme_makes_and_sees_none(role: str) -> None:
    court = Court()
    release = court.make()

    for reader in (reader_in(court.units.clinic, role), reader_in(court.units.other_clinic, role)):
        for asks in (
            lambda reader=reader: reports(reader, court.programme.pk),
            lambda reader=reader: material(reader, court.programme.pk, NOON),
            lambda reader=reader: draft_report(reader, court.programme.pk, court.report(), NOON),
            lambda reader=reader: make_report(reader, court.programme.pk, court.report(), NOON),
            lambda reader=reader: own(reader, release.pk),
        ):
            with pytest.raises((Http404, PermissionDenied)):
                asks()
    stranger = reader_in(unit("elsewhere", "unit"), "court-officer")
    with pytest.raises(Http404):
        reports(stranger, court.programme.pk)
    with pytest.raises(Http404):
        reports(court.officer, court.course.pk)
    with pytest.raises(Http404):
        reports(court.officer, uuid4())


def test_whom_a_page_offers_it() -> None:
    court = Court()

    assert makes_reports(court.officer, "court-programme")
    assert not makes_reports(court.sender, "court-programme")
    assert not makes_reports(court.officer, "tsb")


# --- previewed, by two, numbered ---------------------------------------------------------------------------


def test_it_is_numbered_in_its_course_and_waits_for_a_second_person() -> None:
    court = Court()

    first, second = court.make(), court.make()

    told = [
        (one.number, one.passed.release, one.passed.is_sent)
        for one in reports(court.second, court.programme.pk)
    ]
    assert told == [(2, second, False), (1, first, False)]
    assert {one.passed.release for one in waiting(court.second)} == {second, first}
    with pytest.raises(NotReleasable, match="user: same"):
        let_go(court.officer, first.pk, NOON)
    let_go(court.second, first.pk, NOON)
    assert [one.passed.release for one in sent(court.second)] == [first]


def test_it_reaches_nobody_here_as_something_passed_on() -> None:
    court = Court()
    release = court.make()
    let_go(court.second, release.pk, NOON)

    assert [one.release for one in received(court.officer, court.eva.pk)] == [court.passed]
    assert [one.passed.release for one in arrived(court.officer)] == [court.passed]


def test_nothing_that_the_person_was_not_shown_or_has_not_said_yes_to() -> None:
    court = Court()

    assert court.refused(court.report(previewed_on=None)) == "previewed_on: required"
    assert court.refused(court.report(consented_on=None)) == "consented_on: required"
    assert court.refused(court.with_passed(basis="duty")) == "basis: court-by-consent"
    assert court.refused(court.with_passed(consented_on=None)) == "consented_on: required"
    assert court.make(court.report(basis="duty", consented_on=None)).basis == "duty"


def test_it_says_what_was_passed_on_then_and_the_persons_own_words() -> None:
    court = Court()
    say(
        court.sender,
        court.course,
        "2026-05-05 main-substance-recorded.opiates",
        replaces=court.substance,
        confirmed=True,
        reason="A slip.",
    )
    wanted = court.with_passed(note="As agreed.", own_words="I have a flat now.")
    drafted = draft_report(court.officer, court.programme.pk, wanted, NOON)
    assert not CourtReport.objects.exists()

    release = court.make(wanted)
    shown = own(court.second, release.pk).letter

    assert shown == drafted
    assert (shown.note, shown.own_words) == ("As agreed.", "I have a flat now.")
    assert [one.outcome and one.outcome["en"] for one in shown.items] == ["Negative", "Alcohol"]
    logged = Access.objects.filter(user=court.second.user, deed="read")
    assert set(logged.values_list("parts", "reason")) >= {("SUD", "released"), ("COURT", "granted")}


def test_what_was_stopped_meanwhile_keeps_a_report_back() -> None:
    court = Court()
    with_it, without = court.make(court.with_passed()), court.make()
    stop(court.sender, court.passed.pk, "asked", NOON)

    with pytest.raises(NotReleasable, match="passed: unknown"):
        let_go(court.second, with_it.pk, NOON)
    let_go(court.second, without.pk, NOON)

    assert court.refused(court.with_passed()) == "passed: unknown"


def test_one_click_more_makes_no_second_report() -> None:
    court, key = Court(), uuid4()

    told = [
        make_report(court.officer, court.programme.pk, court.report(), later(minutes=n), key)
        for n in (0, 1)
    ]

    assert told[0] == told[1]
    assert CourtReport.objects.get().number == 1


# --- beside the last one -----------------------------------------------------------------------------------


def test_beside_the_last_that_went_it_says_what_is_new_altered_and_left_out() -> None:
    court = Court()
    tested, breached = court.item(court.test, with_outcome=True), court.item(court.breach)
    judged = court.item(4)
    first = court.make(court.report(tested, judged))
    assert last_before(court.officer, first) is None
    let_go(court.second, first.pk, NOON)
    court.make(court.report(judged))  # never went
    third = court.make(court.report(court.item(court.test), breached))

    found = last_before(court.second, third)

    assert found is not None
    number, last = found
    told = compared(own(court.second, third.pk).letter, last)
    assert (number, set(told.new), set(told.altered)) == (1, {1}, {0})
    assert [one.event["en"] for one in told.left_out] == ["Consent given"]


def test_a_report_beside_itself_is_the_same() -> None:
    court = Court()
    letter = own(court.officer, court.make(court.with_passed()).pk).letter

    told = compared(letter, letter)

    assert (told.new, told.altered, told.left_out) == (frozenset(), frozenset(), ())


# --- what the course is told, and how it is kept -----------------------------------------------------------


def test_the_course_is_told_of_it_once() -> None:
    court = Court()
    release = court.make()
    for _ in range(2):
        for event in (DRAFTED, PREVIEWED):
            assert tell_course(court.officer, release, event, TODAY, NOON)
    let_go(court.second, release.pk, NOON)
    assert tell_course(court.second, release, SENT, TODAY, later(minutes=1))

    told = Entry.objects.filter(course=court.programme, event__startswith="report-")
    assert list(told.order_by("number").values_list("event", "user")) == [
        (DRAFTED, court.officer.user),
        (PREVIEWED, court.officer.user),
        (SENT, court.second.user),
    ]


def test_an_erasure_in_the_treatment_takes_it_from_the_report_too() -> None:
    court = Court()
    child = court.write("2026-05-06 child-named", {"children.child": ("2",)})
    assert child
    court.make(court.with_passed(own_words="Mine."))

    erase(
        court.sender, clinician(court.units.clinic), court.course.pk, court.substance, "26/2", NOON
    )

    report = CourtReport.objects.get().release
    assert own(court.second, report.pk).letter.own_words == ""
    assert ReleasedWords.objects.filter(release=report).count() == 1
    assert list(check_released()) == []


def test_its_rows_are_never_changed_or_taken_away() -> None:
    court = Court()
    court.make()
    table = CourtReport._meta.db_table

    for deed in (f"DELETE FROM {table}", f"UPDATE {table} SET number = 2"):  # noqa: S608
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(deed)


def test_what_is_no_report_is_let_go_as_ever() -> None:
    court = Court()
    release = pass_on(
        court.officer,
        court.eva.pk,
        court.to_court(
            court.item(court.test, with_outcome=True), unit=court.units.clinic.pk, to_day=date.max
        ),
        NOON,
    )

    assert release.needs_second
    let_go(court.second, release.pk, NOON)
    assert not hasattr(Release.objects.get(pk=release.pk), "report")
