"""How signing in differs here from what the library does by itself: nobody makes their own account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by an installation; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody may."""
        return False
