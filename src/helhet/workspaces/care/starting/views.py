"""The pages of beginning: what, for whom, and with which first entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from helhet.record.errors import Fault
from helhet.record.queries.finding import TooMany
from helhet.record.queries.openings import Known, Opening, known_to
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.care.course.entryform import EntryForm, words_of
from helhet.workspaces.care.starting import queries
from helhet.workspaces.care.starting.aliasform import AliasForm
from helhet.workspaces.care.starting.commands import Who
from helhet.workspaces.care.starting.commands import begin as begin_course
from helhet.workspaces.care.starting.newform import NewcomerForm, municipalities
from helhet.workspaces.care.wording import pathway_title


@acting
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def choose(request: StaffRequest, subject: UUID | None = None) -> HttpResponse:
    """Show what may be begun: for somebody who was found, or for somebody new, whose number may come from a search."""
    reader = request.acting.reader
    who = known_to(reader, subject) if subject else None
    choices = queries.choices(reader, who)
    if not choices:
        raise Http404
    told = {"choices": choices, "who": who, "number": request.POST.get("number", "")[:20]}
    return show(request, "care/choose.html", told)


@acting
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def begin(
    request: StaffRequest, pathway: str, event: str, subject: UUID | None = None
) -> HttpResponse:
    """Show the first form of a course, and who it is for; begin it."""
    reader, acts_as = request.acting.reader, request.acting.membership.pk
    opening = queries.opening_of(reader, pathway, event)
    person = known_to(reader, subject) if subject else None
    if person and person.subject.kind != queries.subject_kind(pathway):
        raise Http404
    # From a search comes a number alone: then nothing has been filled in yet. What was typed before a session
    # ended comes back with a GET: it is shown, and not done.
    sent = request.POST if "key" in request.POST else None
    form = queries.first_form(opening, sent, acts_as)
    who = person or _new_form(request, sent, pathway)
    told: dict[str, Any] = {"form": form, "who": who, "person": person, "subject": subject}
    told |= {"title": queries.title_of(opening), "pathway": pathway_title(pathway)}
    told["is_alias"] = queries.subject_kind(pathway) == queries.ALIAS
    if sent is None or request.method != "POST":
        return _page(request, told)
    if not all([form.is_valid(), isinstance(who, Known) or who.is_valid()]):
        return _page(request, told, status=422)
    return _begun(request, opening, who, form, told)


def _new_form(request: StaffRequest, sent: Any, pathway: str) -> NewcomerForm | AliasForm:
    """Return the form of somebody new: as much as the pathway asks to know of whom it is about."""
    if queries.subject_kind(pathway) == queries.ALIAS:
        return AliasForm(sent)
    return NewcomerForm(sent, initial={"number": request.POST.get("number", "")[:20]})


def _begun(
    request: StaffRequest, opening: Opening, who: Who, form: EntryForm, told: dict[str, Any]
) -> HttpResponse:
    """Begin, unless somebody is there already who may be meant: then ask first."""
    reader, now = request.acting.reader, timezone.now()
    if not (isinstance(who, Known) or _was_answered(who)):
        try:
            told["likely"] = queries.likely_same(reader, who, form.cleaned_data["key"], now)
        except TooMany:
            return _page(request, told | {"is_too_many": True}, status=429)
        if told["likely"]:
            if isinstance(who, AliasForm) and told["likely"][0].is_exact:
                who.show({"called": words_of(Fault("called", "taken"))})
            else:
                who.ask_whether_another()
            return _page(request, told, status=422)
    course = begin_course(reader, opening, who, form, now)
    if course is None:
        return _page(request, told, status=422)
    messages.success(request, _("Begun."))
    return go_to(request, reverse("care:course", args=[course]))


def _was_answered(who: NewcomerForm | AliasForm) -> bool:
    """Return whether whoever writes has said that it is one of those whom they were shown, or none of them."""
    return bool(who.cleaned_data.get("is_another") or who.cleaned_data.get("is_same"))


def _page(request: StaffRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    known = municipalities() if isinstance(told["who"], NewcomerForm) else []
    return show(request, "care/begin.html", told | {"municipalities": known}, status=status)
