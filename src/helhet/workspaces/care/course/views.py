"""A course's pages: what it says, the form of each event, and the corrections of what was written."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helhet.record.models import Course
from helhet.record.queries.belonging import belonging
from helhet.record.releases.reporting import makes_reports
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.asked import end_of_day, whole_number
from helhet.web.days import long_date
from helhet.workspaces.care.course import queries, takeback
from helhet.workspaces.care.course.changes import preview_of
from helhet.workspaces.care.course.commands import Sent, Written, seen_as, write
from helhet.workspaces.care.course.page import course_page

HISTORY: Final = 50
"""How much of a history is on a page."""


@acting
@require_safe
def course(request: StaffRequest, course_id: UUID) -> HttpResponse:
    """Show a course: where it stands, what is owed and why, and what has happened."""
    known_at = end_of_day(request.GET.get("known"), timezone.now())
    first = whole_number(request.GET.get("from"))
    size = None if "all" in request.GET else HISTORY
    page = course_page(
        request.acting.reader, course_id, timezone.now(), known_at, first=first, size=size
    )
    told = {"page": page, "head": page.head, "known": request.GET.get("known", "")}
    if page.head.subject:
        told["belonging"] = belonging(request.acting.reader, page.head.subject)
    told["reports"] = makes_reports(request.acting.reader, page.head.course.pathway)
    if known_at:
        told["known_day"] = long_date(localtime(known_at).date())
    return show(request, "care/course.html", told)


@acting
@require_http_methods(["GET", "POST"])
def entry(request: StaffRequest, course_id: UUID, event: str) -> HttpResponse:
    """Show the form of an event; write what it tells. `fulfils` in the address names the appointment that it is about."""
    acting, now, sent = request.acting, timezone.now(), request.POST
    if queries.was_written(acting.reader, course_id, sent.get("key")):
        return _back(request, course_id)
    sheet = queries.sheet_of(
        acting.reader,
        course_id,
        event,
        sent or None,
        now,
        acting=acting.membership.pk,
        fulfils=whole_number(request.GET.get("fulfils")) or None,
    )
    return _write(request, course_id, sheet)


@acting
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, course_id: UUID, number: int) -> HttpResponse:
    """Show an entry's form with what it says; write what stands in its place from now on."""
    acting, now, sent = request.acting, timezone.now(), request.POST
    if queries.was_written(acting.reader, course_id, sent.get("key")):
        return _back(request, course_id)
    sheet = queries.correction_of(
        acting.reader, course_id, number, sent or None, now, acting=acting.membership.pk
    )
    return _write(request, course_id, sheet)


@acting
@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, course_id: UUID, number: int) -> HttpResponse:
    """Show what taking an entry back would change; take it back."""
    reader, now, sent = request.acting.reader, timezone.now(), request.POST
    if queries.was_written(reader, course_id, sent.get("key")):
        return _back(request, course_id)
    back = takeback.take_back_of(reader, course_id, number, now)
    seen = seen_as(back.told, back.changed, back.course.version)
    form = takeback.form_of(back, sent or None, seen, request.acting.membership.pk)
    told: dict[str, Any] = {"back": back, "form": form, "changed": back.changed}
    if request.method == "POST" and form.is_valid():
        written = write(reader, course_id, form, now)
        if written.number is not None:
            return _written(request, course_id, written.number, _("Taken back."))
        told |= _told(request, course_id, form, written, back.course)
        form.ask_confirmation(seen)
    told["head"] = queries.head_if_seen(reader, course_id, now)
    told["preview"] = preview_of(reader, back.course, told["changed"] or back.changed)
    return show(request, "care/take_back.html", told, status=_status(request))


def _write(request: StaffRequest, course_id: UUID, sheet: queries.Sheet) -> HttpResponse:
    told: dict[str, Any] = {"sheet": sheet, "head": sheet.head, "form": sheet.form}
    if request.method == "POST" and sheet.form.is_valid():
        written = write(request.acting.reader, course_id, sheet.form, timezone.now())
        if written.number is not None:
            answer = _written(request, course_id, written.number)
            anew = queries.set_anew(request.acting.reader, sheet.head.course, sheet.form)
            return _set_anew(request, course_id, anew) if anew else answer
        told |= _told(request, course_id, sheet.form, written, sheet.head.course)
    return show(request, "care/entry.html", told, status=_status(request))


def _told(
    request: StaffRequest, course_id: UUID, form: Sent, written: Written, course: Course
) -> dict[str, Any]:
    """Return what is to be seen before a form is sent again: what it changes, or what was written meanwhile."""
    told: dict[str, Any] = {"changed": written.changed}
    if written.changed:
        told["preview"] = preview_of(request.acting.reader, course, written.changed)
    if written.is_stale:
        reader, version = request.acting.reader, form.cleaned_data["version"]
        told["news"] = queries.since(reader, course_id, version, timezone.now())
        form.renew(course.version)
    return told


def _written(request: StaffRequest, course_id: UUID, number: int, said: str = "") -> HttpResponse:
    """Say that it was written, with the way to undo it, and go back."""
    undo = reverse("care:take-back", args=[course_id, number])
    told = format_html('{} <a href="{}">{}</a>', said or _("Written."), undo, _("Undo"))
    messages.success(request, told)
    return _back(request, course_id)


def _set_anew(request: StaffRequest, course_id: UUID, event: str) -> HttpResponse:
    """Go on to the new appointment: a day told with a move is none, and nobody would come."""
    messages.info(request, _("The appointment no longer stands. Set the new one here."))
    return go_to(request, reverse("care:entry", args=[course_id, event]))


def _back(request: StaffRequest, course_id: UUID) -> HttpResponse:
    """Go to the course; or to the worklist, if what was written there has ended the relation by which it was seen."""
    is_seen = queries.is_seen(request.acting.reader, course_id)
    here = reverse("care:course", args=[course_id]) if is_seen else reverse("care:worklist")
    return go_to(request, here)


def _status(request: StaffRequest) -> int:
    return 422 if request.method == "POST" else 200
