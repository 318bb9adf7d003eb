"""Every role, in every unit, through every door and query: of whom a reader has no relation to, nothing comes back.

What takes a `Reader` is found by looking at the code, so a new query that is not crawled here fails
the first test. Who knows whom is written down by hand in crawled.py, and asks neither table nor ties.
"""

import inspect
import os
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils.timezone import localdate

import helhet.access
import helhet.importing
import helhet.parties
import helhet.record
import helhet.work
from helhet.access import doors
from helhet.access.consenting import NotConsented, Wanted, give, told_consents, withdraw_all
from helhet.access.deciding import Reader
from helhet.access.models import Access, AccessedSubject, Consent
from helhet.access.relations import ground_to, relations_among, relations_by, relations_to, visible
from helhet.access.table import Deed, Part
from helhet.parties.models import Subject
from helhet.parties.numbers import System
from helhet.record.doors.recording import open_course, preview, record
from helhet.record.doors.taking import Called, Newcomer, take_in, take_in_called
from helhet.record.erasure.asking import (
    Asked,
    approve_erasure,
    ask_erasure,
    refuse_erasure,
    withdraw_erasure,
)
from helhet.record.errors import Refusal
from helhet.record.models import REGISTER, Course, ReleasedItem, Spell
from helhet.record.models import Release as Released
from helhet.record.persons.calling import call, call_otherwise, version_of
from helhet.record.persons.register import (
    change,
    merge,
    register,
    register_without_number,
    take_back,
    unmerge,
)
from helhet.record.queries.acts import writable
from helhet.record.queries.agenda import settable, whose
from helhet.record.queries.board import board, boards
from helhet.record.queries.finding import with_number
from helhet.record.queries.looking import glance, look
from helhet.record.queries.openings import going_on, known_to
from helhet.record.queries.person import look_at_person
from helhet.record.queries.readings import who_has_read
from helhet.record.queries.review import may_review, review_rows
from helhet.record.queries.review_kinds import Asked as Reviewed
from helhet.record.queries.standing import standing_in
from helhet.record.queries.unseen import unseen
from helhet.record.queries.worklist import due_runs, names_of
from helhet.record.queries.worklist import known as known_by_name
from helhet.record.releases.choosing import Item, prepare
from helhet.record.releases.choosing import Wanted as Release
from helhet.record.releases.listing import arrived, sent, waiting
from helhet.record.releases.offering import offered, sources
from helhet.record.releases.passing import pass_on
from helhet.record.releases.rules import NotReleasable
from helhet.record.releases.showing import draft, handed, passed_on, received
from helhet.storage.ring import ring
from helhet.work.choosing import choose
from helhet.work.dividing import assign, seen_course
from helhet.work.long_list import chosen_runs
from helhet.work.models import Snooze, Task
from helhet.work.order import Narrowed, days_of
from helhet.work.owing import owing, read, read_few
from helhet.work.tasks import NewTask, add_task, tasks
from helhet.work.unsafe import unsafe
from helhet.work.waiting import Which, bring_back, set_aside
from helhet.work.worklist import of_course, worklist
from tests.ledger.cast import BEGAN
from tests.ledger.courses import later, say, told
from tests.ledger.crawled import Region, Target, make_region

pytestmark = pytest.mark.django_db
ROOMS: list[ModuleType] = [
    helhet.access,
    helhet.importing,
    helhet.parties,
    helhet.record,
    helhet.work,
]
LATER = later(days=1)  # the minutes of undo are over


EVERYWHERE = ("treatment-clinician", "municipal-coordinator", "unit-leader", "outreach-worker")
UNITS = ("fjordheim", "sorvik", "dalen", "nordvik-ward")


@pytest.fixture
def region() -> Region:
    return make_region()


# --- every door and query ----------------------------------------------------------------------------------

Probe = Callable[[Reader, Target], Any]
WITHDRAWN = told("2026-05-19 referral-withdrawn")
VOID = replace(told("2026-05-19 x"), event="", voids=2)


def asked(target: Target) -> Asked:
    return Asked(target.course, 2, 1)


def which(target: Target) -> Which:
    return Which(target.course, "told-of-right", "2", 1)


def yes(reader: Reader) -> Wanted:
    days = reader.on, reader.on + timedelta(days=90)
    return Wanted(reader.unit or 0, "treat", [Part.OUTN], *days, Consent.Manner.SAID)


def release(reader: Reader, target: Target) -> Release:
    return Release([Item(target.course, 2)], reader.unit or 0, "treat", "duty", reader.on)


def listed_rows(reader: Reader) -> set[UUID]:
    rows = worklist(reader, LATER, Narrowed(), size=1_000).rows
    owed = [one for row in rows for one in (row.worst, *row.others)]
    return {id_ for one in owed for id_ in (one.subject, one.course)}


LOOKS: dict[str, list[Probe]] = {
    "access.doors.require": [
        *(
            lambda reader, who, part=part: doors.require(
                reader, Deed.SUMMARY, [part], who.subject.pk
            )
            for part in (Part.SUD, Part.COURT, Part.LOG, Part.STAT)
        ),
        lambda reader, who: doors.require(reader, Deed.READ, [Part.ID, Part.PLAN], who.subject.pk),
    ],
    "access.doors.require_some": [
        lambda reader, who: doors.require_some(
            reader,
            [(Part.ID, Deed.READ), (Part.PLAN, Deed.SUMMARY), (Part.SUD, Deed.READ)],
            who.subject.pk,
            needs=(Part.PLAN, Deed.SUMMARY),
        ),
    ],
    "record.queries.looking.look": [
        lambda reader, who: look(reader, who.course, LATER),
        lambda reader, who: look(reader, who.course, LATER, LATER),
    ],
    "record.queries.agenda.whose": [lambda reader, who: whose(reader, who.subject.pk)],
    "record.queries.person.look_at_person": [
        lambda reader, who: look_at_person(reader, who.subject.pk, LATER),
    ],
    "record.queries.openings.known_to": [
        lambda reader, who: known_to(reader, who.subject.pk),
    ],
    "record.queries.looking.glance": [
        lambda reader, who: glance(reader, who.course, LATER),
        lambda reader, who: glance(reader, who.course, LATER, 2),
        lambda reader, who: glance(reader, who.course, LATER, 99),
    ],
    "record.queries.readings.who_has_read": [
        lambda reader, who: who_has_read(reader, who.subject.pk).name,
    ],
    "record.doors.recording.record": [
        lambda reader, who: record(reader, who.course, WITHDRAWN, version=2, now=LATER),
        lambda reader, who: record(reader, who.course, VOID, version=2, now=LATER, key=uuid4()),
        lambda reader, who: record(reader, who.course, told("2026-05-19 x"), version=1, now=LATER),
    ],
    "record.doors.recording.preview": [
        lambda reader, who: preview(reader, who.course, WITHDRAWN, now=LATER),
        lambda reader, who: preview(reader, who.course, VOID, now=LATER),
        lambda reader, who: preview(
            reader, who.course, told("2026-05-19 no-show", replaces=2), now=LATER
        ),
    ],
    "record.persons.register.change": [
        lambda reader, who: change(reader, who.subject, {"phone": "1"}, version=1, now=LATER),
        lambda reader, who: change(
            reader, who.subject, {"address_grade": "confidential"}, version=1, now=LATER
        ),
    ],
    "record.persons.calling.call_otherwise": [
        lambda reader, who: call_otherwise(reader, who.subject.pk, "Kalle", version=1, now=LATER),
    ],
    "record.persons.calling.version_of": [
        lambda reader, who: version_of(reader, who.subject.pk),
    ],
    "record.persons.register.merge": [
        lambda reader, who: merge(reader, who.subject, who.subject, version=1, now=LATER),
    ],
    "record.persons.register.unmerge": [
        lambda reader, who: unmerge(reader, who.subject, 2, version=2, now=LATER),
    ],
    "record.persons.register.take_back": [
        lambda reader, who: take_back(reader, who.subject, 2, version=2, now=LATER),
    ],
    "record.erasure.asking.ask_erasure": [
        lambda reader, who: ask_erasure(reader, who.course, 2, "26/2", now=LATER),
        lambda reader, who: ask_erasure(reader, who.course, 99, "26/2", now=LATER),
    ],
    "record.erasure.asking.approve_erasure": [
        lambda reader, who: approve_erasure(reader, asked(who), now=LATER),
    ],
    "record.erasure.asking.refuse_erasure": [
        lambda reader, who: refuse_erasure(reader, asked(who), now=LATER),
    ],
    "record.erasure.asking.withdraw_erasure": [
        lambda reader, who: withdraw_erasure(reader, asked(who), now=LATER),
    ],
    "work.dividing.seen_course": [lambda reader, who: seen_course(reader, who.course)],
    "work.dividing.assign": [lambda reader, who: assign(reader, who.course, reader.user, LATER)],
    "work.waiting.set_aside": [
        lambda reader, who: set_aside(
            reader, which(who), reader.on + timedelta(days=2), Snooze.Why.OTHER, LATER
        ),
    ],
    "work.waiting.bring_back": [lambda reader, who: bring_back(reader, which(who), LATER)],
    "access.consenting.give": [
        lambda reader, who: len(give(reader, who.subject.pk, yes(reader), LATER)),
    ],
    "access.consenting.withdraw_all": [
        lambda reader, who: withdraw_all(reader, who.subject.pk, LATER),
    ],
    "record.releases.passing.pass_on": [
        lambda reader, who: type(pass_on(reader, who.subject.pk, release(reader, who), LATER)),
        lambda reader, who: type(
            pass_on(reader, who.subject.pk, release(reader, who), LATER, uuid4())
        ),
    ],
    "record.releases.choosing.prepare": [
        lambda reader, who: type(prepare(reader, who.subject.pk, release(reader, who), LATER)),
    ],
    "record.releases.showing.draft": [
        lambda reader, who: len(draft(reader, who.subject.pk, release(reader, who), LATER)),
    ],
    "record.releases.offering.sources": [
        lambda reader, who: len(sources(reader, who.subject.pk).courses),
    ],
    "record.releases.offering.offered": [
        lambda reader, who: len(offered(reader, who.subject.pk, [who.course], "treat", LATER)),
        lambda reader, who: len(offered(reader, who.subject.pk, [], "court", LATER)),
    ],
    "record.releases.showing.handed": [
        lambda reader, who: len(handed(reader, who.subject.pk)),
    ],
    "record.releases.showing.received": [
        lambda reader, who: len(received(reader, who.subject.pk)),
    ],
    "record.releases.showing.passed_on": [
        lambda reader, who: len(passed_on(reader, who.subject.pk)),
    ],
    "work.tasks.add_task": [
        lambda reader, who: type(add_task(reader, NewTask("x", subject=who.subject.pk), LATER)),
    ],
}
"""What is asked of one person or course: each look is logged, the refused too."""
FINDINGS: dict[str, list[Probe]] = {
    "record.persons.register.register": [
        lambda reader, who: type(register(reader, who.number, {}, now=LATER)),
    ],
    "record.doors.recording.open_course": [
        lambda reader, who: type(
            open_course(reader, known(who), "tsb", told("2026-05-19 referral-received"), now=LATER)
        ),
    ],
    "record.persons.register.register_without_number": [
        lambda reader, who: type(register_without_number(reader, {}, uuid4(), now=LATER)),
    ],
    "record.doors.taking.take_in": [
        lambda reader, who: type(
            take_in(
                reader,
                Newcomer(who.number, {}),
                "tsb",
                told("2026-05-19 referral-received"),
                key=uuid4(),
                now=LATER,
            )
        ),
    ],
    "record.persons.calling.call": [
        lambda reader, who: type(call(reader, "Kalle", uuid4(), is_same=True, now=LATER)),
    ],
    "record.doors.taking.take_in_called": [
        lambda reader, who: type(
            take_in_called(
                reader,
                Called("Kalle", is_same=True),
                "street-hospital",
                told("2026-05-19 application-received"),
                key=uuid4(),
                now=LATER,
            )
        ),
    ],
    "access.doors.require_opening": [
        lambda reader, who: doors.require_opening(reader, [Part.PLAN], who.subject.pk),
    ],
    "access.doors.require_undo": [
        lambda reader, who: doors.require_undo(reader, [Part.PLAN], who.subject.pk),
    ],
}
"""Whoever holds somebody's exact number may open a course for them: that is asked and logged, and the answer is of one kind."""
FOUND = {"elsewhere", "registered alone", "merged away"}
"""Who is looked for so: not everybody, for each costs a course. By an alias a unit finds its own alone: test_aliases.py."""


def standings() -> list[dict[str, str]]:
    """Return each state that some course stands in."""
    open_ones = Spell.objects.filter(to_at__isnull=True)
    told = open_ones.values_list("course__pathway", "state").order_by().distinct()
    return [{pathway: state} for pathway, state in told]


LISTS: dict[str, Callable[[Reader], set[UUID]]] = {
    "record.queries.review.review_rows": lambda reader: (
        set(review_rows(reader, Reviewed(localdate() - timedelta(days=6), localdate())).names)
        if may_review(reader)
        else set()
    ),
    "work.worklist.worklist": listed_rows,
    "work.choosing.choose": lambda reader: set(
        choose(reader, LATER, Narrowed(), days_of(LATER, reader.on), first=0, size=1_000).subjects
    ),
    "work.long_list.chosen_runs": lambda reader: set(
        chosen_runs(reader, LATER, Narrowed()).values_list("course", flat=True)
    ),
    "work.owing.owing": lambda reader: set(owing(reader, LATER).values_list("course", flat=True)),
    "work.owing.read": lambda reader: {
        one.course for one in read(reader, LATER, owing(reader, LATER))
    },
    "work.owing.read_few": lambda reader: {
        one.subject for one in read_few(reader, LATER, 1_000) or []
    },
    "work.tasks.tasks": lambda reader: {
        one.task.subject_id for one in tasks(reader, size=1_000) if one.task.subject_id
    },
    "record.queries.board.board": lambda reader: {
        id_
        for pathway in boards(reader)
        for one in board(reader, LATER, pathway, size=1_000)
        for id_ in (one.subject, one.course)
    },
    "record.queries.standing.standing_in": lambda reader: {
        id_
        for way in standings()
        for one in standing_in(reader, way, size=1_000)
        for id_ in (one.subject, one.course)
    },
    "work.unsafe.unsafe": lambda reader: {one.course for one in unsafe(reader)},
    "record.queries.unseen.unseen": lambda reader: {
        id_ for one in unseen(reader, size=1_000) for id_ in (one.subject, one.course)
    },
    "record.queries.worklist.due_runs": lambda reader: set(
        due_runs(reader).values_list("course", flat=True)
    ),
    "record.releases.listing.waiting": lambda reader: {one.subject for one in waiting(reader)},
    "record.releases.listing.sent": lambda reader: {one.subject for one in sent(reader)},
    "record.releases.listing.arrived": lambda reader: {one.subject for one in arrived(reader)},
    "access.doors.listed": lambda reader: {
        subject.pk for part in Part for deed in Deed for subject in doors.listed(reader, deed, part)
    },
    "access.relations.visible": lambda reader: {
        subject.pk
        for part in Part
        for subject in visible(doors.table(), reader, Deed.SUMMARY, part)
    },
}
QUIET: dict[str, Probe] = {
    "record.queries.openings.going_on": lambda reader, who: going_on(reader, who.subject.pk),
    "access.doors.may": lambda reader, who: doors.may(
        reader, Deed.SUMMARY, [Part.ID, Part.PLAN, Part.SUD], who.subject.pk
    ),
    "record.queries.acts.writable": lambda reader, who: (
        # A contact about nobody is anybody's to write down: it is no part of whoever is asked about.
        sorted(writable(reader, Course.objects.get(pk=who.course)) - {Part.OUTA})
        if Course.objects.filter(pk=who.course).exclude(pathway=REGISTER).exists()
        else []
    ),
    "record.queries.agenda.settable": lambda reader, who: list(settable(reader, who.subject.pk)),
    "record.queries.worklist.names_of": lambda reader, who: names_of(reader, [who.subject.pk]),
    "record.queries.worklist.known": lambda reader, who: known_by_name(reader, [who.subject.pk]),
    "record.queries.finding.with_number": lambda reader, who: with_number(
        reader, System.FNR, who.number, LATER
    ),
    "access.relations.relations_by": lambda reader, who: relations_by(reader, [who.course]),
    "work.worklist.of_course": lambda reader, who: of_course(reader, LATER, who.course),
    "access.relations.relations_among": lambda reader, who: sorted(
        relations_among(reader, [who.subject.pk]).get(who.subject.pk, ())
    ),
    "access.relations.relations_to": lambda reader, who: relations_to(reader, who.subject.pk),
    "access.relations.ground_to": lambda reader, who: sorted(
        ground_to(reader, who.subject.pk).relations
    ),
    "access.consenting.told_consents": lambda reader, who: told_consents(reader, who.subject.pk),
}
"""What a door asks: it shows nobody anything, and so logs nothing."""
NOT_ASKED: dict[str, str] = {
    "record.queries.codes.codes_between": "each course by `look`, which is crawled",
    "record.queries.board.boards": "names of pathways, of what the board shows",
    "access.deciding.decide": "a pure function: it knows no person",
    "access.deciding.brief": "a pure function: it knows no person",
    "access.deciding.enough": "a pure function: it knows no person",
    "access.deciding.asks_consent": "a pure function: it knows no person",
    "access.consents.consents_for": "asked inside a door, of identities that it has found",
    "access.consents.consenting": "a condition of `visible`, which is crawled",
    "access.consenting.withdraw": "by the consent's own id; asked of strangers' consents in test_consents.py",
    "access.consenting.recipients": "the units that there are: it knows no person",
    "access.doors.brief": "asked inside a door, on the ground that it has found",
    "access.doors.require_counting": "what is counted of nobody in particular: it knows no person",
    "access.doors.may_open": "what a role may do: it knows no person",
    "access.doors.refuse": "writes the log, and lets nobody in",
    "access.doors.shown": "writes the log",
    "access.doors.let_in": "the first half of require_some",
    "access.doors.granted": "the second half of require_some",
    "record.queries.apart.closed_events": "asked inside a door, by relations that it has found",
    "record.queries.apart.closed_places": "asked inside a door, of rows that it has fetched",
    "importing.totals.import_totals": "numbers of the reader's unit: it knows no person",
    "access.staffing.add_user": "who works in the reader's units",
    "access.staffing.end_role": "who works in the reader's units",
    "access.staffing.give_role": "who works in the reader's units",
    "access.staffing.give_stand_in": "who works in the reader's units",
    "access.staffing.given_in": "what a role may do: it knows no person",
    "access.staffing.held_there": "who works in the reader's units",
    "access.staffing.leads": "what a role may do: it knows no person",
    "access.staffing.led_unit": "the units of the reader",
    "access.staffing.may_end": "what a role may do: it knows no person",
    "record.doors.recording.check_opening": "what a role may do: it knows no person",
    "record.queries.openings.may_begin": "what a role may do: it knows no person",
    "record.queries.openings.openings": "what a role may do: it knows no person",
    "record.queries.openings.opened_before": "by a key that its own user made",
    "access.log.write": "writes the log",
    "access.doors.require_in_general": "about nobody in particular",
    "record.queries.readings.unit_codes": "the reader's own units",
    "record.queries.review_kinds.of_kind": "rows of the log of the reader's own staff; whoever shows them logs it",
    "record.queries.review_kinds.namesakes": "numbers of such rows; asked of strangers in test_review_pages.py",
    "record.queries.review.may_review": "about nobody in particular",
    "record.queries.review.overview": "counts what the reader's own staff did; it names no person",
    "record.queries.review.staff_of": "the reader's own staff",
    "record.queries.worklist.seen_by": "a condition: it reads nobody",
    "record.queries.worklist.seen_courses": "a condition: it reads nobody",
    "record.queries.worklist.log_list": "writes the log",
    "record.doors.moving.move_up": "asked of strangers in test_moving_up.py",
    "record.queries.belonging.belonging": "asked of strangers in test_moving_up.py",
    "record.doors.recording.writable_course": "inside a door, which is asked of strangers",
    "record.doors.recording.write_entry": "inside a door, which is asked of strangers",
    "record.persons.register.seek": "inside a door, which is asked of strangers",
    "record.persons.register.newcomer_id": "inside a door, which is asked of strangers",
    "record.persons.calling.is_of_team": "asked inside a door, of a subject that it has",
    "record.queries.naming.told_names": "asked of whom a door has let the reader know",
    "record.queries.finding.knows_aliases": "about nobody in particular, of the reader's own unit",
    "record.queries.finding.called": "by words; asked of strangers in test_aliases.py",
    "record.queries.finding.named": "by words; asked of strangers in test_finding.py",
    "record.queries.handovers.handovers": "who was asked for; asked of strangers in test_handovers.py",
    "record.queries.ward.ward": "who is in; asked of strangers in test_ward.py",
    "record.queries.agenda.agenda": "by days; asked of strangers in test_appointments.py",
    "record.queries.agenda.planned_times": "by days; asked of strangers in test_calendar_feed.py",
    "record.queries.finding.may_search": "what a role may do: it knows no person",
    "record.queries.worklist.seen_pathways": "the pathways of a role: it knows no person",
    "record.queries.handovers.how_many_asked": "a number, of what the list of hand-overs shows",
    "work.nextact.may_come": "what a role may do: it knows no person",
    "work.nextact.may_write": "what a role may do: it knows no person",
    "work.nextact.next_act": "read from a definition: it knows no person",
    "work.dividing.colleagues": "who works in the reader's units",
    "work.dividing.holders": "who works in the reader's units; asked of a course and a unit that are at hand",
    "work.dividing.roles_of": "who works in the reader's units",
    "work.dividing.absent_colleagues": "who works in the reader's units",
    "work.tasks.settle_task": "by the task's own id; asked of strangers' tasks in test_tasks_page.py",
    "work.long_list.counts": "numbers",
    "work.owing.in_hand": "who works in the reader's units",
    "work.owing.set_aside": "what the reader's units have agreed on",
    "record.courses.undoing.is_slip": "asked of a course and an entry that are at hand",
    "record.doors.correcting.require_seen": "asked inside a door, of a course that it has fetched",
    "record.queries.flags.flags_on": "asked of courses that a list has found by the reader's ties",
    "record.owning.require_own": "asked inside a door, of a course that it has fetched",
    "record.courses.undoing.is_undo": "asked inside a door, of a course that it has fetched",
    "record.releases.rules.receives": "a pure function: it knows no person",
    "record.releases.choosing.release_of": "a row that is not written, of a person whom its caller has let in",
    "record.releases.passing.own_release": "by the release's own id; asked of strangers' releases in test_releases.py",
    "record.releases.showing.own": "by the release's own id; asked of strangers' releases in test_release_lists.py",
    "record.releases.passing.before": "by the release's own id, which its own user's key was answered with",
    "record.releases.passing.require_words": "asked inside a door, of a release of the reader's own unit",
    "record.releases.reporting.reports": "asked of strangers and of other courses in test_court_reports.py",
    "record.releases.reporting.material": "asked of strangers and of other courses in test_court_reports.py",
    "record.releases.reporting.draft_report": "asked of strangers and of other courses in test_court_reports.py",
    "record.releases.reporting.make_report": "asked of strangers and of other courses in test_court_reports.py",
    "record.releases.reporting.let_go": "by the release's own id; asked of strangers' releases in test_releases_pages.py",
    "record.releases.reporting.last_before": "of a release that `own` has let the reader see, and by `own`",
    "record.releases.reporting.tell_course": "by `record`, which is crawled, of a report that the reader has made or let go",
    "record.releases.reporting.makes_reports": "what a role may do: it knows no person",
    "record.releases.passing.write": "writes what `prepare` has let in, which is crawled",
    "record.releases.passing.log_release": "writes the log",
    "record.releases.passing.approve": "by the release's own id; asked of strangers' releases in test_releases.py",
    "record.releases.passing.stop": "by the release's own id; asked of strangers' releases in test_releases.py",
    "record.courses.undoing.meant": "asked inside a door, of a course that it has fetched",
}


def known(target: Target) -> Subject:
    """Return the subject as `register` gives it to whoever holds the number."""
    if not Subject.objects.filter(pk=target.subject.pk).exists():
        target.subject.root = target.subject
        target.subject.save(force_insert=True)
    return target.subject


def readers_in_code() -> set[str]:
    """Return every public function of the live rooms that takes a reader, by its name below `helhet`."""
    found = set()
    for room in ROOMS:
        for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in info.name:
                module = import_module(info.name)
                found |= {
                    f"{info.name.removeprefix('helhet.')}.{name}"
                    for name, one in vars(module).items()
                    if callable(one) and not name.startswith("_") and takes_reader(one, module)
                }
    return found


def takes_reader(one: Any, module: ModuleType) -> bool:
    if not inspect.isfunction(one) or one.__module__ != module.__name__:
        return False
    kinds = (parameter.annotation for parameter in inspect.signature(one).parameters.values())
    return any("Reader" in str(kind) for kind in kinds)


def test_every_query_that_takes_a_reader_is_crawled() -> None:
    crawled = {*LOOKS, *FINDINGS, *LISTS, *QUIET, *NOT_ASKED}

    assert readers_in_code() == crawled, "a new query must be crawled: add it to one of the lists"


# --- the crawl ---------------------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What came back, and of each look that was logged whether it was permitted and of whom."""

    back: str
    is_refusal: bool
    logged: list[tuple[bool, UUID]]

    @property
    def told(self) -> tuple[str, list[bool]]:
        """What one could learn from."""
        return self.back, [is_permitted for is_permitted, _ in self.logged]


def answer(probe: Probe, reader: Reader, target: Target) -> Answer:
    """Ask; nothing that was written stays."""
    before = transaction.savepoint()
    last = Access.objects.order_by("id").values_list("id", flat=True).last() or 0
    is_refusal = False
    try:
        back = repr(probe(reader, target))
    except (Http404, PermissionDenied, Refusal, NotConsented, NotReleasable) as refused:
        back, is_refusal = f"{type(refused).__name__} {refused}", True
    new = AccessedSubject.objects.filter(access__id__gt=last, access__user=reader.user)
    logged = list(new.order_by("access").values_list("access__is_permitted", "subject"))
    transaction.savepoint_rollback(before)
    return Answer(back, is_refusal, logged)


def asking(region: Region, *, everywhere: bool) -> list[tuple[str, Reader]]:
    """Return who asks: every role in one unit, and a few in all if told; on PostgreSQL those few in the one, and persons.

    What is decided is no matter of the database, and each cell of the table has its own test.
    """
    is_few = connection.vendor != "sqlite"
    return [
        (name, reader)
        for name, reader in region.readers
        if (reader.unit_code in ("nordvik", "") and not is_few)
        or (name in EVERYWHERE and reader.unit_code in ("nordvik", *(UNITS if everywhere else ())))
        or name in ("person", "superuser", "membership that is over")
    ]


@pytest.mark.slow
@pytest.mark.skipif(
    connection.vendor == "postgresql" and not os.environ.get("EVERY_HISTORY"),
    reason="what comes back does not hang on the database: on PostgreSQL it is asked at night",
)
@pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.night)])
def test_of_a_foreign_person_comes_back_what_comes_back_of_nobody(
    region: Region, *, everywhere: bool
) -> None:
    """And of somebody who is related no refusal names anything by which they could be known."""
    if everywhere and connection.vendor == "postgresql":
        pytest.skip("so many looks in one transaction hold more locks than a server has by default")
    asked_of, found = 0, set()
    marks = {name: region.marks(target) for name, target in region.targets.items()}
    for name, reader in asking(region, everywhere=everywhere):
        for door, nth, probe in every(LOOKS | FINDINGS):
            expected = answer(probe, reader, region.nobody)
            # Who has no unit is turned away before anybody is looked for.
            assert expected.logged or reader.unit is None, f"{door} logs nothing"
            for target in region.targets.values():
                if door in FINDINGS and target.name not in FOUND:
                    continue
                got = answer(probe, reader, target)
                if region.is_foreign(reader, target):
                    asked_of += 1
                    where = name, reader.unit_code, door, nth, target.name
                    assert got.told == expected.told, where
                elif got.told != expected.told:
                    found.add(door)
                    assert {who for _, who in got.logged} <= region.group(target), door
                    assert not got.is_refusal or not any(m in got.back for m in marks[target.name])
    assert asked_of > (2_000 if connection.vendor == "sqlite" else 1_500)
    # The crawl can see: through every door somebody who is related finds something.
    assert found == {*LOOKS}


def every(probes: Mapping[str, list[Probe]]) -> Iterator[tuple[str, int, Probe]]:
    for door, of_it in probes.items():
        for nth, probe in enumerate(of_it):
            yield door, nth, probe


def tasks_about_everybody(region: Region) -> None:
    """Write tasks past the door, of every unit about everybody: the list must hold back what is not to be seen."""
    units = {reader.unit for _, reader in region.readers if reader.unit is not None}
    by, known = region.readers[0][1].user, [*Subject.objects.filter(kind="person")]
    for task in (
        Task(unit_id=unit, subject=who, by_id=by, at=LATER) for unit in units for who in known
    ):
        task.text = ring().seal(b"x", task.place)
        task.save(force_insert=True)


def releases_about_everybody(region: Region) -> None:
    """Write releases past the door, of every unit to itself about everybody, one sent and one that waits."""
    units = {reader.unit for _, reader in region.readers if reader.unit is not None}
    targets = [t for t in region.targets.values() if Course.objects.filter(pk=t.course).exists()]
    for unit in units:
        for target in targets:
            for purpose in ("treat", "court"):
                row = Released.objects.create(
                    subject=target.subject,
                    to_unit_id=unit,
                    purpose=purpose,
                    basis="duty",
                    to_day=date.max,
                    previewed_on=BEGAN,
                    needs_second=purpose == "court",
                    user=1,
                    role="x",
                    by_unit_id=unit,
                    at=LATER,
                )
                ReleasedItem.objects.create(
                    release=row, nth=1, course_id=target.course, number=2, parts="PLAN", hash=b""
                )


def danger_about_everybody(region: Region) -> None:
    """Let a clinician of each one's own write answers that tell of danger, where they may."""
    for target in region.targets.values():
        near = (r for name, r in region.readers if name == "treatment-clinician" and not region.is_foreign(r, target))  # fmt: skip
        course = Course.objects.filter(pk=target.course).first()
        for reader in near if course else ():
            with suppress(Http404, PermissionDenied, Refusal):
                assert course is not None
                say(reader, course, "2026-05-19 symptoms-asked", {"phq-9.death": "p2"})
                break


def test_no_list_holds_a_foreign_person_and_what_is_shown_is_logged(region: Region) -> None:
    seen = set()
    tasks_about_everybody(region)
    releases_about_everybody(region)
    danger_about_everybody(region)
    for name, reader in region.readers:
        near = [t for t in region.targets.values() if not region.is_foreign(reader, t)]
        allowed = {id_ for target in near for id_ in region.ids(target)}
        for door, of_it in LISTS.items():
            shown = of_it(reader)
            assert shown <= allowed, (name, reader.unit_code, door)
            seen |= {door} if shown else set()
        rows = worklist(reader, LATER, Narrowed(), size=1_000).rows
        last = Access.objects.filter(user=reader.user).latest("id")
        logged = set(last.subjects.values_list("subject", flat=True))
        assert logged == {row.subject for row in rows}
    assert seen == {*LISTS}


def test_what_a_door_asks_says_nothing_of_a_foreign_person(region: Region) -> None:
    for _, reader in region.readers:
        for target in region.targets.values():
            # Of a role that is over the decision refuses everything; a tie does not know of roles.
            is_asked = reader.is_current and region.is_foreign(reader, target)
            for probe in QUIET.values() if is_asked else ():
                assert probe(reader, target) == probe(reader, region.nobody)
