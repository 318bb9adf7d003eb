"""The room as Django knows it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from helhet.storage.faults import hush
from helhet.storage.safety import refuse_unsafe


class PartiesConfig(AppConfig):
    """Parties; the lowest room with tables, so it also looks at each new connection."""

    name = "helhet.parties"
    verbose_name = "Parties"

    def ready(self) -> None:
        connection_created.connect(hush, dispatch_uid="helhet.storage.faults")
        connection_created.connect(refuse_unsafe, dispatch_uid="helhet.storage.safety")
