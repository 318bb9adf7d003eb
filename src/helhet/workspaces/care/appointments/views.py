"""The pages of appointments: a week, a day, of the units or of one person."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from helhet.record.queries.agenda import TooMany
from helhet.signin.addresses import address_of, make_address, take_back
from helhet.signin.models import CalendarAddress
from helhet.signin.rules import StaffRequest, acting, by_secret_address
from helhet.web.answers import show
from helhet.web.asked import day_near, one_id, whole_number
from helhet.web.days import long_date
from helhet.web.ics import calendar
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


@acting
@require_http_methods(["GET", "POST"])
def calendar_address(request: StaffRequest) -> HttpResponse:
    """Show whether the role has an address for calendar programs; make it, and show it this once; or take it back."""
    membership, secret = request.acting.membership, ""
    deed = request.POST.get("deed") if request.method == "POST" else None
    if deed == "make":
        secret = make_address(membership, timezone.now())
    elif deed == "revoke":
        take_back(membership)
    elif request.method == "POST":
        raise Http404
    held = address_of(membership)
    feed_at = request.build_absolute_uri(reverse("care:feed"))
    told = {
        "address": f"{feed_at}?key={secret}" if secret else "",
        "made": long_date(localtime(held.made_at).date()) if held else "",
    }
    return show(request, "care/calendar.html", told)


@by_secret_address
@require_safe
def feed(request: StaffRequest, address: CalendarAddress) -> HttpResponse:
    """Tell a calendar program when the appointments of a role's units are: not whose, where, or of which kind."""
    reader, now = request.acting.reader, timezone.now()
    page = request.build_absolute_uri(reverse("care:appointments"))
    try:
        with translation.override(address.language):
            events = queries.calendar_events(reader, now, bytes(address.secret_hash), page)
    except TooMany:
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    answer = HttpResponse(calendar(events, now), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer
