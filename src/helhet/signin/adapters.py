"""How signing in differs here from what the library does by itself: nobody makes their own account, and secrets are sealed."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.encoding import force_bytes

REAUTHENTICATION_TIMEOUT: Final = 300
"""For so many seconds after signing in nobody is asked again who they are, before they change how they sign in."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by an installation; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody may."""
        return False

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Return whether to ask once more who it is: not of somebody who has just signed in."""
        request = context.request
        just_now = time.time() - REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(request, request.user)
        return not any(one["at"] > just_now for one in records)


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second steps are sealed with the installation's secret: a copy of the database alone makes no code."""

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """Return whether to ask for the second step: not of somebody whose provider has seen to it in this request."""
        is_assured = types is not None and getattr(context.request, "is_assured", False)
        return not is_assured and bool(super().is_mfa_enabled(user, types))

    def encrypt(self, text: str) -> str:
        """Return a secret, sealed."""
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that was sealed."""
        return _sealer().decrypt(encrypted_text).decode()


def _sealer() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(one)) for one in secrets])


def _key(secret: str | bytes) -> bytes:
    return urlsafe_b64encode(sha256(b"second steps " + force_bytes(secret)).digest())
