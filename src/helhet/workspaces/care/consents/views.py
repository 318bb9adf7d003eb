"""The pages of a person's consents: what was said yes to, a new one, and taking one back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helhet.access import consenting
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.workspaces.care.consents.forms import ConsentForm
from helhet.workspaces.care.consents.queries import page_of, taken_back


@acting
@require_http_methods(["GET", "POST"])
def consents(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Show what a person has said yes to, as far as one is told of it, and the form of a new one; write it down."""
    reader = request.acting.reader
    page = page_of(reader, subject)
    sent = request.POST if request.method == "POST" else None
    form = ConsentForm(consenting.recipients(reader), reader.on, sent)
    if form.is_valid():
        try:
            now = timezone.now()
            for wanted in form.told():
                consenting.give(reader, page.subject, wanted, now)
        except consenting.NotConsented as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The consent is written down."))
            return go_to(request, reverse("care:consents", args=[page.subject]))
    told = {"page": page, "form": form}
    return show(request, "care/consents.html", told, status=422 if sent is not None else 200)


@acting
@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, consent: UUID) -> HttpResponse:
    """Say what taking a consent back does, and what it cannot; do it."""
    reader = request.acting.reader
    if request.method == "POST":
        row = consenting.withdraw(reader, consent, timezone.now())
        messages.success(request, _("The consent is withdrawn. From now on it opens nothing."))
        return go_to(request, reverse("care:consents", args=[row.subject_id]))
    found = taken_back(reader, consent)
    if not found.row.is_in_force:
        return go_to(request, reverse("care:consents", args=[found.page.subject]))
    return show(request, "care/withdraw.html", {"page": found.page, "row": found.row})


@acting
@require_http_methods(["GET", "POST"])
def withdraw_all(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Take back all that a person has said yes to, also what one is not told of."""
    reader = request.acting.reader
    page = page_of(reader, subject)
    if request.method == "POST":
        consenting.withdraw_all(reader, page.subject, timezone.now())
        messages.success(request, _("All consents are withdrawn. From now on none opens anything."))
        return go_to(request, reverse("care:consents", args=[page.subject]))
    return show(request, "care/withdraw.html", {"page": page, "row": None})
