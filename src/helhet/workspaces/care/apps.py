"""The room as Django knows it."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Worklist, persons and courses."""

    name = "helhet.workspaces.care"
