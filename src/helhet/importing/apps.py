"""The room as Django knows it."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Importing."""

    name = "helhet.importing"
    verbose_name = "Importing"
