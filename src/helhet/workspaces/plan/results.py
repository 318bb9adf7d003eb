"""What came of a plan: its indicators as curves with the figures beside, and what was promised against what happened."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.plans.model import Fact, Figure, Indicator, Mark, Plan, Series, Unit
from helhet.plans.results import cost_per_result, paid, quantity
from helhet.plans.series import Told
from helhet.plans.trends import Standing, Trend, trend
from helhet.record.times import to_date
from helhet.web.days import long_date
from helhet.web.picture.curve import Point, draw
from helhet.web.picture.drawing import Words
from helhet.workspaces.plan.figures import amounts, between, counted, measured, number, period
from helhet.workspaces.plan.shipped import plan_of, plans, source

STANDINGS: Final[dict[Standing, tuple[str | Promise, str]]] = {
    Standing.BETTER: (gettext_lazy("Better"), "success"),
    Standing.WORSE: (gettext_lazy("Worse"), "danger"),
    Standing.SAME: (gettext_lazy("As it was"), "neutral"),
    Standing.UNSAID: (gettext_lazy("Not judged"), "neutral"),
}
MARKS: Final[dict[Mark, str | Promise]] = {
    Mark.READ: gettext_lazy("read in the source"),
    Mark.RETOLD: gettext_lazy("retold by others"),
    Mark.REMEMBERED: gettext_lazy("remembered, in no source"),
}


PAGES: Final = {
    "golden-rule": "plan:golden",
    "psychologist-duty": "plan:posts",
    "psychologist-posts": "plan:posts",
}
"""The facts that a page of their own tells more of."""


class FigureShown(NamedTuple):
    """A figure in the table beside a curve; `was` is what was published for it before."""

    period: str
    value: str
    was: str
    mark: str | Promise
    source: str


class IndicatorShown(NamedTuple):
    """An indicator: its curve (none of a single figure), from where to where, what is newer and may not be compared, and its figures."""

    name: str
    title: str
    standing: str | Promise
    color: str
    change: str
    newer: str
    target: str
    note: str
    picture: SafeString | str
    figures: tuple[FigureShown, ...]


class FactShown(NamedTuple):
    """Something that was promised, counted or came true; what it cost each, if that is known, and what that rests on.

    `page` tells more of it; `measure` is the measure it came of, `years` the budgets that paid for it.
    """

    title: str
    many: str
    promised: str
    actual: str
    is_open: bool
    cost: str
    basis: str
    note: str
    source: str
    is_sure: bool
    plan: str
    page: str
    measure: str
    measure_title: str
    years: tuple[int, ...]

    @property
    def is_bare(self) -> bool:
        """Whether nothing is told but that it was promised."""
        return not (self.many or self.promised or self.actual)


def indicator_of(plan: str, name: str, language: str) -> IndicatorShown:
    """Return one indicator of a plan."""
    one = plan_of(plan).indicators[name]
    told = plans().series[one.series]
    found = trend(one, plans().series)
    title = told.series.title.in_(language)
    standing, color = STANDINGS[found.standing]
    return IndicatorShown(
        name,
        title,
        standing,
        color,
        _change(found, told.series.unit),
        _newer(found, told.series.unit),
        _target(one, found, told.series),
        one.note.in_(language) if one.note else "",
        _curve(found, told.series, language, f"{plan}-{name}"),
        tuple(_figure(each, told) for each in found.figures),
    )


def _change(found: Trend, unit: Unit) -> str:
    """Return from what to what in words."""
    since = {"period": period(found.baseline.period), "value": measured(found.baseline.value, unit)}
    if found.newest is None:
        return _("%(value)s in %(period)s; no later figure of the same kind") % since
    return _("From %(value)s in %(period)s to %(now)s in %(then)s") % {
        **since,
        "now": measured(found.newest.value, unit),
        "then": period(found.newest.period),
    }


def _newer(found: Trend, unit: Unit) -> str:
    """Return the last figure in words, if it is of another length of time than the one it would be set beside."""
    last = found.figures[-1]
    if last in {found.baseline, found.newest}:
        return ""
    told = {"value": measured(last.value, unit), "period": period(last.period)}
    return (
        _("The newest figure is %(value)s in %(period)s; it is of another length of time.") % told
    )


def _target(one: Indicator, found: Trend, series: Series) -> str:
    if one.target is None:
        return ""
    told = _("Target: %(value)s") % {"value": measured(one.target.value, series.unit)}
    if found.is_met is None:
        return told
    return f"{told}. " + (_("Reached.") if found.is_met else _("Not reached."))


def _curve(found: Trend, series: Series, language: str, key: str) -> SafeString | str:
    if len(found.figures) < 2:
        return ""
    title = series.title.in_(language)
    said = found.figures[0], found.figures[-1]
    points = [
        Point(
            one.period.middle,
            float(one.value),
            measured(one.value, series.unit) if one is said[-1] else number(one.value),
            one.mark is not Mark.REMEMBERED,
            "baseline" if one is found.baseline else "said" if one in said else "",
        )
        for one in found.figures
    ]
    target = float(found.target) if found.target is not None else None
    told = _("All figures stand in the table.")
    return draw(points, target, Words(language, title, told, ""), key=key)


def _figure(one: Figure, told: Told) -> FigureShown:
    was = ", ".join(number(each.value) for each in told.earlier(one))
    return FigureShown(
        period(one.period), measured(one.value, told.series.unit), was, MARKS[one.mark], one.source
    )


def fact_of(plan: str, fact: Fact, language: str) -> FactShown:
    """Return something a source says, with what it cost if money and number are both told."""
    told = plan_of(plan)
    many, cost = quantity(fact), cost_per_result(told, fact)
    return FactShown(
        fact.title.in_(language),
        counted(many, fact.unit) if many else "",
        fact.promised.in_(language) if fact.promised else "",
        long_date(to_date(fact.actual)) if fact.actual is not None else "",
        bool(fact.promised) and fact.actual is None,
        between(cost) if cost else "",
        _basis(told, fact),
        fact.note.in_(language) if fact.note else "",
        source(fact.source),
        fact.verified,
        plan,
        _page_of(told, fact),
        fact.measure or "",
        told.measures[fact.measure].title.in_(language) if fact.measure else "",
        _years_of(told, fact),
    )


def _basis(plan: Plan, fact: Fact) -> str:
    """Return the money and the number that a cost was reckoned of."""
    money, many = paid(plan, fact), quantity(fact)
    if money is None or many is None:
        return ""
    told = {"money": amounts(money), "many": counted(many, fact.unit)}
    return _("%(money)s over %(many)s") % told


def _page_of(plan: Plan, fact: Fact) -> str:
    names = [name for name, one in plan.facts.items() if one is fact]
    return next((PAGES[name] for name in names if name in PAGES), "")


def _years_of(plan: Plan, fact: Fact) -> tuple[int, ...]:
    """Return the budget years of the lines that paid for it."""
    lines = (plan.lines[name] for name in fact.bought_by)
    return tuple(sorted({one.year for one in lines if one.year}))
