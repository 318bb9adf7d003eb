"""The room as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Plans, what they cost and what came of them."""

    name = "helhet.workspaces.plan"
    label = "plan_pages"
