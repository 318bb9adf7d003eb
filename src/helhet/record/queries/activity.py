"""How many courses began in each year, by pathway: counts of everybody, of nobody in particular."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count
from django.db.models.functions import ExtractYear

from helhet.record.models import Spell


def begun_by_year(
    pathways: Collection[str], units: Collection[int] | None = None
) -> dict[tuple[str, int], int]:
    """Return the number of courses by pathway and the year they began in; only those begun in some units, if named. One query.

    A count of few may tell of somebody: whoever shows it hides it.
    """
    rows = Spell.objects.filter(number=1, course__pathway__in=pathways)
    if units is not None:
        rows = rows.filter(unit__in=units)
    told = rows.values_list("course__pathway", ExtractYear("from_day"))
    return {(row[0], row[1]): row[2] for row in told.annotate(n=Count("course")).order_by()}
