"""Kits that an entry hands out leave the unit's shelf, and lie there again if the entry is taken back: the entry tells of the batch, the shelf of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers import stock
from helhet.ledgers.doors import lists, may_count
from helhet.ledgers.stock import Batch, Shelf
from helhet.packs.contacts import HandedOut
from helhet.pathway.courses.course import Value
from helhet.record.content import opened, values_of
from helhet.record.models import Course, Entry
from helhet.record.times import to_date, to_day
from helhet.web.days import long_date

ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Offered:
    """What lies on the unit's shelf, for an entry that may take one from there, and which of its fields tell of the batch."""

    rule: HandedOut
    shelves: Sequence[Shelf]

    def field(self) -> forms.ChoiceField:
        """Return the question which one it was: one tap, and what stands on the box need not be typed."""
        return forms.ChoiceField(
            label=_("From which batch?"),
            help_text=_(
                "What is from our shelf leaves it, and its batch and date are written here."
            ),
            widget=forms.RadioSelect,
            choices=[
                *((mark_of(one.batch), called(one)) for one in self.shelves),
                (ELSEWHERE, _("Not from our shelf")),
            ],
        )

    def batch(self, mark: str) -> Batch | None:
        """Return the batch that was chosen; None for one from elsewhere."""
        return next((one.batch for one in self.shelves if mark_of(one.batch) == mark), None)

    def values(self, batch: Batch) -> Mapping[str, Value]:
        """Return what the entry says of a batch."""
        return {
            self.rule.batch: batch.batch,
            self.rule.expires: to_day(batch.expires_on),
            self.rule.kind: self.rule.kinds[batch.kit],
        }

    def kits(self, values: Mapping[str, Value]) -> int:
        """Return how many kits an entry hands out."""
        return _many(values.get(self.rule.each))


def offered(reader: Reader, pathway: str, event: str) -> Offered | None:
    """Return what an entry may take from the shelf of the reader's unit; None if it takes nothing, or nothing is there. Logged if it was looked."""
    rule = lists().handed_out.get(pathway)
    if rule is None or rule.event != event or not may_count(reader):
        return None
    there = tuple(one for one in stock.shelves(reader) if not one.is_expired)
    return Offered(rule, there) if there else None


def taken_by(reader: Reader, course: Course, row: Entry) -> tuple[Batch, int] | None:
    """Return the batch of the reader's unit of which an entry of theirs handed some out, and how many; None if it did not, or the unit never had such a batch."""
    rule = lists().handed_out.get(course.pathway)
    if rule is None or rule.event != row.event or row.by_unit_id != reader.unit:
        return None
    if not may_count(reader):
        return None
    said = opened(course.contents.filter(number=row.number)).get(row.number, {})
    values = values_of(said)
    batch, expires = values.get(rule.batch), values.get(rule.expires)
    if not isinstance(batch, str) or not isinstance(expires, int):
        return None
    found = stock.handed_out_of(reader, batch, to_date(expires))
    return (found, _many(values.get(rule.each))) if found else None


def _many(told: Value | None) -> int:
    return len(told) if isinstance(told, tuple) else 1


def mark_of(batch: Batch) -> str:
    """Return what stands for a batch in a form."""
    return f"{batch.kit} {batch.expires_on:%Y-%m-%d} {batch.batch}"


def called(shelf: Shelf) -> str:
    """Return what a batch on the shelf is called."""
    batch = shelf.batch
    kit = lists().kits.get(batch.kit)
    title = kit.title.in_(get_language() or "nb") if kit else batch.kit
    told = {
        "kit": title,
        "batch": batch.batch,
        "day": long_date(batch.expires_on),
        "n": shelf.kits,
    }
    return _("%(kit)s, batch %(batch)s, expires %(day)s, %(n)s left") % told
