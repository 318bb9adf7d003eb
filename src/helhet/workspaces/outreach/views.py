"""The pages of the work outside."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helhet.ledgers import contacts, stock
from helhet.ledgers.doors import lists
from helhet.ledgers.errors import Refused
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.outreach import queries
from helhet.workspaces.outreach.asked import asked_day, asked_key
from helhet.workspaces.outreach.forms import ContactForm, KitForm, TotalForm, fresh
from helhet.workspaces.outreach.reaching import first_of


@acting
@require_http_methods(["GET", "POST"])
def now(request: StaffRequest) -> HttpResponse:
    """Show the form of a contact, what is urgent, and whom nobody has seen for a while; count what is sent."""
    reader, at = request.acting.reader, timezone.now()
    shelves = stock.shelves(reader)
    first = fresh(people=1, hours=lists().hours_at(localtime(at).hour), **_before(request))
    form = ContactForm(shelves, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _counted(request, form):
        return go_to(request, _again(form))
    told = {
        "form": form,
        "done": asked_key(request.GET),
        "first": first_of(reader),
        "urgent": queries.urgent(reader, at),
        "missed": queries.missed(reader),
        "low": [one for one in queries.on_shelf(shelves) if one.state],
    }
    return show(request, "outreach/now.html", told, status=422 if form.errors else 200)


def _before(request: StaffRequest) -> dict[str, str]:
    """Return how and where one met the last one, as the address says: whoever stands at a bus stands there all evening."""
    known = lists()
    told = {"kind": known.kinds, "place": known.places}
    return {
        name: request.GET[name] for name, names in told.items() if request.GET.get(name) in names
    }


def _counted(request: StaffRequest, form: ContactForm) -> bool:
    reader, key, batch = request.acting.reader, form.cleaned_data["key"], form.batch()
    met = form.met(reader.on)
    try:
        if batch is None:
            contacts.count(reader, met, key=key)
        else:
            stock.hand_out(reader, batch, 1, met, key=key)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _again(form: ContactForm) -> str:
    told = QueryDict(mutable=True)
    told.update({"kind": form.cleaned_data["kind"], "place": form.cleaned_data["place"]})
    told["done"] = str(form.cleaned_data["key"])
    return f"{reverse('outreach:now')}?{told.urlencode()}"


@acting
@require_POST
def back(request: StaffRequest) -> HttpResponse:
    """Take back the contact that was counted last, and the kit that went with it."""
    reader = request.acting.reader
    key = asked_key(request.POST) or uuid4()
    contacts.take_back(reader, key)
    stock.take_back(reader, key)
    messages.success(request, _("Taken back: it counts no more."))
    return go_to(request, reverse("outreach:now"))


@acting
@require_http_methods(["GET", "POST"])
def kits(request: StaffRequest) -> HttpResponse:
    """Show the shelf; write what came and went."""
    reader = request.acting.reader
    form = KitForm(request.POST or None, initial=fresh())
    if request.method == "POST" and form.is_valid():
        try:
            stock.move(reader, *form.told(), key=form.cleaned_data["key"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Written."))
            return go_to(request, reverse("outreach:kits"))
    shelf = queries.on_shelf(stock.shelves(reader))
    told = {"form": form, "shelf": shelf}
    return show(request, "outreach/kits.html", told, status=422 if form.errors else 200)


@acting
@require_http_methods(["GET", "POST"])
def week(request: StaffRequest) -> HttpResponse:
    """Show the sums of a week; write what others have counted in it."""
    reader = request.acting.reader
    day = asked_day(request, reader.on)
    form = TotalForm(request.POST or None, initial=fresh())
    if request.method == "POST" and form.is_valid():
        data, period = form.cleaned_data, contacts.week_of(day)
        try:
            contacts.add_total(reader, data["kind"], period, data["contacts"], key=data["key"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Written."))
            return go_to(request, f"{reverse('outreach:week')}?day={day:%Y-%m-%d}")
    told = {"form": form, "week": queries.week_of(reader, day)}
    return show(request, "outreach/week.html", told, status=422 if form.errors else 200)
