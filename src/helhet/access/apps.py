"""The room as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Access."""

    name = "helhet.access"
    verbose_name = "Access"
