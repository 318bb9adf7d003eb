"""After which answers a question is asked, for the script that hides it until then: the definition's own words, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from helhet.pathway.language.forms import Answer, FormField


def asked_if(asked: Mapping[str, FormField], name: str, named: Callable[[str], str] = str) -> str:
    """Return the ways in which `form.field` comes to be asked, as JSON; "" if it always is.

    A way is a list of answers that must all hold: of which field, which words (`is`, none for any), within which bounds
    (`low`, `high`) its number lies, or the points of its choice. `named` returns what a field is called in the page.
    """
    form = name.partition(".")[0]
    ways = [
        [_told(named(f"{form}.{key}"), asked[f"{form}.{key}"], one) for key, one in way.items()]
        for way in asked[name].asked_if
    ]
    return json.dumps(ways) if ways else ""


def _told(name: str, field: FormField, answer: Answer) -> dict[str, Any]:
    points = {key: one.points for key, one in field.choices.items() if one.points is not None}
    return {
        "name": name,
        "is": list(answer.is_),
        "low": _number(answer.at_least),
        "high": _number(answer.at_most),
        "points": points if field.choices else None,
    }


def _number(told: Decimal | None) -> float | None:
    return None if told is None else float(told)
