"""The room as Django knows it."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record."""

    name = "helhet.record"
    verbose_name = "Record"
