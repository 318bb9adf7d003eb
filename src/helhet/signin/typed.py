"""Nothing that was typed is lost: a form that is sent when nobody may act is kept until its writer is back.

Each form names, signed, to whom it was given. What it sent is kept in the session, sealed by the ring of keys,
for half an hour and for that user alone; whoever else signs in meanwhile drops it unseen.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from helhet.signin.acting import ACTING, RULE
from helhet.signin.sessions import now
from helhet.storage.keys import KeyRingError
from helhet.storage.ring import ring
from helhet.web.answers import address_of, go_to

TYPED_BY: Final = "typed_by"
"""The hidden field of a form that names its user, signed."""
KEPT: Final = "kept"
"""The session's key of what is kept."""
KEPT_SECONDS: Final = 30 * 60
DAY: Final = 24 * 60 * 60
"""In seconds. A form may stand open till the end of the next day, an own choice: longer than any session."""
NOT_KEPT: Final = (TYPED_BY, "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Kept:
    """What a form sent, as it stands in an address; of whom, when, to where, and whether to show it there."""

    by: int
    at: int
    path: str
    fields: str
    is_wanted: bool


def typist(request: HttpRequest) -> str:
    """Return, signed, to whom a form of this answer is given, and on which day; empty if to nobody."""
    user = getattr(request, "user", None)  # a request that was refused early has none
    if user is None or not user.is_authenticated:
        return ""
    return Signer(salt=TYPED_BY).sign(f"{user.pk} {now() // DAY}")


def _typist_of(told: str) -> int | None:
    """Return the user to whom a form was given; None if no form of ours says so, or an old one."""
    try:
        user, day = Signer(salt=TYPED_BY).unsign(told).split()
    except BadSignature:
        return None
    return int(user) if now() // DAY - int(day) <= 1 else None


def keep(request: HttpRequest, *, is_wanted: bool = True) -> bool:
    """Keep what a form sent, if it is one of somebody's work; return whether it was.

    Pages of accounts hold passwords: of them nothing is kept.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None:
        return False
    return _keep(request, match, request.get_full_path(), request.POST.copy(), is_wanted=is_wanted)


def keep_typed(request: HttpRequest, path: str, told: str) -> bool:
    """Keep what stands in a form that has not been sent, as its page tells it when its user chooses another language."""
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return False
    return _keep(request, match, path, QueryDict(told, mutable=True), is_wanted=True)


def _keep(
    request: HttpRequest, match: ResolverMatch, path: str, fields: QueryDict, *, is_wanted: bool
) -> bool:
    by = _typist_of(fields.get(TYPED_BY, ""))
    is_theirs = by is not None and request.user.pk in (by, None)
    if by is None or not is_theirs or getattr(match.func, RULE, "") != ACTING:
        return False
    for name in NOT_KEPT:
        fields.pop(name, None)
    _write(request, Kept(by, now(), path, fields.urlencode(), is_wanted))
    return True


def _write(request: HttpRequest, kept: Kept) -> None:
    plain = json.dumps(asdict(kept)).encode()
    request.session[KEPT] = urlsafe_b64encode(ring().seal(plain, KEPT)).decode()


def kept_for(request: HttpRequest) -> Kept | None:
    """Return what is kept for the user who is signed in; what is another's, or old, is dropped."""
    sealed = request.session.get(KEPT)
    if sealed is None or not request.user.is_authenticated:
        return None
    try:
        kept = Kept(**json.loads(ring().open(urlsafe_b64decode(sealed), KEPT)))
    except (ValueError, KeyRingError):
        kept = None
    if kept and kept.by == request.user.pk and now() - kept.at < KEPT_SECONDS:
        return kept
    drop(request)
    return None


def drop(request: HttpRequest) -> None:
    """Keep nothing any more."""
    request.session.pop(KEPT, None)


def want_again(request: HttpRequest, path: str) -> None:
    """Show what is kept once its page is opened anew, as after a choice of language."""
    kept = kept_for(request)
    if kept and kept.path == path:
        _write(request, Kept(**{**asdict(kept), "is_wanted": True}))


def first(request: HttpRequest, address: str) -> HttpResponse:
    """Send whoever asked to another page first, and back afterwards, with what they typed."""
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        is_kept = keep(request)
        if is_kept:
            messages.info(request, _("What you typed is kept, and comes back to you."))
        else:
            back = ""
    elif request.headers.get("HX-Request"):
        back = address_of(request, "HX-Current-URL").path
    return go_to(request, f"{resolve_url(address)}{_asked(back)}")


def _asked(back: str) -> str:
    return f"?{urlencode({'next': back}, safe='/')}" if back else ""


class Given(QueryDict):
    """What was kept, in the place of what a form sent; knows whether the page has looked."""

    was_read: bool = False

    def __getitem__(self, key: str) -> Any:
        """Return the last value of a field."""
        self.was_read = True
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        """Return all values of a field."""
        self.was_read = True
        return super().getlist(key, default)
