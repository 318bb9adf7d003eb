"""What may be chosen of somebody's record, what a second person is shown, and the lists of a unit."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from helhet.access.models import Access, Tie
from helhet.parties.models import Person, Subject
from helhet.record.errors import KeyReused
from helhet.record.models import Release, ReleasedItem, Request
from helhet.record.releases.choosing import Item
from helhet.record.releases.listing import arrived, sent, waiting
from helhet.record.releases.offering import offered, sources
from helhet.record.releases.passing import approve, pass_on, stop
from helhet.record.releases.showing import draft, own
from tests.ledger.cast import TODAY, person, tie, unit
from tests.ledger.courses import NOON, clinician, erase, later, opened
from tests.ledger.test_releases import SOON, World, reader_in

pytestmark = pytest.mark.django_db


# --- once ------------------------------------------------------------------------------------------------


def test_sent_twice_under_one_key_it_is_one_release() -> None:
    world, key = World(), uuid4()

    first = pass_on(world.sender, world.eva.pk, world.wanted(), NOON, key)
    again = pass_on(world.sender, world.eva.pk, world.wanted(), later(minutes=1), key)

    assert again == first
    assert Release.objects.count() == 1
    assert Access.objects.filter(reason="passed-on").count() == 1


def test_a_key_that_was_another_releases_sends_nothing() -> None:
    world, key = World(), uuid4()
    pass_on(world.sender, world.eva.pk, world.wanted(), NOON, key)

    with pytest.raises(KeyReused):
        pass_on(world.sender, world.eva.pk, world.wanted(note="More."), NOON, key)

    assert Release.objects.count() == 1


def test_without_a_key_two_are_two() -> None:
    world = World()

    world.send()
    world.send()

    assert Release.objects.count() == 2


def test_an_erasure_takes_the_request_that_it_was_sent_by() -> None:
    world = World()
    child = Item(world.course.pk, world.child, frozenset({"children.child"}))
    release = pass_on(world.sender, world.eva.pk, world.wanted(child), NOON, uuid4())
    assert Request.objects.filter(course=release.pk).exists()

    erase(world.sender, clinician(world.units.clinic), world.course.pk, world.child, "26/2", NOON)

    assert not Request.objects.filter(course=release.pk).exists()


# --- what can be chosen ------------------------------------------------------------------------------------


def offers(world: World, purpose: str) -> dict[int, tuple[bool, bool, tuple[str, ...]]]:
    (choice,) = offered(world.sender, world.eva.pk, [world.course.pk], purpose, NOON)
    return {one.line.entry.number: (one.alone, one.outcome, one.fields) for one in choice.offered}


def test_to_those_who_treat_the_way_and_substance_use_can_go_and_never_what_is_held_closest() -> (
    None
):
    world = World()

    told = offers(world, "treat")

    assert told[world.substance] == (True, True, ())
    assert told[world.child] == (True, False, ("children.child",))
    assert told[world.risk] == (True, False, ()), "that it happened is the way's"


def test_to_the_court_of_a_treatment_what_it_says_of_substance_use_alone() -> None:
    world = World()

    assert offers(world, "court") == {world.substance: (False, True, ())}


def test_whatever_is_offered_can_be_drafted_and_looks_as_it_is_received() -> None:
    world = World()

    for number, (alone, outcome, fields) in offers(world, "treat").items():
        items = [
            *([Item(world.course.pk, number)] if alone else []),
            *([Item(world.course.pk, number, with_outcome=True)] if outcome else []),
            *(Item(world.course.pk, number, frozenset({one})) for one in fields),
        ]
        for item in items:
            assert len(draft(world.sender, world.eva.pk, world.wanted(item), NOON).items) == 1
    before = draft(world.sender, world.eva.pk, world.wanted(), NOON).items
    world.send()
    assert world.seen()[0].items == before


def test_a_draft_to_the_court_asks_for_no_day_and_writes_nothing() -> None:
    world = World()
    wanted = world.to_court(previewed_on=None, consented_on=None)

    (told,) = draft(world.sender, world.eva.pk, wanted, NOON).items

    assert told.outcome is not None
    assert not Release.objects.exists()
    assert not Access.objects.filter(reason="passed-on").exists()


def test_an_outcome_that_leads_elsewhere_is_the_way_whatever_goes_with_it() -> None:
    world = World()
    granted = world.write(
        "2026-05-06 right-decided.granted", {"right.start-by": (TODAY - TODAY.min).days - 719_162}
    )
    wanted = world.to_court(Item(world.course.pk, granted, with_outcome=True))

    assert world.refusal(wanted) == "items: not-released"


def test_whoever_may_write_in_no_course_is_offered_none() -> None:
    world = World()
    stranger = clinician(unit("elsewhere", "unit"))

    for reader in (world.doctor, stranger):
        with pytest.raises(Http404):
            sources(reader, world.eva.pk)
        with pytest.raises(Http404):
            offered(reader, world.eva.pk, [world.course.pk], "treat", NOON)


def test_another_persons_course_is_not_among_them() -> None:
    world = World()
    theirs = opened(world.sender, person("Ola"))

    with pytest.raises(Http404):
        offered(world.sender, world.eva.pk, [theirs.pk], "treat", NOON)


# --- what the unit that made it is shown -------------------------------------------------------------------


def test_the_second_person_reads_exactly_what_the_recipient_will() -> None:
    world = World()
    release = world.send(world.to_court(note="As agreed."))
    second = clinician(world.units.clinic)

    shown = own(second, release.pk)
    assert (shown.passed.is_sent, shown.letter.note) == (False, "As agreed.")
    approve(second, release.pk, NOON)

    (told,) = world.seen(world.officer)
    assert (told.note, told.items) == (shown.letter.note, shown.letter.items)
    assert own(world.sender, release.pk).passed.approved_by == second.user
    logged = Access.objects.filter(user=second.user, deed="read").latest("pk")
    assert logged.parts == "SUD"


def test_nobody_else_is_shown_it() -> None:
    world = World()
    release = world.send(world.to_court())

    for reader in (world.doctor, world.officer, clinician(world.units.other_clinic)):
        for which in (release.pk, uuid4()):
            with pytest.raises(Http404):
                own(reader, which)
    with pytest.raises(PermissionDenied):
        own(reader_in(world.units.clinic, "municipal-coordinator"), release.pk)


def test_parted_again_nobody_reads_of_the_other() -> None:
    world = World()
    twin = person()
    theirs = opened(world.sender, twin, "2026-05-04 referral-received")
    Subject.objects.filter(pk=twin.pk).update(root=world.eva.subject)
    release = world.send(world.wanted(Item(world.course.pk, 2), Item(theirs.pk, 2), note="Both."))
    assert len(own(world.sender, release.pk).letter.items) == 2

    Subject.objects.filter(pk=twin.pk).update(root=twin.subject)

    shown = own(world.sender, release.pk)
    assert (shown.letter.note, len(shown.letter.items)) == ("", 1)
    assert {one.subject for one in sent(world.sender)} == {world.eva.pk, twin.pk}


# --- the lists of a unit -----------------------------------------------------------------------------------


def test_a_unit_is_told_what_waits_what_it_has_sent_and_what_has_arrived() -> None:
    world = World()
    to_treat, to_court = world.send(), world.send(world.to_court())

    assert [one.passed.release for one in waiting(world.sender)] == [to_court]
    assert [one.passed.release for one in sent(world.sender)] == [to_treat]
    (told,) = arrived(world.doctor)
    assert (told.passed.release, told.subject, told.name) == (to_treat, world.eva.pk, "Eva Prøve")
    assert arrived(world.officer) == []

    approve(clinician(world.units.clinic), to_court.pk, NOON)
    assert [one.passed.release for one in arrived(world.officer)] == [to_court]
    assert waiting(world.sender) == []
    stop(world.sender, to_court.pk, "asked", NOON)
    assert arrived(world.officer) == []
    assert len(sent(world.sender)) == 2


def test_what_is_over_waits_for_nobody_and_has_arrived_no_more() -> None:
    world = World()
    world.send()
    world.send(world.to_court())
    on = SOON + timedelta(days=1)

    assert waiting(replace(world.sender, on=on)) == []
    assert arrived(replace(world.doctor, on=on)) == []
    assert len(sent(replace(world.sender, on=on))) == 1


def test_the_lists_hold_what_the_pages_show_and_nothing_else() -> None:
    world = World()
    world.send(world.wanted(Item(world.course.pk, world.substance, with_outcome=True)))
    worker = reader_in(world.units.municipality, "municipal-care-worker")
    stranger = reader_in(unit("elsewhere", "municipality"), "general-practitioner")

    assert world.seen(worker) == []
    for reader in (worker, stranger, reader_in(world.units.clinic, "general-practitioner")):
        assert arrived(reader) == []
    Tie.objects.filter(unit=world.units.municipality).update(to_day=TODAY - timedelta(days=1))
    assert arrived(world.doctor) == []


def test_of_a_stranger_nothing_is_listed() -> None:
    world = World()
    world.send()
    world.send(world.to_court())
    Tie.objects.filter(unit=world.units.clinic).delete()

    assert sent(world.sender) == []
    assert waiting(world.sender) == []


@pytest.mark.parametrize("count", [1, 6])
def test_each_list_costs_the_same_however_long(count: int) -> None:
    world = World()
    for _ in range(count):
        world.send()
        world.send(world.to_court())
        ola = person("Ola")
        tie(ola, world.units.municipality)
        course = opened(world.sender, ola)
        pass_on(world.sender, ola.pk, world.wanted(Item(course.pk, 2)), NOON)

    told = []
    for some in (waiting, sent):
        with CaptureQueriesContext(connection) as asked:
            assert some(world.sender)
        told.append(len(asked))
    with CaptureQueriesContext(connection) as asked:
        assert len(arrived(world.doctor)) == 2 * count
    # Writing the log, with its savepoint, is four of each.
    assert (*told, len(asked)) == (3 + 4, 3 + 4, 4 + 4)


def test_a_name_is_told_of_those_whom_the_reader_knows_alone() -> None:
    world = World()
    world.send()
    assert ReleasedItem.objects.exists()
    Person.objects.filter(pk=world.eva.pk).update(given_name="Evy")

    assert [one.name for one in sent(world.sender)] == ["Evy Prøve"]
