"""Choosing a role, and the demo's accounts."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from helhet.parties.models import User
from helhet.signin.accounts import demo_accounts
from helhet.signin.acting import acting_of, choose, memberships_of
from helhet.signin.roles import role_title
from helhet.signin.rules import open_to_all, signed_in
from helhet.signin.sessions import browser_of
from helhet.signin.typed import keep, keep_typed, want_again
from helhet.web.answers import back_to, show


@signed_in
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """Show the roles that the user may act in today; take the one that is chosen."""
    assert isinstance(request.user, User)
    held = memberships_of(request.user, localdate())
    if request.method == "POST":
        chosen = next((one for one in held if str(one.pk) == request.POST.get("membership")), None)
        if chosen is None:
            raise Http404
        choose(request, chosen)
        return redirect(back_to(request))
    current = acting_of(request)
    rows = [
        {
            "membership": one,
            "role": role_title(one.role),
            "is_current": current is not None and current.membership.pk == one.pk,
        }
        for one in held
    ]
    return show(request, "signin/roles.html", {"rows": rows, "next": back_to(request)})


class SecondStep(IndexView):  # type: ignore[misc]
    """The library's page of the second step; it keeps in mind where its user was going."""

    def get(self, request: HttpRequest, *told: Any, **named: Any) -> HttpResponse:
        """Show what is set up, and what may be."""
        if "next" in request.GET:
            request.session["next"] = back_to(request)
        answer: HttpResponse = super().get(request, *told, **named)
        return answer


@signed_in
@require_http_methods(["GET", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where the user is signed in; end one of them, or all others."""
    held = sorted(
        UserSession.objects.purge_and_list(request.user), key=lambda one: one.last_seen_at
    )
    if request.method == "POST":
        asked = request.POST.get("session")
        for one in held:
            if not one.is_current() and asked in (str(one.pk), "others"):
                one.end()
        return redirect("usersessions_list")
    at = request.session.get("signed-in-at", [""])[0]
    rows = [
        {
            "session": one,
            "browser": browser_of(one.user_agent),
            "at": at if one.is_current() else "",
        }
        for one in reversed(held)
    ]
    return show(request, "usersessions/usersession_list.html", {"sessions": rows})


@open_to_all
@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """Show the demo's accounts by role; there are none anywhere else."""
    _only_in_demo()
    return show(request, "signin/demo.html", {"groups": demo_accounts(), "next": back_to(request)})


@open_to_all
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's made-up staff."""
    _only_in_demo()
    offered = {one.username for _, accounts in demo_accounts() for one in accounts}
    if request.POST.get("username") not in offered:
        raise Http404
    user = get_object_or_404(User, username=request.POST["username"], is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    UserSession.objects.create_from_request(request)
    return redirect(back_to(request))


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Take another language, and go back to where one was with what was typed there."""
    path = request.POST.get("next", "")
    if not keep_typed(request, path, request.POST.get("typed", "")):
        want_again(request, path)
    return set_language(request)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that does not come from our page; one that does, from before its user signed in again, comes back."""
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if is_ours and keep(request):
        return redirect(request.get_full_path())
    return show(request, "403_csrf.html", {}, status=403)


def _only_in_demo() -> None:
    if not settings.HAS_OPEN_ACCOUNTS:
        raise Http404
