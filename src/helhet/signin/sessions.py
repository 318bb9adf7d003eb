"""How long somebody stays signed in: so long without use, and so long at all."""

from __future__ import annotations

import time
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from helhet.parties.models import User

BEGAN: Final = "began"
USED: Final = "used"
NOTED_EACH: Final = 60
"""Use is noted once in so many seconds: a page that is read writes nothing more."""


def now() -> int:
    """Return the moment, in whole seconds."""
    return int(time.time())


def begin(request: HttpRequest, **_signal: Any) -> None:
    """Note that somebody has signed in."""
    request.session[BEGAN] = request.session[USED] = now()


def is_over(request: HttpRequest) -> bool:
    """Return whether the session was not used for too long, or has lasted too long."""
    at, session = now(), request.session
    idle = at - session.get(USED, at)
    lasted = at - session.get(BEGAN, at)
    return bool(idle >= settings.IDLE_SECONDS or lasted >= settings.SESSION_COOKIE_AGE)


def note_use(request: HttpRequest) -> None:
    """Note that the session is used, and from where."""
    at = now()
    if at - request.session.get(USED, 0) >= NOTED_EACH:
        request.session[USED] = at
        request.session.setdefault(BEGAN, at)
        UserSession.objects.create_from_request(request)


def browser_of(told: str) -> str:
    """Return a browser and its machine in words, from what it says of itself; as it says it if it is none we know."""
    browser = next((name for mark, name in _BROWSERS if mark in told), "")
    machine = next((name for mark, name in _MACHINES if mark in told), "")
    return ", ".join(filter(None, (browser, machine))) or told[:80]


# In this order: each but the first also says the names of those after it.
_BROWSERS: Final = (
    ("Firefox/", "Firefox"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def end_others(request: HttpRequest, user: User, **_signal: Any) -> None:
    """End a user's other sessions: the way in is another now, and who came in by the old one may be a stranger."""
    others = UserSession.objects.filter(user=user)
    for session in others.exclude(session_key=request.session.session_key):
        session.end()


def renew(request: HttpRequest) -> None:
    """Give the session another key, when its user takes another role: the old one opens nothing."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
