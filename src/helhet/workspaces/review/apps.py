"""The room as Django knows it."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The log of access, as somebody may see it."""

    name = "helhet.workspaces.review"
