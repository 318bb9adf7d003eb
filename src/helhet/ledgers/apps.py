"""The room as Django knows it."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Counts and stocks."""

    name = "helhet.ledgers"
