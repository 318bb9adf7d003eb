"""Whether an installation answers: asked by whoever watches over it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from helhet.signin.rules import open_to_all


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
