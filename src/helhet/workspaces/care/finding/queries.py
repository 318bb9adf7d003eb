"""Whom a search found, as the page shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.access.relations import age_on
from helhet.record.queries import finding
from helhet.web.days import long_date
from helhet.workspaces.care.finding.findform import CalledForm, FindForm


class Row(NamedTuple):
    """Somebody who was found; `is_exact` if all is just as it was asked for."""

    subject: UUID
    name: str
    born: str
    age: int | None
    is_exact: bool
    is_alias: bool


def find(reader: Reader, form: FindForm | CalledForm, now: datetime) -> list[Row]:
    """Return whom a valid form finds; raise TooMany after too many searches within an hour."""
    if isinstance(form, CalledForm):
        found = finding.called(reader, form.cleaned_data["called"], now)
    elif form.number:
        found = finding.with_number(reader, *form.number, now)
    else:
        assert form.born is not None
        found = finding.named(reader, form.name, form.born, now)
    return [as_row(one, reader.on) for one in found]


def as_row(one: finding.Found, today: date) -> Row:
    """Return somebody who was found as a page shows them."""
    born = one.born_on
    return Row(
        one.subject,
        one.name,
        long_date(born) if born else "",
        age_on(born, today) if born else None,
        one.is_exact,
        one.is_alias,
    )
