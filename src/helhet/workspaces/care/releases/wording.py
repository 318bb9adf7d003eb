"""What is passed on, in plain words: to whom, why, how it stands, and what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.parties.models import Unit, User
from helhet.pathway.language.model import FieldType
from helhet.record.models import Release, ReleaseStop
from helhet.record.pathways import pack
from helhet.record.releases.listing import Listed
from helhet.record.releases.reporting import compared
from helhet.record.releases.showing import Letter, Passed
from helhet.record.releases.snapshots import Answer, Said, Snapshot
from helhet.web.days import long_date
from helhet.workspaces.care.values import plain
from helhet.workspaces.care.wording import said


class Row(NamedTuple):
    """A release as it is listed; `number` is that of a report to the court, 0 for any other; such a one is shown until no day."""

    id: UUID
    subject: UUID
    name: str
    to: str
    sender: str
    why: str
    number: int
    day: str
    until: str
    state: str
    color: str
    is_shown: bool


class Told(NamedTuple):
    """An entry as its recipient reads it."""

    pathway: str
    event: str
    outcome: str
    day: str
    answers: tuple[tuple[str, str], ...]


class Difference(NamedTuple):
    """How a report differs from the last one: its number, what is new and what says something else, by place from 0, and what is left out."""

    last: int
    new: frozenset[int]
    altered: frozenset[int]
    left_out: tuple[Told, ...]


def differing(number: int, now: Letter, last: Letter) -> Difference:
    """Return in words how a report differs from the last one."""
    found = compared(now, last)
    left_out = tuple(told_of(one) for one in found.left_out)
    return Difference(number, found.new, found.altered, left_out)


def purpose_of(purpose: str) -> str:
    """Return for whom something is passed on, in plain words."""
    told = {
        "treat": _("for those who treat or care for the person there"),
        "court": _("for the programme of the court"),
    }
    return told.get(purpose, purpose)


def basis_of(basis: str) -> str:
    """Return on what it rests."""
    told = {
        Release.Basis.CONSENT: _("the person has consented"),
        Release.Basis.NO_OBJECTION: _("a law lets it be shared, and the person has not objected"),
        Release.Basis.DUTY: _("a law demands it"),
    }
    return told.get(Release.Basis(basis), basis)


def law_title(law: str) -> str:
    """Return what a law of the pack is called; "" for none."""
    told = pack().laws.get(law)
    return said(told.title if told else None, law)


def why_of(why: str) -> str:
    """Return why it was stopped."""
    told = {
        ReleaseStop.Why.ASKED: _("the person asked for it"),
        ReleaseStop.Why.MISTAKE: _("it was sent by mistake"),
        ReleaseStop.Why.NOT_NEEDED: _("it is needed no more"),
    }
    return told.get(ReleaseStop.Why(why), why)


def state_of(passed: Passed) -> tuple[str, str]:
    """Return how a release stands, and the colour of that."""
    if passed.is_stopped:
        return _("stopped"), "neutral"
    if passed.is_over:
        return _("has ended"), "neutral"
    return (_("sent"), "success") if passed.is_sent else (_("waits for a second person"), "warning")


def rows_of(told: Iterable[Listed], *, graded: Collection[UUID], own: frozenset[int]) -> list[Row]:
    """Return releases in words. Of whoever has a graded address the reader's own units alone are named."""
    return [row_of(one, hides=one.subject in graded, own=own) for one in told]


def row_of(listed: Listed, *, hides: bool, own: frozenset[int]) -> Row:
    """Return one release in words."""
    row = listed.passed.release
    report = getattr(row, "report", None)
    state, color = state_of(listed.passed)
    return Row(
        row.pk,
        listed.subject,
        listed.name,
        _("the court") if report else unit_name(row.to_unit, hides=hides, own=own),
        unit_name(row.by_unit, hides=hides, own=own),
        _("as a report") if report else purpose_of(row.purpose),
        report.number if report else 0,
        long_date(localtime(row.at).date()),
        "" if report else long_date(row.to_day),
        state,
        color,
        listed.passed.is_shown,
    )


def unit_name(unit: Unit, *, hides: bool, own: frozenset[int]) -> str:
    """Return what a unit is called, unless that would tell where somebody is."""
    return unit.name if not hides or unit.pk in own else _("unit not shown")


def told_of(snapshot: Snapshot) -> Told:
    """Return an entry in the language of the page."""
    return Told(
        said_in(snapshot.pathway),
        said_in(snapshot.event),
        said_in(snapshot.outcome) if snapshot.outcome else "",
        long_date(snapshot.happened_on),
        tuple((said_in(one.title), _value(one)) for one in snapshot.answers),
    )


def names_of_users(users: Iterable[int]) -> Mapping[int, str]:
    """Return what users are called. One query."""
    return dict(User.objects.filter(pk__in=set(users)).values_list("pk", "name"))


def said_in(said: Said) -> str:
    """Return what was said in the language of the page."""
    return said.get(get_language() or "nb", next(iter(said.values()), ""))


def _value(answer: Answer) -> str:
    if answer.choices:
        return ", ".join(said_in(one) for one in answer.choices)
    return plain(FieldType(answer.kind), answer.value)
