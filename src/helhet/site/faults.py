"""What went wrong with us: a page that asks nothing of what may be broken, and a case number that the log has too."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from helhet.access.log import LogUnavailable
from helhet.signin.rules import open_to_all

PASSING: Final = (LogUnavailable, OperationalError, InterfaceError)
"""What waiting mends, most often: the database does not answer, or takes no writes."""
WAIT_SECONDS: Final = 30
log = logging.getLogger("django.helhet")


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    """Answer 503 for what passes, and 500 for the rest; neither names what was asked."""
    error = sys.exc_info()[1]
    case, is_passing = secrets.token_hex(4), isinstance(error, PASSING)
    log.error("case %s: %s", case, type(error).__name__)
    page = render_to_string("web/broken.html", {"case": case, "is_passing": is_passing})
    answer = HttpResponse(page, status=503 if is_passing else 500)
    if is_passing:
        answer["Retry-After"] = str(WAIT_SECONDS)
    return answer
