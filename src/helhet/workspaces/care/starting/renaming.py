"""What a unit calls somebody, changed: a name that was written wrong, or that they go by no more."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from helhet.record.errors import NotAsTheFormSays, Stale
from helhet.record.persons.calling import call_otherwise, version_of
from helhet.record.queries.openings import known_to, openings
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.care.course.entryform import words_of
from helhet.workspaces.care.starting.aliasform import CalledField
from helhet.workspaces.care.starting.queries import ALIAS


class NameForm(forms.Form):
    """What the unit calls them from now on, and up to which entry that was known."""

    called = CalledField()
    version = forms.IntegerField(widget=forms.HiddenInput)


@acting
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def rename(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Ask what the unit calls somebody from now on; write it."""
    reader = request.acting.reader
    if not any(openings(reader, ALIAS)):
        raise Http404
    version, who = version_of(reader, subject), known_to(reader, subject)
    form = NameForm(
        request.POST if request.method == "POST" else None, initial={"version": version}
    )
    if form.is_valid():
        try:
            data, now = form.cleaned_data, timezone.now()
            call_otherwise(reader, subject, data["called"], version=data["version"], now=now)
        except NotAsTheFormSays as refused:
            form.add_error("called", words_of(refused.faults[0]))
        except Stale:
            form.add_error(None, _("Somebody has changed the name meanwhile. Open this page anew."))
        else:
            messages.success(request, _("The name is changed."))
            return go_to(request, reverse("care:person", args=[subject]))
    told = {"form": form, "who": who}
    return show(request, "care/rename.html", told, status=422 if form.is_bound else 200)
