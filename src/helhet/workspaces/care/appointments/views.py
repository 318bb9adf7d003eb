"""The pages of appointments: a week, a day, of the units or of one person."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.web.asked import day_near, one_id, whole_number
from helhet.workspaces.care.appointments import queries


@acting
@require_safe
def appointments(request: StaffRequest) -> HttpResponse:
    """Show the appointments of a week, or of a day."""
    reader, asked = request.acting.reader, request.GET
    view = "day" if asked.get("view") == "day" else "week"
    day, subject = day_near(asked.get("day"), reader.on), one_id(asked.get("person"))
    first = whole_number(asked.get("from"))
    days = queries.days_of(day, view)
    page = queries.appointments_page(reader, days, timezone.now(), subject, first)
    told = {"page": page, "view": view, "day": day, "subject": subject, "today": reader.on}
    return show(request, "care/appointments.html", told)
