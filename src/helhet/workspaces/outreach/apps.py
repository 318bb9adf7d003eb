"""The room as Django knows it."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """The work outside."""

    name = "helhet.workspaces.outreach"
