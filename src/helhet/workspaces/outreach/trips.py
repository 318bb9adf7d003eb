"""The page of journeys that no course tells of: how, with whom, when in the day, how long the person waited; and the sums of a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helhet.access.deciding import Reader
from helhet.ledgers import trips
from helhet.ledgers.doors import lists
from helhet.ledgers.errors import Refused
from helhet.ledgers.trips import Made
from helhet.packs.trips import Trips
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.days import short_date
from helhet.workspaces.outreach.asked import asked_day, asked_key
from helhet.workspaces.outreach.forms import Keyed, choices, fresh
from helhet.workspaces.outreach.queries import Week, bars, number


class TripForm(Keyed):
    """A journey. Each choice is one tap, and nothing is typed."""

    way = forms.ChoiceField(widget=forms.RadioSelect)
    company = forms.ChoiceField(widget=forms.RadioSelect)
    wait = forms.ChoiceField(widget=forms.RadioSelect)
    hours = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, known: Trips, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.offer("way", _("How"), choices(known.ways))
        self.offer("company", _("With whom"), choices(known.company))
        waits = {name: one.title for name, one in known.waits.items()}
        self.offer("wait", _("How long the person waited"), choices(waits))
        hours = {name: one.title for name, one in lists().hours.items()}
        self.offer("hours", _("When"), choices(hours))

    def made(self, today: date) -> Made:
        """Return the journey; the form has been found valid."""
        told = self.cleaned_data
        return Made(today, told["hours"], told["way"], told["company"], told["wait"])


@acting
@require_http_methods(["GET", "POST"])
def journeys(request: StaffRequest) -> HttpResponse:
    """Show the form and the sums of a week; count what is sent."""
    reader = request.acting.reader
    hour = localtime(timezone.now()).hour
    form = TripForm(_known(), request.POST or None, initial=fresh(hours=lists().hours_at(hour)))
    if request.method == "POST" and form.is_valid() and _counted(reader, form):
        return go_to(request, f"{reverse('outreach:trips')}?done={form.cleaned_data['key']}")
    week = _week(reader, asked_day(request, reader.on))
    told = {"form": form, "week": week, "done": asked_key(request.GET)}
    return show(request, "outreach/trips.html", told, status=422 if form.errors else 200)


@acting
@require_POST
def journey_back(request: StaffRequest) -> HttpResponse:
    """Take back the journey that was counted last."""
    trips.take_trip_back(request.acting.reader, asked_key(request.POST) or uuid4())
    messages.success(request, _("Taken back: it counts no more."))
    return go_to(request, reverse("outreach:trips"))


def _known() -> Trips:
    known = trips.trip_lists()
    if known is None:
        raise Http404
    return known


def _counted(reader: Reader, form: TripForm) -> bool:
    try:
        trips.add_trip(reader, form.made(reader.on), key=form.cleaned_data["key"])
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _week(reader: Reader, day: date) -> Week:
    """Return the sums of the week of a day, in words; logged before."""
    told, known = trips.trip_sums(reader, day), _known()
    hours = {name: one.title for name, one in lists().hours.items()}
    waits = {name: one.title for name, one in known.waits.items()}
    after = told.to_day + timedelta(days=1)
    days = {"first": short_date(told.from_day), "last": short_date(told.to_day)}
    return Week(
        _("%(first)s to %(last)s") % days,
        number(told.trips),
        (
            (_("How long people waited"), bars(told.waits, waits)),
            (_("How"), bars(told.ways, known.ways)),
            (_("With whom"), bars(told.company, known.company)),
            (_("When in the day"), bars(told.hours, hours)),
        ),
        (told.from_day - timedelta(days=1)).isoformat(),
        after.isoformat() if after <= reader.on else "",
    )
