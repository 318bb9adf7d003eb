"""The pages of what has been passed on: a unit's lists, a person's, one release, its second person, and its end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helhet.record.models import Release
from helhet.record.releases import passing, reporting
from helhet.record.releases.rules import NotReleasable
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.care.releases import queries
from helhet.workspaces.care.releases.faults import words_of
from helhet.workspaces.care.releases.forms import StopForm


@acting
@require_safe
def of_unit(request: StaffRequest) -> HttpResponse:
    """Show what waits for a second person, what has been passed on to the unit, and what the unit has passed on."""
    page = queries.unit_page(request.acting.reader)
    return show(request, "care/releases.html", {"page": page})


@acting
@require_safe
def of_person(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Show what has been passed on of somebody to the unit, word by word, and what the unit has passed on of them."""
    page = queries.person_page(request.acting.reader, subject)
    return show(request, "care/passed_on.html", {"page": page})


@acting
@require_safe
def release(request: StaffRequest, release: UUID) -> HttpResponse:
    """Show a release that the unit made, exactly as its recipient reads it; to the second person, the question whether to let it go."""
    page = queries.release_page(request.acting.reader, release)
    return show(request, "care/release.html", {"page": page})


@acting
@require_POST
def approve(request: StaffRequest, release: UUID) -> HttpResponse:
    """Let a release go as the second person."""
    reader, now = request.acting.reader, timezone.now()
    try:
        reporting.let_go(reader, release, now)
    except NotReleasable as refused:
        messages.error(request, words_of(refused))
        return go_to(request, reverse("care:release", args=[release]))
    row = Release.objects.select_related("report").get(pk=release)
    if not hasattr(row, "report"):
        messages.success(request, _("It is sent."))
    elif reporting.tell_course(reader, row, reporting.SENT, reader.on, now):
        messages.success(request, _("It is approved. Print it, and hand it over to the court."))
    else:
        messages.warning(
            request, _("It is approved. Write down in the course yourself that it was sent.")
        )
    return go_to(request, reverse("care:release", args=[release]))


@acting
@require_http_methods(["GET", "POST"])
def stop(request: StaffRequest, release: UUID) -> HttpResponse:
    """Say what stopping does, and what it cannot; do it."""
    reader = request.acting.reader
    form = StopForm(request.POST if request.method == "POST" else None)
    page = queries.release_page(reader, release)
    here = reverse("care:release", args=[release])
    if not page.may_stop:
        return go_to(request, here)
    if form.is_valid():
        passing.stop(reader, release, form.cleaned_data["why"], timezone.now())
        messages.success(request, _("It is stopped. Nobody is shown it from now on."))
        return go_to(request, here)
    status = 422 if request.method == "POST" else 200
    return show(request, "care/stop_release.html", {"page": page, "form": form}, status=status)
