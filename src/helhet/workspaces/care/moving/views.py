"""The pages of moving up: what goes on by name, then the consent, who they are and the first entry; looked through, then done."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from helhet.record.queries.finding import TooMany
from helhet.record.queries.openings import Opening, opened_before
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.care.course.changes import preview_of
from helhet.workspaces.care.course.queries import sheet_of
from helhet.workspaces.care.moving import queries
from helhet.workspaces.care.moving.commands import do, looked_through
from helhet.workspaces.care.moving.queries import Moving
from helhet.workspaces.care.starting.newform import municipalities
from helhet.workspaces.care.starting.queries import likely_same, title_of
from helhet.workspaces.care.wording import pathway_title

DO: Final = "do"
"""The button that does what was looked through."""
EDIT: Final = "edit"
OURS: Final = frozenset({"csrfmiddlewaretoken", DO, EDIT})


@acting
@require_safe
def choose(request: StaffRequest, course_id: UUID, event: str) -> HttpResponse:
    """Show what may go on by name; where it is but one thing, its form."""
    acts_as = request.acting
    sheet = sheet_of(
        acts_as.reader, course_id, event, None, timezone.now(), acting=acts_as.membership.pk
    )
    found = queries.ways_up(acts_as.reader, sheet.head.course.pathway, event)
    if not found:
        raise Http404
    if len(found) == 1:
        return go_to(request, reverse("care:move-up-to", args=[course_id, event, *found[0]]))
    told = {"head": sheet.head, "title": sheet.title, "event": event}
    return show(request, "care/move_up.html", told | {"choices": queries.choices(found)})


@acting
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def move(
    request: StaffRequest, course_id: UUID, event: str, pathway: str, opening: str
) -> HttpResponse:
    """Ask for all of it; show it once more; do it."""
    reader, now, key = request.acting.reader, timezone.now(), request.POST.get("key", "")
    if DO in request.POST and (before := _done_before(request, key)):
        return go_to(request, reverse("care:course", args=[before]))
    # What was typed before a session ended comes back with a GET: it is shown, and not done.
    sent = request.POST if key else None
    moving = queries.moving_of(
        reader,
        course_id,
        event,
        Opening(pathway, opening),
        sent,
        now,
        request.acting.membership.pk,
    )
    if sent is None or request.method != "POST" or EDIT in sent:
        return _page(request, moving)
    are_valid = [
        form.is_valid() for form in moving.forms
    ]  # each, so that all that is wrong is told at once
    if not all(are_valid):
        return _page(request, moving, status=422)
    return _sent(request, moving)


def _sent(request: StaffRequest, moving: Moving) -> HttpResponse:
    """Ask who is meant, if somebody like them is known; show what is to be done; or do it."""
    reader, now = request.acting.reader, timezone.now()
    if moving.known is None and not moving.who.was_asked:
        try:
            key = moving.first.cleaned_data["key"]
            found = likely_same(reader, moving.who, key, now)
        except TooMany:
            return _page(request, moving, {"is_too_many": True}, status=429)
        if found:
            moving.who.ask_same([(str(one.subject), _label(one)) for one in found])
            return _page(request, moving, {"is_asked": True}, status=422)
    if DO in request.POST:
        course = do(reader, moving, now)
        if course is not None:
            messages.success(request, _("Moved up to a name."))
            return go_to(request, reverse("care:course", args=[course]))
    elif (changed := looked_through(reader, moving, now)) is not None:
        told = {"changed": changed, "preview": preview_of(reader, moving.head.course, changed)}
        return _look(request, moving, told)
    return _page(request, moving, status=422)


def _label(one: Any) -> str:
    return f"{one.name}, {one.born}" if one.born else one.name


def _look(request: StaffRequest, moving: Moving, told: dict[str, Any]) -> HttpResponse:
    """Show what will be done, with what was filled in out of sight."""
    sent = cast("QueryDict", moving.consent.data)  # a confirmation may stand in it now
    kept = [(name, value) for name in sent if name not in OURS for value in sent.getlist(name)]
    who = moving.who.cleaned_data if moving.known is None else {}
    told |= {"kept": kept, "named": f"{who.get('given_name', '')} {who.get('family_name', '')}"}
    return show(request, "care/move_up_look.html", told | _words(moving))


def _page(
    request: StaffRequest, moving: Moving, told: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    told = {**(told or {}), **_words(moving), "municipalities": municipalities()}
    return show(request, "care/move_up_form.html", told, status=status)


def _words(moving: Moving) -> dict[str, Any]:
    return {
        "moving": moving,
        "head": moving.head,
        "pathway": pathway_title(moving.opening.pathway),
        "first_title": title_of(moving.opening),
    }


def _done_before(request: StaffRequest, key: str) -> UUID | None:
    try:
        return opened_before(request.acting.reader, UUID(key))
    except ValueError:
        return None
