"""The room as Django knows it."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """Units, people and their roles."""

    name = "helhet.workspaces.administration"
