"""The pages of a report to the court: what goes into it, exactly as it will be read, and given to a second person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helhet.access.deciding import Reader
from helhet.record.errors import KeyReused
from helhet.record.models import Release
from helhet.record.queries.openings import Known, known_to
from helhet.record.releases import reporting
from helhet.record.releases.offering import Choice
from helhet.record.releases.reporting import Material, Numbered, Report
from helhet.record.releases.rules import NotReleasable
from helhet.record.releases.showing import Letter, own
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.days import long_date
from helhet.workspaces.care.releases.choosing import EntryShown, Folded, Piece, entries_of, folded
from helhet.workspaces.care.releases.faults import words_of
from helhet.workspaces.care.releases.forms import ReportForm, SendForm, items_of
from helhet.workspaces.care.releases.wording import (
    Difference,
    differing,
    state_of,
    told_of,
)
from helhet.workspaces.care.wording import pathway_title

CARRIED: Final = ("items", "passed", "basis", "law", "note", "own_words")
OF_ITSELF: Final = (reporting.DRAFTED, reporting.PREVIEWED, reporting.SENT)
"""What a programme writes down of its reports: nobody wants to read of that in the next."""


class Before(NamedTuple):
    """A report of the course, as it is listed."""

    id: UUID
    number: int
    day: str
    state: str
    color: str


class Step(NamedTuple):
    """Where somebody is on the way to a report."""

    who: Known
    of: Material
    form: ReportForm
    entries: Folded
    passed: Folded
    before: list[Before]
    last: Letter | None


@acting
@require_http_methods(["GET", "POST"])
def report(request: StaffRequest, course_id: UUID) -> HttpResponse:
    """Show the reports of a course, and choose what goes into the next one; show exactly what will be read; make it."""
    sent = request.POST if request.method == "POST" else None
    step = _step(request.acting.reader, course_id, sent)
    told: dict[str, Any] = {
        "step": step,
        "course": course_id,
        "title": pathway_title(step.of.seen.course.pathway),
    }
    if sent is None or "back" in sent or not step.form.is_valid():
        is_wrong = sent is not None and "back" not in sent
        return show(request, "care/report_what.html", told, status=422 if is_wrong else 200)
    return _look_or_make(request, step, told, sent)


def _look_or_make(
    request: StaffRequest, step: Step, told: dict[str, Any], sent: QueryDict
) -> HttpResponse:
    reader, course, now = request.acting.reader, told["course"], timezone.now()
    asked, basis = sent if "send" in sent else None, step.form.cleaned_data["basis"]
    form = SendForm(asked, to_court=True, by_consent=basis == Release.Basis.CONSENT)
    if "send" in sent and form.is_valid():
        try:
            wanted = wanted_of(step.form, form)
            release = reporting.make_report(reader, course, wanted, now, form.cleaned_data["key"])
        except NotReleasable as refused:
            form.refuse(refused)
        except KeyReused:
            form.add_error(None, _("It was changed after it was sent. Look at it anew."))
        else:
            assert release.previewed_on is not None, "to a court nothing goes unseen"
            for event in (reporting.DRAFTED, reporting.PREVIEWED):
                reporting.tell_course(reader, release, event, release.previewed_on, now)
            messages.success(
                request, _("It waits for a second person, who looks at it and lets it go.")
            )
            return go_to(request, reverse("care:release", args=[release.pk]))
    try:
        letter = reporting.draft_report(reader, course, wanted_of(step.form), now)
    except NotReleasable as refused:
        step.form.add_error(None, words_of(refused))
        return show(request, "care/report_what.html", told, status=422)
    told |= {
        "letter": letter,
        "told": [told_of(one) for one in letter.items],
        "difference": _difference(letter, step),
        "form": form,
        "carried": [(name, one) for name in CARRIED for one in sent.getlist(name)],
    }
    return show(request, "care/report_look.html", told, status=422 if form.errors else 200)


def wanted_of(form: ReportForm, send: SendForm | None = None) -> Report:
    """Return what is wanted; the forms have been found valid."""
    told, days = form.cleaned_data, send.cleaned_data if send else {}
    passed = (one.split(":") for one in told["passed"])
    return Report(
        items_of(told["items"]),
        [(UUID(release), int(nth)) for release, nth in passed],
        told["basis"],
        told["law"],
        told["note"],
        told["own_words"],
        days.get("previewed_on"),
        days.get("consented_on"),
    )


def _step(reader: Reader, course: UUID, sent: QueryDict | None) -> Step:
    of = reporting.material(reader, course, timezone.now())
    who = known_to(reader, of.seen.course.subject.root_id)
    last = own(reader, of.last.passed.release.pk).letter if of.last else None
    chosen = None if sent is None else set(sent.getlist("items"))
    entries = entries_of(Choice(of.seen, of.offered), chosen or set())
    if chosen is None:
        entries = list(_proposed(of, entries, set(last.keys) if last else set()))
    ticked = set(sent.getlist("passed")) if sent else set()
    passed = [_passed(one, ticked) for one in of.passed]
    form = ReportForm(_values(entries), _values(passed), sent)
    return Step(
        who, of, form, folded(entries), folded(passed), [_before(one) for one in of.made], last
    )


def _proposed(
    of: Material, entries: list[EntryShown], last: set[tuple[UUID, int]]
) -> Iterator[EntryShown]:
    """Yield the entries with all ticked of those that the last report did not have."""
    for one, entry in zip(of.offered, entries, strict=True):
        row = one.line.entry
        is_new = (of.seen.course.pk, row.number) not in last and row.event not in OF_ITSELF
        pieces = tuple(piece._replace(is_chosen=is_new) for piece in entry.pieces)
        yield entry._replace(pieces=pieces)


def _passed(one: reporting.PassedItem, ticked: set[str]) -> EntryShown:
    value, told = f"{one.release.pk}:{one.nth}", told_of(one.told)
    said = "; ".join(
        (*([told.outcome] if told.outcome else []), *(f"{a}: {b}" for a, b in told.answers))
    )
    piece = Piece(value, _("as it was passed on"), said, value in ticked)
    return EntryShown(f"{told.pathway}: {told.event}", told.day, (piece,))


def _values(entries: list[EntryShown]) -> list[str]:
    return [piece.value for one in entries for piece in one.pieces]


def _before(one: Numbered) -> Before:
    state, color = state_of(one.passed)
    row = one.passed.release
    day = long_date(timezone.localtime(row.at).date())
    return Before(row.pk, one.number, day, state, color)


def _difference(letter: Letter, step: Step) -> Difference | None:
    number = step.of.last.number if step.of.last else 0
    return differing(number, letter, step.last) if step.last else None
