# ruff: noqa: S608 - only numbers and names of ours are put into SQL here
"""Midnight: a time like others, or how an export writes a day without a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb

from helhet.measure.database import one_row
from helhet.measure.staging import Staged
from helhet.measure.times import DATE, wall_sql
from helhet.pathway.tables import layout as at

AUTO: Final = "auto"
DAY: Final = "day"

QUARTER: Final = 15 * 60 * 1_000_000
"""Local time runs ahead of UTC by whole quarters of an hour, so midnight is at one; few other times are."""


@dataclass(frozen=True)
class Midnights:
    """How many times of exactly midnight there are among all times, and whether they are days."""

    count: int
    times: int
    are_days: bool


def look_at_midnights(connection: duckdb.DuckDBPyConnection, staged: Staged, way: str) -> Midnights:
    """Count times at midnight, local time; by themselves they are days if no row has another time.

    Needs the table `utc_days`.
    """
    wall, joined = wall_sql("rows", is_zoned=staged.is_zoned)
    timed = f"FROM {staged.everything} WHERE fault = 0 AND kind > {DATE}"
    (times,) = one_row(connection, f"SELECT count(*) {timed}")
    likely = f"(SELECT us, kind {timed} AND us % {QUARTER} = 0) AS rows"
    is_midnight = f"{wall} % {at.TICKS_PER_DAY} = 0"
    (count,) = one_row(connection, f"SELECT count(*) FROM {likely} {joined} WHERE {is_midnight}")
    return Midnights(count, times, way == DAY or (way == AUTO and count == times > 0))
