"""Amounts and figures as they are written in the language of the page."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from helhet.plans.model import Channel, Counts, Stage, Unit, Value
from helhet.plans.money import ORE_PER_KRONE, ORE_PER_MILLION
from helhet.plans.periods import Period
from helhet.plans.results import Between

HIDDEN_BELOW: Final = 5
ROUNDED_TO: Final = 5
CHANNELS: Final[dict[Channel, str | Promise]] = {
    Channel.FREE_INCOME: gettext_lazy("Free income of municipalities"),
    Channel.EARMARKED: gettext_lazy("Earmarked"),
    Channel.GRANT: gettext_lazy("Grants"),
    Channel.HEALTH_AUTHORITY: gettext_lazy("Regional health authorities"),
    Channel.HOUSING_BANK: gettext_lazy("The Housing Bank"),
    Channel.LABOUR: gettext_lazy("Labour market measures"),
    Channel.JUSTICE: gettext_lazy("Justice"),
    Channel.NOT_TOLD: gettext_lazy("Way not told"),
}
STAGES: Final[dict[Stage, str | Promise]] = {
    Stage.ANNOUNCED: gettext_lazy("announced"),
    Stage.PROPOSED: gettext_lazy("proposed"),
    Stage.ADOPTED: gettext_lazy("adopted"),
    Stage.REVISED: gettext_lazy("revised"),
    Stage.ALLOTTED: gettext_lazy("allotted"),
    Stage.COMMITTED: gettext_lazy("committed"),
    Stage.PAID: gettext_lazy("paid"),
    Stage.REPAID: gettext_lazy("repaid"),
}
COUNTED: Final[dict[Counts, str | Promise]] = {
    Counts.FRAME: gettext_lazy("all that is promised"),
    Counts.MEASURE: gettext_lazy("a measure, over the years"),
    Counts.INCREASE: gettext_lazy("more than the year before"),
    Counts.LEVEL: gettext_lazy("all of the post that year"),
    Counts.CLAIM: gettext_lazy("somebody's own figure"),
}


def number(value: Decimal | Fraction | int) -> str:
    """Return a number with at most one decimal, as the language writes it."""
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    return format_decimal(exact, "#,##0.#", locale=get_language() or "nb")


def as_told(value: Fraction) -> str:
    """Return a number that a source gives with the decimals it gives: 2.15 is not 2.2."""
    exact = Decimal(value.numerator) / value.denominator
    return format_decimal(exact, "#,##0.###", locale=get_language() or "nb")


def millions(ore: int | Fraction) -> str:
    """Return øre as millions of kroner, to the tenth, without the words."""
    return number(Fraction(ore) / ORE_PER_MILLION)


def amount(ore: int | Fraction) -> str:
    """Return øre as so many million kroner."""
    return _("%(amount)s million kr") % {"amount": millions(ore)}


def amounts(told: Between) -> str:
    """Return an amount that lies between two as so many million kroner."""
    least, most = millions(told.least), millions(told.most)
    return _("%(amount)s million kr") % {"amount": least if told.is_one else f"{least}–{most}"}


def kroner(ore: int | Fraction) -> str:
    """Return øre as whole kroner."""
    return _("%(amount)s kr") % {"amount": number(round(Fraction(ore) / ORE_PER_KRONE))}


def between(told: Between) -> str:
    """Return kroner from the least to the most, or the one there is.

    Of two, to the nearest thousand: what is only known to lie between two is known no closer.
    """
    if told.is_one:
        return kroner(told.least)
    return _("from %(least)s to %(most)s") % {
        "least": kroner(round(told.least, -5)),
        "most": kroner(round(told.most, -5)),
    }


def counted(told: Between, unit: Value | None) -> str:
    """Return how many of what."""
    least, most = as_told(told.least), as_told(told.most)
    many = least if told.is_one else f"{least}–{most}"
    return f"{many} {UNITS[unit]}" if unit else many


def measured(value: Decimal, unit: Unit) -> str:
    """Return a figure of a series with what it is counted in."""
    if unit is Unit.PERCENT:
        return _("%(value)s %%") % {"value": number(value)}
    return f"{number(value)} {SERIES_UNITS[unit]}"


def period(told: Period) -> str:
    """Return a year, or the months of a third of one."""
    if not told.third:
        return str(told.year)
    return _("%(months)s %(year)s") % {"months": THIRDS[told.third - 1], "year": told.year}


def post(told: str) -> str:
    """Return a post of the state budget, `765.60`, as it is called."""
    chapter, _dot, number_ = told.partition(".")
    return _("chapter\xa0%(chapter)s post\xa0%(post)s") % {"chapter": chapter, "post": number_}


def about(n: int) -> int:
    """Return a count to the nearest five: from exact ones a small one that is hidden could be reckoned, as what is left of a sum."""
    return (n + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def people(n: int) -> str:
    """Return a count of people to the nearest five, or only that it is small: a few might be known."""
    return _("about %(n)s") % {"n": number(about(n))} if n >= HIDDEN_BELOW else _("fewer than 5")


def years(first: int, last: int) -> str:
    """Return a year, or the first and the last of several."""
    return str(first) if first == last else f"{first}–{last}"


def courses(n: int) -> str:
    """Return about so many courses, or fewer than five."""
    if n < HIDDEN_BELOW:
        return _("fewer than 5 courses of help")
    return _("about %(n)s courses of help") % {"n": number(about(n))}


THIRDS: Final[tuple[str | Promise, ...]] = (
    gettext_lazy("January–April"),
    gettext_lazy("May–August"),
    gettext_lazy("September–December"),
)
UNITS: Final[dict[Value, str | Promise]] = {
    Value.DAYS: gettext_lazy("days"),
    Value.PLACES: gettext_lazy("places"),
    Value.DWELLINGS: gettext_lazy("dwellings"),
    Value.POSTS: gettext_lazy("posts"),
    Value.PERCENT: gettext_lazy("per cent"),
}
SERIES_UNITS: Final[dict[Unit, str | Promise]] = {
    Unit.DAYS: gettext_lazy("days"),
    Unit.PERCENT: gettext_lazy("per cent"),
    Unit.PERSONS: gettext_lazy("people"),
    Unit.POSTS: gettext_lazy("posts"),
    Unit.KITS: gettext_lazy("kits"),
}
