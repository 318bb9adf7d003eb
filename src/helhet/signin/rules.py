"""Who may open an address: each view says one of four rules, and a test finds those that say none.

What a role may then see is decided by the record's doors, for each person and part.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from helhet.signin import typed
from helhet.signin.acting import ACTING, RULE, Acting, acting_of, has_just_chosen
from helhet.signin.addresses import acting_by
from helhet.web.answers import go_to

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who acts in a role; what `acting` gives a view."""

    acting: Acting


def open_to_all(view: View) -> View:
    """Let anybody in, signed in or not: nothing of anybody's is there."""
    return _told(login_not_required(view), "open")


def signed_in(view: View) -> View:
    """Let whoever has signed in in, in whatever role or none; Django's middleware asks for the signing in."""
    return _told(view, "signed-in")


def acting(view: View) -> View:
    """Let those in who act in a role; others are asked to choose one first. The request then has `acting`."""

    @wraps(view)
    def asked(request: StaffRequest, *told: Any, **named: Any) -> HttpResponseBase:
        if needs_second_step(request):
            return typed.first(request, "mfa_index")
        found = acting_of(request)
        if found is None:
            return typed.first(request, "signin:roles")
        request.acting = found
        is_first = has_just_chosen(request)
        try:
            return view(request, *told, **named)
        except (Http404, PermissionDenied):
            if not is_first:
                raise
            messages.info(request, _("This role does not see where you were."))
            return go_to(request, "/")

    return _told(asked, ACTING)


def by_secret_address(view: View) -> View:
    """Let whoever knows a secret address in, in its role as long as that holds; to all others there is no such page.

    The request then has `acting`; the view is given the address, not its secret. The secret stands behind the
    question mark, for Django writes the path of what it refuses into the technical log.
    """

    @wraps(view)
    def asked(request: StaffRequest) -> HttpResponseBase:
        found = acting_by(request.GET.get("key", ""))
        if found is None:
            raise Http404
        request.acting, address = found
        return view(request, address)

    return _told(login_not_required(asked), "secret-address")


def needs_second_step(request: HttpRequest) -> bool:
    """Return whether a user has neither a passkey nor an authenticator, and did not sign in elsewhere: a password alone opens nobody's record."""
    if settings.HAS_OPEN_ACCOUNTS or is_mfa_enabled(request.user):
        return False
    return not any(
        one["method"] == "socialaccount"
        for one in get_authentication_records(request, request.user)
    )


def _told(view: View, rule: str) -> View:
    setattr(view, RULE, rule)
    return view
