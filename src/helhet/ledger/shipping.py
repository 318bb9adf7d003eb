"""The plans of the pack, booked; and a plan's lines as the ledger has them, for counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Case, F, Sum, When

from helhet.ledger.accounts import Place
from helhet.ledger.booking import Booked, book, reverse
from helhet.ledger.draft import Draft
from helhet.ledger.models import Posting
from helhet.plans.model import Line, Plan

_AGAIN: Final = "@"
"""What stands in a key before how many times its line has been booked; no line's name has it."""


def book_plans(plans: Mapping[str, Plan], on: date) -> Booked:
    """Book the lines of plans that are not booked as they are, each once however often this is asked; raise as `book` does.

    A line that says something else than was booked is taken back by its opposite and booked anew, so that a plan may be mended.
    """
    with transaction.atomic():
        told = [one for name, plan in plans.items() for one in _anew(name, plan, on)]
        return book(told)


def _anew(name: str, plan: Plan, on: date) -> Iterator[Draft]:
    """Yield the drafts of a plan that are not booked as they are; what stands otherwise is taken back.

    A line that somebody has taken back by hand stays so until its file says something else.
    """
    rows = Posting.objects.filter(origin=name, reverses=None).select_related(
        "credit", "debit", "reversed_by"
    )
    booked: dict[str, list[Posting]] = {}
    for row in rows.order_by("id"):
        booked.setdefault(row.key.partition(_AGAIN)[0], []).append(row)
    for draft in drafts(name, plan, on):
        before = booked.get(draft.key, [])
        if before and _says(before[-1]) == _said(draft):
            continue
        if before and not hasattr(before[-1], "reversed_by"):
            reverse(before[-1].pk, on)
        yield draft._replace(key=f"{draft.key}{_AGAIN}{len(before) + 1}") if before else draft


def _says(row: Posting) -> tuple[object, ...]:
    is_more = row.credit.is_source
    ore, end = (row.ore, row.debit) if is_more else (-row.ore, row.credit)
    return ore, row.from_year, row.year, row.stage, row.counts, end.channel, end.measure, end.post


def _said(draft: Draft) -> tuple[object, ...]:
    place = draft.place
    return (
        draft.ore,
        draft.from_year or draft.year,
        draft.year,
        draft.stage,
        draft.counts,
        place.channel,
        place.measure,
        place.post,
    )


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
        line = (of or key).partition(_AGAIN)[0]
        found[line] = found.get(line, 0) + ore
    return {
        key: line.model_copy(update={"amount": found[key]})
        for key, line in plan.lines.items()
        if found.get(key)
    }
