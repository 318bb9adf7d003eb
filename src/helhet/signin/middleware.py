"""What stands between a request and its view: how long a session lasts, who must sign in, and what was typed before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from helhet.signin import sessions, typed
from helhet.web.answers import show

Answer = Callable[[HttpRequest], HttpResponse]
NOT_HIDDEN: Final = " "


class SessionLimits:
    """End a session that was not used for too long, or lasts too long; nothing of it is left in the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as nobody if the session is over."""
        was_in = request.user.is_authenticated
        if was_in and sessions.is_over(request):
            logout(request)
            messages.info(request, _("You have been signed out, because it was long ago."))
        elif was_in:
            sessions.note_use(request)
        answer = self.get_response(request)
        if was_in and not request.user.is_authenticated:
            answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer


class SignInFirst(LoginRequiredMiddleware):
    """Ask whoever has not signed in to do so, and keep what they typed."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Send them to sign in, and back."""
        return typed.first(request, settings.LOGIN_URL)


class TypedBefore:
    """Give a page what its user had typed before they had to sign in again, choose a role or another language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a page that takes no notice of what was typed is not shown, but the question whether to send it."""
        answer = self.get_response(request)
        given = getattr(request, "given", None)
        if given and (
            answer.status_code == 405 or (answer.status_code == 200 and not given.was_read)
        ):
            return _asked_whether_to_send(request, given)
        if answer.status_code == 422 and not request.headers.get("HX-Request"):
            typed.keep(request, is_wanted=False)
        return answer

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Put what was typed where the page looks for it; what is sent anew takes its place."""
        kept = typed.kept_for(request)
        if kept is None or kept.path != request.get_full_path():
            return
        if request.method == "POST":
            typed.drop(request)
        elif request.method == "GET" and kept.is_wanted:
            request.given = request.POST = typed.Given(kept.fields)  # type: ignore[attr-defined]
            messages.info(request, _("Here is what you typed. Look at it, and send it."))


def _asked_whether_to_send(request: HttpRequest, given: QueryDict) -> HttpResponse:
    pairs = [(name, value) for name, values in given.lists() for value in values]
    texts = [value for _name, value in pairs if NOT_HIDDEN in value]
    told = {"path": request.get_full_path(), "fields": pairs, "texts": texts}
    return show(request, "signin/kept.html", told)
