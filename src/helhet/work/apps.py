"""The room as Django knows it."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Who has what in hand."""

    name = "helhet.work"
    verbose_name = "Work"
