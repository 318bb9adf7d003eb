"""Who is made up: a mother and her child, with numbers that are nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Somebody:
    """Who is made up: a number with 80 added to the month, which is nobody's, and what the register is told."""

    number: str
    facts: Mapping[str, Any]


MOTHER, CHILD = "guro", "oda"
PEOPLE: Final = {
    MOTHER: Somebody(
        "12848800048",
        {
            "given_name": "Guro",
            "family_name": "Tenkt",
            "born_on": "1988-04-12",
            "sex": "female",
            "language": "nb",
            "home": {"municipality": "9901", "from_day": "2019-08-01"},
        },
    ),
    CHILD: Somebody(
        "03891750071",
        {
            "given_name": "Oda",
            "family_name": "Tenkt",
            "born_on": "2017-09-03",
            "sex": "female",
            "language": "nb",
            "home": {"municipality": "9901", "from_day": "2019-08-01"},
        },
    ),
}
