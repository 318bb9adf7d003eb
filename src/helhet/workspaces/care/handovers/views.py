"""The page of hand-overs."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.web.asked import whole_number
from helhet.workspaces.care.handovers import queries


@acting
@require_safe
def handovers(request: StaffRequest) -> HttpResponse:
    """Show what others have asked of one's units, and what became of what they sent."""
    first = whole_number(request.GET.get("from"))
    page = queries.handovers_page(request.acting.reader, timezone.now(), first)
    return show(request, "care/handovers.html", {"page": page})
