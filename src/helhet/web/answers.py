"""How a view answers: a whole page, or the part of it that a script asked for; and where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def show(
    request: HttpRequest,
    page: str,
    context: Mapping[str, Any],
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page; or its fragment, if there is one and a script asked."""
    is_part = fragment is not None and bool(request.headers.get("HX-Request"))
    answer = render(request, fragment if fragment and is_part else page, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    add_never_cache_headers(answer)  # whoever signs out leaves nothing behind that Back would show
    return answer


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Send whoever asked to another page, whether a script asked or a plain browser."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)
