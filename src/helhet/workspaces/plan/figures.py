"""Amounts and figures as they are written in the language of the page."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from helhet.plans.model import Channel, Counts, Stage, Unit, Value
from helhet.plans.money import ORE_PER_KRONE, ORE_PER_MILLION
from helhet.plans.results import Between

HIDDEN_BELOW: Final = 5
CHANNELS: Final[dict[Channel, str | Promise]] = {
    Channel.FREE_INCOME: _later("Free income of municipalities"),
    Channel.EARMARKED: _later("Earmarked"),
    Channel.GRANT: _later("Grants"),
    Channel.HEALTH_AUTHORITY: _later("Regional health authorities"),
    Channel.HOUSING_BANK: _later("The Housing Bank"),
    Channel.LABOUR: _later("Labour market measures"),
    Channel.JUSTICE: _later("Justice"),
    Channel.NOT_TOLD: _later("Way not told"),
}
STAGES: Final[dict[Stage, str | Promise]] = {
    Stage.ANNOUNCED: _later("announced"),
    Stage.PROPOSED: _later("proposed"),
    Stage.ADOPTED: _later("adopted"),
    Stage.REVISED: _later("revised"),
    Stage.ALLOTTED: _later("allotted"),
    Stage.COMMITTED: _later("committed"),
    Stage.PAID: _later("paid"),
    Stage.REPAID: _later("repaid"),
}
COUNTED: Final[dict[Counts, str | Promise]] = {
    Counts.FRAME: _later("all that is promised"),
    Counts.MEASURE: _later("a measure, over the years"),
    Counts.INCREASE: _later("more than the year before"),
    Counts.LEVEL: _later("all of the post that year"),
    Counts.CLAIM: _later("somebody's own figure"),
}


def number(value: Decimal | Fraction | int) -> str:
    """Return a number with at most one decimal, as the language writes it."""
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    return format_decimal(exact, "#,##0.#", locale=get_language() or "nb")


def millions(ore: int | Fraction) -> str:
    """Return øre as millions of kroner, to the tenth, without the words."""
    return number(Fraction(ore) / ORE_PER_MILLION)


def amount(ore: int | Fraction) -> str:
    """Return øre as so many million kroner."""
    return _("%(amount)s million kr") % {"amount": millions(ore)}


def kroner(ore: int | Fraction) -> str:
    """Return øre as whole kroner."""
    return _("%(amount)s kr") % {"amount": number(round(Fraction(ore) / ORE_PER_KRONE))}


def between(told: Between) -> str:
    """Return kroner from the least to the most, or the one there is."""
    if told.is_one:
        return kroner(told.least)
    return _("from %(least)s to %(most)s") % {
        "least": kroner(told.least),
        "most": kroner(told.most),
    }


def counted(told: Between, unit: Value | None) -> str:
    """Return how many of what."""
    least, most = number(told.least), number(told.most)
    many = least if told.is_one else f"{least}–{most}"
    return f"{many} {UNITS[unit]}" if unit else many


def measured(value: Decimal, unit: Unit) -> str:
    """Return a figure of a series with what it is counted in."""
    if unit is Unit.PERCENT:
        return _("%(value)s %%") % {"value": number(value)}
    return f"{number(value)} {SERIES_UNITS[unit]}"


def at_least_five(n: int) -> str:
    """Return a count of people, or only that it is small: a few might be known."""
    return number(n) if n >= HIDDEN_BELOW else _("fewer than 5")


def years(first: int, last: int) -> str:
    """Return a year, or the first and the last of several."""
    return str(first) if first == last else f"{first}–{last}"


def courses(n: int) -> str:
    """Return so many courses, or fewer than five."""
    if n < HIDDEN_BELOW:
        return _("fewer than 5 courses")
    return ngettext("%(n)s course", "%(n)s courses", n) % {"n": number(n)}


UNITS: Final[dict[Value, str | Promise]] = {
    Value.DAYS: _later("days"),
    Value.PLACES: _later("places"),
    Value.DWELLINGS: _later("dwellings"),
    Value.POSTS: _later("posts"),
    Value.PERCENT: _later("per cent"),
}
SERIES_UNITS: Final[dict[Unit, str | Promise]] = {
    Unit.DAYS: _later("days"),
    Unit.PERCENT: _later("per cent"),
    Unit.PERSONS: _later("people"),
    Unit.POSTS: _later("posts"),
    Unit.KITS: _later("kits"),
}
