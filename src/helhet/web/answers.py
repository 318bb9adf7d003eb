"""How a view answers: a whole page, or the part of it that a script asked for; and where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
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


def back_to(request: HttpRequest) -> str:
    """Return where to go on: as the page before has named it, or to that page itself; else to the first page."""
    told = request.POST.get("next") or request.GET.get("next") or _page_before(request)
    is_safe = url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    return told if is_safe and told.startswith("/") else resolve_url("home")


def address_of(request: HttpRequest, header: str) -> SplitResult:
    """Return the address that a browser tells of in a header; an empty one if it tells none, or what is none."""
    try:
        return urlsplit(request.headers.get(header, ""))
    except ValueError:
        return urlsplit("")


def _page_before(request: HttpRequest) -> str:
    """Return the address of our page that led here; empty if it was none, or this one."""
    before = address_of(request, "Referer")
    is_ours = before.netloc == request.get_host() and before.path != request.path
    return urlunsplit(("", "", before.path, before.query, "")) if is_ours else ""
