"""The worklist's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.web.asked import whole_number
from helhet.workspaces.care.worklist import queries


@acting
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """Show what is owed in the units of whoever asks, the most urgent first."""
    first = whole_number(request.GET.get("from"))
    page = queries.worklist(request.acting.reader, timezone.now(), first)
    return show(request, "care/worklist.html", {"page": page, "first": first})
