"""The plans of the pack, booked; and a plan's lines as the ledger has them, for counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Case, F, Sum, When

from helhet.ledger.accounts import Place
from helhet.ledger.booking import Booked, Draft, book
from helhet.ledger.models import Posting
from helhet.plans.model import Line, Plan


def book_plans(plans: Mapping[str, Plan], on: date) -> Booked:
    """Book the lines of plans, each once however often this is asked; raise as `book` does."""
    return book(draft for name, plan in plans.items() for draft in drafts(name, plan, on))


def drafts(name: str, plan: Plan, on: date) -> Iterator[Draft]:
    """Yield what the lines of a plan are as postings: from the plan's purse to where the line says."""
    purse = Place(name, is_source=True)
    for key, line in plan.lines.items():
        place = Place(name, line.channel, line.measure or "", line.post or "")
        yield Draft(
            origin=name, key=key, source_place=purse, place=place, ore=line.amount,
            year=line.last_year, from_year=line.first_year, stage=line.stage, counts=line.counts,
            booked_on=on, source=line.source, is_verified=line.verified,
            said_by=line.said_by or "", text=line.title.en,
        )  # fmt: skip


def booked_lines(name: str, plan: Plan) -> dict[str, Line]:
    """Return the lines of a plan with what the ledger has for them, without those it has not, or has taken back. One query."""
    signed = Case(When(credit__is_source=True, then=F("ore")), default=-F("ore"))
    rows = Posting.objects.filter(origin=name).values_list("key", "reverses__key")
    found: dict[str, int] = {}
    for key, of, ore in rows.annotate(sum=Sum(signed)).order_by("id"):
        found[of or key] = found.get(of or key, 0) + ore
    return {
        key: line.model_copy(update={"amount": found[key]})
        for key, line in plan.lines.items()
        if found.get(key)
    }
