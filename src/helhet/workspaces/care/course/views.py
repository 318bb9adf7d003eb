"""A course's pages: what it says, and the form of each event."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.asked import end_of_day, whole_number
from helhet.web.days import long_date
from helhet.workspaces.care.course import queries
from helhet.workspaces.care.course.commands import record_entry
from helhet.workspaces.care.course.page import course_page


@acting
@require_safe
def course(request: StaffRequest, course_id: UUID) -> HttpResponse:
    """Show a course: where it stands, what is owed and why, and what has happened."""
    known_at = end_of_day(request.GET.get("known"), timezone.now())
    page = course_page(request.acting.reader, course_id, timezone.now(), known_at)
    told = {"page": page, "known": request.GET.get("known", "")}
    if known_at:
        told["known_day"] = long_date(localtime(known_at).date())
    return show(request, "care/course.html", told)


@acting
@require_http_methods(["GET", "POST"])
def entry(request: StaffRequest, course_id: UUID, event: str) -> HttpResponse:
    """Show the form of an event; write what it tells."""
    acting, now, sent = request.acting, timezone.now(), request.POST
    here = reverse("care:course", args=[course_id])
    if queries.was_written(acting.reader, course_id, sent.get("key")):
        return go_to(request, here)
    page = course_page(acting.reader, course_id, now)
    act = next((one for one in page.acts if one.event == event), None)
    gate = bool(act and act.gate) or "reason" in sent
    form = queries.entry_form(
        page,
        event,
        sent or None,
        acting=acting.membership.pk,
        gate=gate,
        fulfils=whole_number(request.GET.get("fulfils")),
    )
    told = {"page": page, "form": form, "title": queries.event_title(page, event)}
    if request.method == "POST" and form.is_valid():
        written = record_entry(acting.reader, course_id, form, now)
        if written.is_done:
            messages.success(request, _("Written."))
            return go_to(request, here)
        told["changed"] = written.changed
        if written.is_stale:
            told["news"] = page.since(form.cleaned_data["version"])
            form.renew(page.course.version)
    return show(request, "care/entry.html", told, status=422 if request.method == "POST" else 200)
