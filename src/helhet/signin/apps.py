"""The room as Django knows it."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Accounts, the second step, and the acting role."""

    name = "helhet.signin"
