"""The pages of plans: each asks the files of the pack and the ledger, none anything of anybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from helhet.signin.acting import acting_of
from helhet.signin.rules import open_to_all
from helhet.web.answers import show
from helhet.workspaces.plan.budget import budget_of
from helhet.workspaces.plan.counts import compare
from helhet.workspaces.plan.downloads import figures_csv, lines_csv
from helhet.workspaces.plan.flow import flow_of
from helhet.workspaces.plan.glance import cards, glance
from helhet.workspaces.plan.measure import measure_of
from helhet.workspaces.plan.more import more_of
from helhet.workspaces.plan.place import place_of, places
from helhet.workspaces.plan.posts import posts_page
from helhet.workspaces.plan.receivers import receivers_of
from helhet.workspaces.plan.rule import golden_page
from helhet.workspaces.plan.shipped import plan_of, rules_of
from helhet.workspaces.plan.timeline import timeline, version

View = Callable[..., HttpResponse]
YEARLY = "yearly-increases"


def _public(view: View) -> View:
    """Let anybody look; what is not there is no page. Who has signed in keeps the frame of their role."""

    @wraps(view)
    def asked(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.user.is_authenticated and (found := acting_of(request)):
            request.acting = found  # type: ignore[attr-defined]
        try:
            return view(request, **named)
        except KeyError:
            raise Http404 from None

    return open_to_all(require_safe(asked))  # type: ignore[return-value]


@_public
def every(request: HttpRequest) -> HttpResponse:
    """Show all plans."""
    return show(request, "plan/every.html", {"cards": cards(_language())})


@_public
def one(request: HttpRequest, plan: str) -> HttpResponse:
    """Show a plan at a glance."""
    return show(request, "plan/one.html", {"page": glance(plan, _language())})


@_public
def counts(request: HttpRequest, plan: str) -> HttpResponse:
    """Show two ways of counting side by side; without a choice those that are most asked for."""
    rules = list(rules_of(plan))
    first, second = _two(rules, request.GET.get("one"), request.GET.get("other"))
    told = compare(plan, first, second, _language())
    chosen = [(name, rules_of(plan)[name].title.in_(_language())) for name in rules]
    return show(request, "plan/counts.html", {**_of(request, plan), "told": told, "chosen": chosen})


@_public
def money(request: HttpRequest, plan: str) -> HttpResponse:
    """Show how the money flows, by a way of counting."""
    rules = rules_of(plan)
    flows = {
        name: rule.title.in_(_language())
        for name, rule in rules.items()
        if flow_of(plan, name, _language())
    }
    chosen = request.GET.get("way") or (YEARLY if YEARLY in flows else next(iter(flows), ""))
    if request.GET.get("way") and chosen not in flows:
        raise Http404
    shown = {
        "told": flow_of(plan, chosen, _language()) if chosen else None,
        "went": receivers_of(plan, _language()),
        "flows": flows,
        "way": chosen,
    }
    return show(request, "plan/money.html", {**_of(request, plan), **shown})


@_public
def over_time(request: HttpRequest, plan: str) -> HttpResponse:
    """Show what happened when, and what one year knew that another did not."""
    told = timeline(plan, _language())
    known = told.versions
    try:
        old, new = (
            int(request.GET.get(name) or year)
            for name, year in (("from", known[-2:][0]), ("to", known[-1]))
        )
    except ValueError:
        raise Http404 from None
    changed = version(plan, old, new, _language())
    return show(
        request, "plan/timeline.html", {**_of(request, plan), "told": told, "changed": changed}
    )


@_public
def measure(request: HttpRequest, plan: str, measure: str) -> HttpResponse:
    """Show a measure, its money beside what came of it."""
    told = measure_of(plan, measure, _language(), localdate())
    return show(request, "plan/measure.html", {**_of(request, plan), "told": told})


@_public
def budget(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """Show a budget year line by line."""
    return show(
        request,
        "plan/budget.html",
        {**_of(request, plan), "told": budget_of(plan, year, _language())},
    )


@_public
def golden(request: HttpRequest) -> HttpResponse:
    """Show the golden rule by both ways of counting."""
    return show(request, "plan/golden.html", {"page": golden_page()})


@_public
def posts(request: HttpRequest) -> HttpResponse:
    """Show what municipalities have reported of posts and courses."""
    return show(request, "plan/posts.html", {"page": posts_page(_language())})


@_public
def every_place(request: HttpRequest) -> HttpResponse:
    """Show the municipalities there are pages of."""
    return show(request, "plan/places.html", {"places": places()})


@_public
def place(request: HttpRequest, number: str) -> HttpResponse:
    """Show what came to a municipality and what it did."""
    return show(request, "plan/place.html", {"page": place_of(number, _language(), localdate())})


@_public
def lines(request: HttpRequest, plan: str) -> HttpResponse:
    """Answer with a plan's lines as a file."""
    return _file(lines_csv(plan, _language()), f"{plan}-lines.csv")


@_public
def figures(request: HttpRequest, plan: str) -> HttpResponse:
    """Answer with the figures of a plan's indicators as a file."""
    return _file(figures_csv(plan), f"{plan}-figures.csv")


def _of(request: HttpRequest, plan: str) -> dict[str, Any]:
    title = plan_of(plan).title.in_(_language())
    return {"plan": plan, "title": title, "more": more_of(plan, request.path)}


def _two(rules: list[str], one: str | None, other: str | None) -> tuple[str, str]:
    """Return the two ways that are asked for; of what is not, one that stands beside the other."""
    preferred = [name for name in (YEARLY, "government-high", "promised") if name in rules]
    known = [*preferred, *rules]
    first = one or next((name for name in known if name != other), other or "")
    return first, other or next((name for name in known if name != first), first)


def _file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _language() -> str:
    return get_language() or "nb"
