"""What this workspace does to the record: each through the record's door, a refusal told in the form it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers.errors import Refused
from helhet.pathway.courses.course import Why
from helhet.record.changes import Changed
from helhet.record.doors.recording import record
from helhet.record.errors import (
    NotAsTheFormSays,
    NotConfirmed,
    NotFromHere,
    NotKnown,
    Refusal,
    Stale,
)
from helhet.record.telling import Told
from helhet.workspaces.care.course.entryform import EntryForm, words_of
from helhet.workspaces.care.course.takeback import TakeBackForm

Sent = EntryForm | TakeBackForm


@dataclass(frozen=True)
class Written:
    """What became of a form: the number under which it was written; or what it would change of the past, to be confirmed; or that it
    is older than the course is."""

    number: int | None = None
    changed: Changed | None = None
    is_stale: bool = False


def write(reader: Reader, course: UUID, form: Sent, now: datetime) -> Written:
    """Record what a valid form tells; what is wrong with it is put into the form."""
    try:
        return _write(reader, course, form, now)
    except Refused:
        form.show(
            {"shelf": _("There are not so many left on the shelf. Look at it, and choose again.")}
        )
        return Written()


def _write(reader: Reader, course: UUID, form: Sent, now: datetime) -> Written:
    try:
        return Written(_record(reader, course, form, now, confirmed=False))
    except NotConfirmed as refused:
        return _confirmed(reader, course, form, now, refused.changed)
    except Refusal as why:
        return put_refusal(form, why)


def seen_as(told: Told, changed: Changed, version: int) -> str:
    """Return what stands for having seen just this: these words, with these changes, in this version of the course.

    Why something is taken back is written after that was seen, and is no part of it.
    """
    what = told if told.voids is None else told.voids
    return sha256(repr((what, changed, version)).encode()).hexdigest()


def _record(reader: Reader, course: UUID, form: Sent, now: datetime, *, confirmed: bool) -> int:
    data = form.cleaned_data
    told, version, key = form.told(), data["version"], data["key"]
    done = record(
        reader,
        course,
        told,
        version=version,
        key=key,
        confirmed=confirmed,
        beside=form.beside(reader),
        now=now,
    )
    return done.number


def _confirmed(
    reader: Reader, course: UUID, form: Sent, now: datetime, changed: Changed
) -> Written:
    """Write it if just this was confirmed: the same words, with the same changes, of the same course."""
    seen = seen_as(form.told(), changed, form.cleaned_data["version"])
    if form.cleaned_data["confirmed"] != seen:
        form.ask_confirmation(seen)
        return Written(changed=changed)
    try:
        return Written(_record(reader, course, form, now, confirmed=True))
    except Refusal as why:
        return put_refusal(form, why)


def put_refusal(form: Sent, why: Refusal) -> Written:
    """Put into the form why it was refused."""
    if isinstance(why, NotAsTheFormSays):
        form.show({fault.field: words_of(fault) for fault in why.faults})
    elif isinstance(why, NotFromHere) and why.why is Why.GATE_OPEN:
        if isinstance(form, EntryForm) and "reason" not in form.fields:
            form.ask_reason()
        form.show({"reason": _unforeseen(why.why)})
    elif isinstance(why, NotFromHere) and why.why is Why.TIME_MISSING:
        form.show({"happened_at": _unforeseen(why.why)})
    else:
        form.show({"": _why(why)})
    return Written(is_stale=isinstance(why, Stale))


def _why(refused: Refusal) -> str:
    if isinstance(refused, NotFromHere):
        return _unforeseen(refused.why)
    if isinstance(refused, Stale):
        return _(
            "Somebody else has written here since you opened the page. Nothing of yours is lost: look at what is new, and send it again."
        )
    if isinstance(refused, NotKnown):
        return _(
            "What this is about does not stand in the course any more. Go back to it, and look at what it says now."
        )
    return _("This cannot be written here. Go back to the course and begin from there.")


def _unforeseen(why: Why) -> str:
    words = {
        Why.NOT_FROM_HERE: _("This is not done from where the course stands now."),
        Why.AFTER_END: _("The course has ended. Begin a new one, or correct the end."),
        Why.GATE_OPEN: _("Something has to be done before. Do that first, or write why not."),
        Why.TIME_MISSING: _("A clock counts hours from this: write the time of day."),
        Why.OUTCOME_MISSING: _("Say how it turned out."),
        Why.NO_RIGHT: _("There is no open right to this now."),
    }
    return words.get(why, _("The course does not foresee this here."))
