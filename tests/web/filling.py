"""The forms of a page, filled in as somebody would: so that what is tried on all pages is tried on those of tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from justhtml import JustHTML

from helhet.parties.numbers import synthetic_number

_DAY: Final = date(2026, 5, 19)
WORDS: Final = "Some words."
_EXAMPLES: Final = {
    "date": f"{_DAY}",
    "datetime-local": f"{_DAY}T09:00",
    "time": "00:00",  # is never to come, on the day that a form begins with
    "number": "1",
    "email": "a@example.org",
}
_NAMED: Final = {
    "number": next(filter(None, (synthetic_number(_DAY, n, female=True) for n in range(9)))),
    "municipality": "5055",
    "phone": "+47 22 22 22 22",
}
"""What is no free text, though its field is one, by the field's name."""


@dataclass(frozen=True)
class Filled:
    """A form: where it is sent, what a browser would send, and the names of the fields that take free words."""

    action: str
    fields: dict[str, str]
    free: tuple[str, ...]


def filled(page: str, path: str, words: str = WORDS) -> Iterator[Filled]:
    """Yield each form of a page's main part that is sent by POST, every field with an answer."""
    for form in JustHTML(page, sanitize=False).query("main form"):
        if _said(form, "method").lower() == "post":
            told = dict(_answers(form, words))
            free = tuple(name for name, value in told.items() if value == words)
            yield Filled(_said(form, "action") or path, told, free)


def _answers(form: Any, words: str) -> Iterator[tuple[str, str]]:
    for one in form.query("input, textarea, select, button"):
        name, value = _said(one, "name"), _said(one, "value")
        if name and name != "csrfmiddlewaretoken":
            yield name, _answer(one, value, words)


def _answer(one: Any, value: str, words: str) -> str:
    kind = _said(one, "type") or "text"
    if one.name == "select":
        options = [_said(option, "value") for option in one.query("option")]
        return next((option for option in options if option), "")
    if one.name == "textarea":
        return words
    if kind in ("hidden", "radio", "checkbox", "submit") or one.name == "button":
        return value
    return value or _EXAMPLES.get(kind) or _NAMED.get(_said(one, "name")) or words


def _said(one: Any, name: str) -> str:
    return (one.attrs or {}).get(name) or ""
