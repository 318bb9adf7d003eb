"""What the frame around every page shows: who acts, and the ways that are open to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from helhet.record.queries.finding import may_search
from helhet.workspaces.administration import ways as administration
from helhet.workspaces.care import ways as care
from helhet.workspaces.outreach import ways as outreach
from helhet.workspaces.review import ways as review


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what `web/base.html` needs."""
    acting = getattr(request, "acting", None)
    told: dict[str, Any] = {"is_demo": settings.DEMO, "acting": acting}
    if acting is not None:
        told["find"] = reverse("care:find") if may_search(acting.reader) else ""
        told["nav"] = [
            {
                "address": (address := reverse(view)),
                "name": name,
                "is_current": request.path.startswith(address),
            }
            for ways in (
                outreach.ways,
                care.ways,
                outreach.ways_beside,
                administration.ways,
                review.ways,
            )
            for view, name in ways(acting.reader)
        ]
    return told
