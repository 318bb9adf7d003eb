"""The room as Django knows it."""

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    """The pathways of the pack, shown."""

    name = "helhet.workspaces.gallery"
