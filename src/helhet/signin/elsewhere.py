"""Signing in at a provider (OpenID Connect): an account that is there already, at a level that is enough.

The library takes the steps; here stands what it leaves open: the token's signature and nonce are held, its
level is asked for, and nobody is let in whom the installation has not given an account.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from helhet.parties.models import User
from helhet.signin.rules import open_to_all
from helhet.web.answers import back_to, show

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
RATES: Final = {"elsewhere": "30/m/ip"}
"""Each asks the provider something; an own choice, the same as the library's for signing in."""
REFUSED: Final = "socialaccount/authentication_error.html"


class Tokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Reads who it is from the signed token alone, and always holds its signature."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **named: Any
    ) -> SocialLogin:
        """Return whom the token names; raise OAuth2Error if it is not whole, or names nobody."""
        try:
            claims = self._claims(named["response"].get("id_token") or "", app)
        except jwt.PyJWTError:
            raise OAuth2Error("the token is not whole") from None
        if not claims.get(app.settings["uid_field"]):
            raise OAuth2Error("the token names nobody")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}  # what a provider tells of somebody is not kept
        login.claims = claims
        return login

    def _claims(self, told: str, app: SocialApp) -> dict[str, Any]:
        """Return what a token says; raise PyJWTError or OAuth2Error unless this provider made it for us."""
        config = self.openid_config
        if config["issuer"].rstrip("/") != app.settings["server_url"].rstrip("/"):
            raise OAuth2Error("another issuer")
        with get_adapter().get_requests_session() as session:
            answer = session.get(config["jwks_uri"])
        answer.raise_for_status()
        named = jwt.get_unverified_header(told).get("kid")
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [one for one in keys if named in (None, one.key_id)]
        if len(fitting) != 1:
            raise OAuth2Error("no key of this name")
        claims: dict[str, Any] = jwt.decode(
            told,
            fitting[0],
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=config["issuer"],
            options={"require": ["exp", "iat", "sub"]},
        )
        return claims


class Elsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whom a provider names is let in only as an account that is there, at a level that is enough."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account; refuse with a page that says why."""
        claims, told = sociallogin.claims, sociallogin.provider.app.settings
        is_ours = secrets.compare_digest(
            str(claims.get("nonce", "")), str(sociallogin.state.get("nonce", " "))
        )
        if not is_ours or sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(refused(request, ""))
        if claims.get("acr") not in told["acr"]:
            raise ImmediateHttpResponse(refused(request, _too_low(sociallogin)))
        user = _account(sociallogin, told["match"], str(claims[told["uid_field"]]))
        if user is None:
            raise ImmediateHttpResponse(refused(request, _no_account(sociallogin)))
        sociallogin.user = user
        request.is_assured = True  # type: ignore[attr-defined]
        request.session["signed-in-at"] = [sociallogin.provider.name, claims["acr"]]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **named: Any
    ) -> None:
        """Say that it did not succeed; nothing of what was answered is shown."""
        raise ImmediateHttpResponse(refused(request, ""))


def _account(login: SocialLogin, match: str, told: str) -> User | None:
    """Return the one account that a provider names; None if there is none, or several."""
    if match == "subject":
        return login.user if login.is_existing else None
    if match == "email" and login.claims.get("email_verified") is not True:
        return None
    found = list(User.objects.filter(**{match: told})[:2])
    return found[0] if len(found) == 1 else None


def _too_low(login: SocialLogin) -> str:
    return _(
        "You signed in at %(name)s at a level that is too low for health records. Sign in there with a stronger method."
    ) % {"name": login.provider.name}


def _no_account(login: SocialLogin) -> str:
    return _(
        "%(name)s knows you, but you have no account here. Whoever leads your unit can give you one."
    ) % {"name": login.provider.name}


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """Return the page of a signing in that did not succeed."""
    return show(request, REFUSED, {"why": why}, status=403)


@open_to_all
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to a provider, with a state and a nonce that only this session knows."""
    provider = _provider(request, provider_id)
    if not ratelimit.consume(request, app="helhet", action="elsewhere", config=RATES):
        return show(request, "429.html", {}, status=429)
    nonce = secrets.token_urlsafe(24)
    asked = {**provider.get_auth_params(), "nonce": nonce}
    try:
        answer: HttpResponse = provider.redirect(
            request, process="login", next_url=back_to(request), auth_params=asked, nonce=nonce
        )
    except RequestException:
        return refused(request, "")
    return answer


@open_to_all
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what a provider answers."""
    _provider(request, provider_id)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Tokens(request, provider_id))(
            request
        )
    except (RequestException, OAuth2Error, ValueError, KeyError):
        return refused(request, "")
    return answer


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def link(user: User, provider: str, subject: str) -> None:
    """Let whom a provider names by a subject sign in as a user; whoever does it has made sure that it is the same."""
    SocialAccount.objects.update_or_create(
        provider=provider, uid=subject, defaults={"user": user, "extra_data": {}}
    )
