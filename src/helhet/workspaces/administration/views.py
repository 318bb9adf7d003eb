"""The pages of units and people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helhet.access.staffing import given_in, leads, led_unit
from helhet.parties.models import Membership
from helhet.signin.invitation import invitation
from helhet.signin.roles import role_title
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.administration import commands, queries
from helhet.workspaces.administration.forms import AddForm, EndForm, PhonesForm, StandInForm


@acting
@require_safe
def units(request: StaffRequest) -> HttpResponse:
    """Show the units that the reader leads."""
    reader = request.acting.reader
    if not leads(reader):
        raise Http404
    return show(request, "administration/units.html", {"units": queries.units_below(reader)})


@acting
@require_safe
def unit(request: StaffRequest, code: str) -> HttpResponse:
    """Show who works in a unit, and what was changed there."""
    found = led_unit(request.acting.reader, code)
    told = {"unit": found, "people": queries.people_of(request.acting.reader, found)}
    return show(request, "administration/unit.html", told | {"changes": queries.changes_of(found)})


@acting
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, code: str) -> HttpResponse:
    """Ask who comes to work in a unit; give them the role."""
    reader = request.acting.reader
    found = led_unit(reader, code)
    first = {"from_day": reader.on, "is_new": "no"}
    form = AddForm(given_in(reader, found), request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and commands.add(reader, found, form):
        if form.cleaned_data["is_new"] == "yes":
            messages.success(request, _("Given. The account begins with a link: show it below."))
        else:
            messages.success(request, _("Given."))
        return go_to(request, reverse("administration:unit", args=[found.code]))
    return _asked(request, {"form": form, "unit": found, "title": _("Give somebody a role")})


@acting
@require_http_methods(["GET", "POST"])
def phones(request: StaffRequest, code: str) -> HttpResponse:
    """Ask where a unit and its staff are called at work; keep it."""
    found = led_unit(request.acting.reader, code)
    people = queries.staff_today(request.acting.reader, found)
    form = PhonesForm(found, people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.set_phones(form)
        messages.success(request, _("Kept."))
        return go_to(request, reverse("administration:unit", args=[found.code]))
    status = 422 if request.method == "POST" else 200
    told = {"form": form, "unit": found}
    return show(request, "administration/phones.html", told, status=status)


@acting
@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, membership: int) -> HttpResponse:
    """Ask for the last day of a role; end it."""
    reader = request.acting.reader
    held = queries.membership_of(reader, membership)
    form = EndForm(request.POST or None, initial={"last_day": reader.on})
    if request.method == "POST" and form.is_valid() and commands.end(reader, membership, form):
        messages.success(request, _("Ended."))
        return go_to(request, reverse("administration:unit", args=[held.unit.code]))
    return _asked(request, _of(held) | {"form": form, "title": _("End a role")})


@acting
@require_http_methods(["GET", "POST"])
def stand_in(request: StaffRequest, membership: int) -> HttpResponse:
    """Ask who acts for one who is away; give them the role until a day."""
    reader = request.acting.reader
    held = queries.membership_of(reader, membership)
    people = queries.colleagues(reader, held)
    form = StandInForm(people, request.POST or None, initial={"from_day": reader.on})
    if request.method == "POST" and form.is_valid() and commands.stand_in(reader, held, form):
        messages.success(request, _("Given."))
        return go_to(request, reverse("administration:unit", args=[held.unit.code]))
    return _asked(request, _of(held) | {"form": form, "title": _("A stand-in")})


@acting
@require_POST
def link(request: StaffRequest, membership: int) -> HttpResponse:
    """Show the link with which an account that nobody has used begins."""
    reader = request.acting.reader
    held = queries.membership_of(reader, membership)
    if not queries.unused_of(reader, [held.user]):
        raise Http404
    address = request.build_absolute_uri(invitation(held.user))
    return show(request, "administration/link.html", _of(held) | {"address": address})


def _of(held: Membership) -> dict[str, Any]:
    return {"held": held, "unit": held.unit, "role": role_title(held.role)}


def _asked(request: StaffRequest, told: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return show(request, "administration/ask.html", told, status=status)
