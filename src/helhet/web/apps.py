"""The room as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, tags and static files of all pages."""

    name = "helhet.web"
