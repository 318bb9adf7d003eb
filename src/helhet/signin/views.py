"""Choosing a role, and the demo's accounts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helhet.parties.models import User
from helhet.signin.accounts import demo_accounts
from helhet.signin.acting import acting_of, choose, memberships_of
from helhet.signin.roles import role_title
from helhet.signin.rules import open_to_all, signed_in
from helhet.web.answers import show


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
        return redirect("home")
    current = acting_of(request)
    rows = [
        {
            "membership": one,
            "role": role_title(one.role),
            "is_current": current is not None and current.membership.pk == one.pk,
        }
        for one in held
    ]
    return show(request, "signin/roles.html", {"rows": rows})


@open_to_all
@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """Show the demo's accounts by role; there are none anywhere else."""
    _only_in_demo()
    return show(request, "signin/demo.html", {"groups": demo_accounts()})


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
    return redirect("home")


def _only_in_demo() -> None:
    if not settings.HAS_OPEN_ACCOUNTS:
        raise Http404
