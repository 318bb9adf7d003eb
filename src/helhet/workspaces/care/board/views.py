"""The page of a board."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.workspaces.care.board.queries import board_page


@acting
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Show who stands where in a pathway; `whose=mine` only whom one has in hand oneself."""
    mine = request.GET.get("whose") == "mine"
    asked = request.GET.get("pathway", "")
    page = board_page(request.acting.reader, timezone.now(), asked, mine=mine)
    return show(request, "care/board.html", {"page": page, "mine": mine})
