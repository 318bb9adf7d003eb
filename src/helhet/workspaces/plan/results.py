"""What came of a plan: its indicators as curves with the figures beside, and what was promised against what happened."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.plans.model import Fact, Figure, Indicator, Mark, Series, Unit
from helhet.plans.results import cost_per_result, quantity
from helhet.plans.series import Told
from helhet.plans.trends import Standing, Trend, trend
from helhet.record.times import to_date
from helhet.web.days import long_date
from helhet.web.picture.curve import Point, draw
from helhet.web.picture.drawing import Words
from helhet.workspaces.plan.figures import between, counted, measured, number
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


class FigureShown(NamedTuple):
    """A figure in the table beside a curve; `was` is what was published for it before."""

    period: str
    value: str
    was: str
    mark: str | Promise
    source: str


class IndicatorShown(NamedTuple):
    """An indicator: its curve (none of a single figure), from where to where, and its figures."""

    name: str
    title: str
    standing: str | Promise
    color: str
    change: str
    target: str
    note: str
    picture: SafeString | str
    figures: tuple[FigureShown, ...]


class FactShown(NamedTuple):
    """Something that was promised, counted or came true; what it cost each, if that is known."""

    title: str
    many: str
    promised: str
    actual: str
    is_open: bool
    cost: str
    note: str
    source: str
    is_sure: bool


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
        _target(one, found, told.series),
        one.note.in_(language) if one.note else "",
        _curve(found, told.series, language, f"{plan}-{name}"),
        tuple(_figure(each, told) for each in found.figures),
    )


def _change(found: Trend, unit: Unit) -> str:
    """Return from what to what in words."""
    since = {"period": found.baseline.period, "value": measured(found.baseline.value, unit)}
    if found.newest is None:
        return _("%(value)s in %(period)s; no later figure of the same kind") % since
    return _("From %(value)s in %(period)s to %(now)s in %(then)s") % {
        **since,
        "now": measured(found.newest.value, unit),
        "then": found.newest.period,
    }


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
            number(one.value),
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
        str(one.period), measured(one.value, told.series.unit), was, MARKS[one.mark], one.source
    )


def fact_of(plan: str, fact: Fact, language: str) -> FactShown:
    """Return something a source says, with what it cost if money and number are both told."""
    many, cost = quantity(fact), cost_per_result(plan_of(plan), fact)
    return FactShown(
        fact.title.in_(language),
        counted(many, fact.unit) if many else "",
        fact.promised.in_(language) if fact.promised else "",
        long_date(to_date(fact.actual)) if fact.actual is not None else "",
        bool(fact.promised) and fact.actual is None,
        between(cost) if cost else "",
        fact.note.in_(language) if fact.note else "",
        source(fact.source),
        fact.verified,
    )
