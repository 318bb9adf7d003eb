"""What a form says, in words: a date as a date, a choice by its title, an amount in kroner."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import FieldType, FormField
from helhet.record.forms import ORE_PER_KRONE
from helhet.record.times import to_date, to_moment
from helhet.web.days import clock_time, long_date
from helhet.workspaces.care.wording import said


def shown(field: FormField | None, value: Value) -> str:
    """Return a value as it is read; of a field that no edition knows any more as it was written."""
    if isinstance(value, tuple):
        return ", ".join(shown(field, one) for one in value)
    kind = field.type if field else FieldType.TEXT
    if kind is FieldType.CHOICE and field and isinstance(value, str):
        choice = field.choices.get(value)
        return said(choice.title if choice else None, value)
    return plain(kind, value)


def plain(kind: FieldType, value: Value) -> str:
    """Return a value that is no choice as it is read."""
    if isinstance(value, tuple):
        return ", ".join(plain(kind, one) for one in value)
    if kind is FieldType.YES_NO:
        return _("yes") if value else _("no")
    if kind is FieldType.DATE and isinstance(value, int):
        return long_date(to_date(value))
    if kind is FieldType.MOMENT and isinstance(value, int):
        moment = localtime(to_moment(value))
        return f"{long_date(moment.date())}, {clock_time(moment)}"
    if kind is FieldType.MONEY and isinstance(value, int):
        return kroner(value)
    return str(value)


def kroner(ore: int) -> str:
    """Return an amount in kroner."""
    amount = format_decimal(Decimal(ore) / ORE_PER_KRONE, locale=get_language() or "nb")
    return f"{amount} kr"
