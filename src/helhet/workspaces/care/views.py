"""The pages of this workspace."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.web.asked import end_of_day, whole_number
from helhet.workspaces.care import queries
from helhet.workspaces.care.course import course_page


@acting
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """Show what is owed in the units of whoever asks, the most urgent first."""
    first = whole_number(request.GET.get("from"))
    page = queries.worklist(request.acting.reader, timezone.now(), first)
    return show(request, "care/worklist.html", {"page": page, "first": first})


@acting
@require_safe
def course(request: StaffRequest, course_id: UUID) -> HttpResponse:
    """Show a course: where it stands, what is owed and why, and what has happened."""
    known_at = end_of_day(request.GET.get("known"))
    page = course_page(request.acting.reader, course_id, timezone.now(), known_at)
    return show(request, "care/course.html", {"page": page, "known": request.GET.get("known", "")})
