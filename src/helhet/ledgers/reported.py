"""Figures that municipalities report by year: all of a file or none, known again if they come twice, and the newest of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import transaction

from helhet.ledgers.models import Reported
from helhet.plans.model import Reportable, ReportedUnit

MOST: Final = 10_000_000
FIRST_YEAR, LAST_YEAR = 1990, 2100


class What(NamedTuple):
    """Which municipality, year and figure."""

    municipality: str
    year: int
    figure: str


class Sent(NamedTuple):
    """A figure as it was sent, in hundredths, and where it was read."""

    what: What
    hundredths: int
    source: str


class Wrong(NamedTuple):
    """What is wrong with one of those that were sent: which, in which column, and what."""

    nth: int
    column: str
    code: str


@dataclass(frozen=True)
class Brought:
    """What came of it. With anything wrong nothing was written."""

    new: int = 0
    known: int = 0
    revised: int = 0
    wrong: tuple[Wrong, ...] = ()


def bring(
    sent: Sequence[Sent],
    reportable: Mapping[str, Reportable],
    *,
    replace: bool = False,
    rehearse: bool = False,
) -> Brought:
    """Write figures, all or none; `replace` lets a number be reported anew, and keeps what was reported before."""
    with transaction.atomic():
        standing = _newest({one.what.municipality for one in sent})
        wrong = sorted({*_wrong(sent, reportable, standing, replace=replace)})
        if wrong:
            return Brought(wrong=tuple(wrong))
        new = [one for one in sent if one.what not in standing]
        other = [one for one in sent if _is_other(one, standing)]
        if not rehearse:
            _write([*new, *other], standing)
    return Brought(len(new), len(sent) - len(new) - len(other), len(other))


def reported(municipalities: Collection[str] | None = None) -> dict[What, int]:
    """Return the newest of each figure in hundredths, of some municipalities or of all. One query."""
    return {what: row.hundredths for what, row in _newest(municipalities).items()}


def _newest(municipalities: Collection[str] | None) -> dict[What, Reported]:
    rows = Reported.objects.order_by("vintage")
    if municipalities is not None:
        rows = rows.filter(municipality__in=municipalities)
    return {What(row.municipality, row.year, row.figure): row for row in rows}


def _is_other(one: Sent, standing: Mapping[What, Reported]) -> bool:
    return one.what in standing and standing[one.what].hundredths != one.hundredths


def _wrong(
    sent: Sequence[Sent],
    reportable: Mapping[str, Reportable],
    standing: Mapping[What, Reported],
    *,
    replace: bool,
) -> Iterator[Wrong]:
    seen: set[What] = set()
    for nth, one in enumerate(sent):
        known = reportable.get(one.what.figure)
        if known is None:
            yield Wrong(nth, "figure", "choice")
        elif known.unit is not ReportedUnit.POSTS and one.hundredths % 100:
            yield Wrong(nth, "value", "whole")
        if not FIRST_YEAR <= one.what.year <= LAST_YEAR:
            yield Wrong(nth, "year", "range")
        if not 0 <= one.hundredths <= MOST * 100:
            yield Wrong(nth, "value", "range")
        if one.what in seen:
            yield Wrong(nth, "", "twice")
        elif not replace and _is_other(one, standing):
            yield Wrong(nth, "value", "other-number")
        seen.add(one.what)


def _write(sent: Sequence[Sent], standing: Mapping[What, Reported]) -> None:
    Reported.objects.bulk_create(
        Reported(
            **one.what._asdict(),
            hundredths=one.hundredths,
            source=one.source,
            vintage=standing[one.what].vintage + 1 if one.what in standing else 1,
        )
        for one in sent
    )
