"""The roles of the decision table in the words of each language: the pack's `access/roles.yaml`."""

from __future__ import annotations

from django.utils.translation import get_language

from helhet.record.pathways import pack


def role_title(role: str) -> str:
    """Return a role in the language of the page; one that the pack has no words for as it is written."""
    told = pack().staff_roles.get(role)
    return told.title.in_(get_language() or "en") if told else role
