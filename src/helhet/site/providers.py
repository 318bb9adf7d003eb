"""Where else staff may sign in (OpenID Connect): each provider that HELHET_OIDC names, read from the environment."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from helhet.site.environment import env_list, env_secret, env_text

MATCHES: Final = ("subject", "hpr", "email", "username")
"""By what an account is found: a subject that was linked once, or what the provider says of its user."""


def providers() -> list[dict[str, Any]]:
    """Return the providers as the library wants them; raise ImproperlyConfigured for one that says too little."""
    return [_provider(name) for name in env_list("HELHET_OIDC")]


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Return where a form may lead to, for signing in."""
    return [one for app in apps for one in app["settings"]["origins"]]


def _provider(name: str) -> dict[str, Any]:
    if not (name.isascii() and name.isalnum() and name.islower()):
        raise ImproperlyConfigured("HELHET_OIDC names providers in small letters and digits.")
    told = f"HELHET_OIDC_{name.upper()}"
    issuer, acr = _needed(f"{told}_ISSUER"), env_list(f"{told}_ACR")
    match = env_text(f"{told}_MATCH", "subject")
    if not acr:
        raise ImproperlyConfigured(
            f"{told}_ACR names no level that is enough. Write the acr values, with commas between."
        )
    if match not in MATCHES:
        raise ImproperlyConfigured(f"{told}_MATCH is one of: {', '.join(MATCHES)}.")
    return {
        "provider_id": name,
        "name": env_text(f"{told}_NAME", name),
        "client_id": _needed(f"{told}_CLIENT_ID"),
        "secret": env_secret(f"{told}_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer,
            "uid_field": env_text(f"{told}_CLAIM", "sub"),
            "scope": (env_text(f"{told}_SCOPE") or "openid profile").split(),
            "auth_params": {"acr_values": " ".join(acr)},
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
            "acr": acr,
            "match": match,
            "origins": env_list(f"{told}_ORIGINS") or [_origin(issuer)],
        },
    }


def _needed(name: str) -> str:
    told = env_text(name)
    if not told:
        raise ImproperlyConfigured(f"{name} is not set, and HELHET_OIDC names its provider.")
    return told


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
