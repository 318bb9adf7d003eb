"""Files of money for tests: a mapping, rows as CSV or Excel."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from openpyxl import Workbook

from helhet.importing.money.mapping import MoneyMapping, read_mapping

HEADER = ("Sak", "År", "Trinn", "Kommune", "Beløp", "Dato")
MAPPING = """\
origin: books
amount: {column: Beløp, unit: kr, decimal: ",", thousands: " "}
key: Sak
rows:
  plan: {is: rus-2016-2020}
  year: {column: År}
  stage: {column: Trinn, values: {Tildelt: allotted, Utbetalt: paid}}
  counts: {is: level}
  region: {column: Kommune}
  receiver: {column: Kommune}
  booked-on: {column: Dato, format: dd.mm.yyyy}
  source: {is: Regnskap}
  channel: {is: grant}
"""
ROWS = (
    ("A1", "2016", "Tildelt", "0301", "1 200,50", "01.03.2016"),
    ("A2", "2016", "Utbetalt", "0301", "1 200,50", "01.09.2016"),
    ("A3", "2017", "Utbetalt", "4601", "-300", "01.02.2017"),
)
EXPORTED = """\
origin: exported
amount: {column: amount, unit: kr, decimal: "."}
key: [origin, key]
rows:
  plan: {column: plan}
  channel: {column: channel}
  measure: {column: measure}
  post: {column: post}
  receiver: {column: receiver}
  region: {column: region}
  year: {column: year}
  from-year: {column: from-year}
  price-year: {column: price-year}
  stage: {column: stage}
  counts: {column: counts}
  booked-on: {column: booked-on}
  source: {column: source}
  verified: {column: verified}
  said-by: {column: said-by}
  text: {column: text}
ignored: [posting, takes-back]
"""
"""A mapping of what the ledger writes itself."""


def a_mapping(folder: Path, text: str = MAPPING) -> MoneyMapping:
    """Return a mapping that has been written to a file."""
    file = folder / "mapping.yaml"
    file.write_text(text, "utf-8")
    return read_mapping(file)


def a_csv(
    folder: Path, rows: Sequence[Sequence[str]] = ROWS, header: Sequence[str] = HEADER
) -> Path:
    """Return a CSV file of rows."""
    told = StringIO()
    csv.writer(told, delimiter=";").writerows([header, *rows])
    file = folder / "money.csv"
    file.write_text(told.getvalue(), "utf-8")
    return file


def a_workbook(
    folder: Path, rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER
) -> Path:
    """Return a workbook of rows, each value as Excel keeps it."""
    book = Workbook()
    for row in (header, *rows):
        book.active.append(list(row))  # type: ignore[union-attr]
    file = folder / "money.xlsx"
    book.save(file)
    return file
