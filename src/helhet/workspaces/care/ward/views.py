"""The page of who is in tonight."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.web.asked import whole_number
from helhet.web.days import clock_time, long_date
from helhet.workspaces.care.ward import queries


@acting
@require_safe
def ward(request: StaffRequest) -> HttpResponse:
    """Show who is in tonight in the units of whoever asks."""
    now, reader = timezone.now(), request.acting.reader
    page = queries.ward_page(reader, now, whole_number(request.GET.get("from")))
    told = {"page": page, "day": long_date(reader.on), "at": clock_time(now)}
    return show(request, "care/ward.html", told)
