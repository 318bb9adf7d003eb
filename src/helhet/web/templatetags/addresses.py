"""Addresses for lists: what `{% url %}` gives, without matching every pattern for every row."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from uuid import UUID

from django import template
from django.urls import get_script_prefix, reverse

register = template.Library()
NOBODY: Final = UUID(int=0)


@register.simple_tag
def address_of(name: str, thing: UUID, *words: str) -> str:
    """Return the address of a page about a thing, whose first part that varies is the thing's id."""
    before, after = _around(get_script_prefix(), name, words)
    return f"{before}{thing}{after}"


@lru_cache(maxsize=1_000)
def _around(_prefix: str, name: str, words: tuple[str, ...]) -> tuple[str, str]:
    before, after = reverse(name, args=(NOBODY, *words)).split(str(NOBODY))
    return before, after
