"""Whether an installation answers: asked by whoever watches over it."""

from collections.abc import Callable
from typing import Any, cast

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from helhet.signin.rules import open_to_all


class Health:
    """Answers /healthz before anything else looks at it: who asks names no host, and signs in nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        answer: Any = healthz if request.path == "/healthz" else self.get_response
        return cast("HttpResponse", answer(request))


@open_to_all
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, and 503 when the database does not answer."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
