"""The forms of a page, filled in as somebody would: so that what is tried on all pages is tried on those of tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from justhtml import JustHTML

WORDS: Final = "Some words."
_EXAMPLES: Final = {
    "date": "2026-05-19",
    "datetime-local": "2026-05-19T09:00",
    "time": "09:00",
    "number": "1",
    "email": "a@example.org",
}


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
    return value or _EXAMPLES.get(kind) or words


def _said(one: Any, name: str) -> str:
    return (one.attrs or {}).get(name) or ""
