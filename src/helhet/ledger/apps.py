"""The room as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts and postings."""

    name = "helhet.ledger"
