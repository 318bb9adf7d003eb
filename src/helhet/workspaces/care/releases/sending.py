"""The pages of passing something on: to whom, what, exactly as it will be read, and sent."""

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

from helhet.access.consenting import recipients
from helhet.access.deciding import Reader
from helhet.record.errors import KeyReused
from helhet.record.models import Release
from helhet.record.queries.openings import Known, known_to
from helhet.record.releases import offering
from helhet.record.releases.offering import Choice
from helhet.record.releases.passing import pass_on as send_it
from helhet.record.releases.rules import NotReleasable
from helhet.record.releases.showing import draft
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.days import long_date
from helhet.workspaces.care.releases.choosing import Folded, entries_of, folded
from helhet.workspaces.care.releases.faults import words_of
from helhet.workspaces.care.releases.forms import (
    SendForm,
    WhatForm,
    WhomForm,
    is_to_court,
    wanted_of,
)
from helhet.workspaces.care.releases.wording import Told, purpose_of, told_of
from helhet.workspaces.care.wording import pathway_title

CARRIED: Final = ("unit", "purpose", "course", "items", "basis", "law", "to_day", "note")


class Step(NamedTuple):
    """Where somebody is on the way to send: to whom and what, as far as it has been said."""

    who: Known
    whom: WhomForm
    what: WhatForm | None
    choices: list[tuple[str, Folded]]


@acting
@require_http_methods(["GET", "POST"])
def pass_on(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Ask to whom, then what, then show exactly what they will read; send it. Nothing is kept on the way."""
    reader = request.acting.reader
    sent = request.POST if request.method == "POST" else None
    step = _step(reader, subject, sent, request.GET)
    told: dict[str, Any] = {"who": step.who, "whom": step.whom}
    if step.what is None:
        return show(
            request, "care/pass_on_whom.html", told, status=422 if sent is not None else 200
        )
    told |= {"what": step.what, "choices": step.choices, "to": _to(step.whom)}
    if sent is None or "back" in sent or not step.what.is_valid():
        is_wrong = sent is not None and "back" not in sent
        return show(request, "care/pass_on_what.html", told, status=422 if is_wrong else 200)
    return _look_or_send(request, step, told, sent)


def _look_or_send(
    request: StaffRequest, step: Step, told: dict[str, Any], sent: QueryDict
) -> HttpResponse:
    reader, subject, now = request.acting.reader, step.who.subject.pk, timezone.now()
    assert step.what is not None
    to_court, basis = is_to_court(step.whom), step.what.cleaned_data["basis"]
    asked = sent if "send" in sent else None
    form = SendForm(asked, to_court=to_court, by_consent=basis == Release.Basis.CONSENT)
    if "send" in sent and form.is_valid():
        try:
            key = form.cleaned_data["key"]
            release = send_it(reader, subject, wanted_of(step.whom, step.what, form), now, key)
        except NotReleasable as refused:
            form.refuse(refused)
        except KeyReused:
            form.add_error(None, _("It was changed after it was sent. Look at it anew."))
        else:
            waits = _("It waits for a second person, who looks at it and lets it go.")
            messages.success(request, waits if release.needs_second else _("It is sent."))
            return go_to(request, reverse("care:release", args=[release.pk]))
    try:
        told["letter"] = letter_of(reader, subject, step)
    except NotReleasable as refused:
        step.what.add_error(None, words_of(refused))
        return show(request, "care/pass_on_what.html", told, status=422)
    carried = [(name, one) for name in CARRIED for one in sent.getlist(name)]
    told |= {"form": form, "carried": carried, "to_court": to_court}
    return show(request, "care/pass_on_look.html", told, status=422 if form.errors else 200)


def letter_of(reader: Reader, subject: UUID, step: Step) -> dict[str, Any]:
    """Return what the recipient would read."""
    assert step.what is not None
    wanted = wanted_of(step.whom, step.what)
    letter = draft(reader, subject, wanted, timezone.now())
    told: list[Told] = [told_of(one) for one in letter.items]
    return {"told": told, "note": wanted.note, "until": long_date(step.what.cleaned_data["to_day"])}


def _step(reader: Reader, subject: UUID, sent: QueryDict | None, asked: QueryDict) -> Step:
    found = offering.sources(reader, subject)
    who = known_to(reader, found.subject)
    units = [one for one in recipients(reader) if one.pk not in reader.units]
    told = sent if sent is not None else asked
    is_asked = "unit" in told
    whom = WhomForm(units, found.courses, reader.on, told if is_asked else None)
    if "course" in told and not is_asked:
        whom.initial["course"] = told.getlist("course")
    if not is_asked or not whom.is_valid():
        return Step(who, whom, None, [])
    asked_of = whom.cleaned_data
    offered = offering.offered(
        reader, found.subject, asked_of["course"], asked_of["purpose"], timezone.now()
    )
    choices = list(_choices(offered, set(sent.getlist("items")) if sent else set()))
    values = [
        piece.value
        for _, of in choices
        for one in (*of.recent, *of.earlier)
        for piece in one.pieces
    ]
    return Step(who, whom, WhatForm(values, reader.on, sent), choices)


def _to(whom: WhomForm) -> dict[str, Any]:
    to = whom.cleaned_data
    named = dict(whom.fields["unit"].choices)  # type: ignore[attr-defined]
    return {"unit": named[to["unit"]], "purpose": purpose_of(to["purpose"])} | {
        "carried": [("unit", to["unit"]), ("purpose", to["purpose"])]
        + [("course", one) for one in to["course"]]
    }


def _choices(offered: list[Choice], chosen: set[str]) -> Iterator[tuple[str, Folded]]:
    for one in offered:
        yield pathway_title(one.seen.course.pathway), folded(entries_of(one, chosen))
