"""What each answer tells a browser, faults too: keep nothing of a page, and use nothing of the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# What a page might ask a browser for; passkeys are asked for by this origin alone.
POLICY: Final = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), "
    "payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), serial=(), usb=()"
)


class Headers:
    """Sets them on what has said nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", POLICY)
        if "Cache-Control" not in answer.headers:
            add_never_cache_headers(answer)
        return answer
