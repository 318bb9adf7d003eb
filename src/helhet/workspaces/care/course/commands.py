"""What this workspace does to the record: each through the record's door, a refusal told in the form it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.pathway.courses.course import Why
from helhet.record.doors.recording import record
from helhet.record.errors import (
    Changed,
    NotAsTheFormSays,
    NotConfirmed,
    NotFromHere,
    Refusal,
    Stale,
)
from helhet.workspaces.care.course.entryform import EntryForm, words_of


@dataclass(frozen=True)
class Written:
    """What became of a form: written; or what it would change of the past, to be confirmed; or older than the course is."""

    is_done: bool = False
    changed: Changed | None = None
    is_stale: bool = False


def record_entry(reader: Reader, course: UUID, form: EntryForm, now: datetime) -> Written:
    """Record what a valid form tells; what is wrong with it is put into the form."""
    try:
        _record(reader, course, form, now, confirmed=False)
    except NotConfirmed as refused:
        return _confirmed(reader, course, form, now, refused.changed)
    except Stale:
        form.show(
            {
                "": _(
                    "Somebody else has written here since you opened the page. Nothing of yours is lost: look at what is new, and send it again."
                )
            }
        )
        return Written(is_stale=True)
    except NotAsTheFormSays as refused:
        form.show({fault.field: words_of(fault) for fault in refused.faults})
    except Refusal as refused:
        form.show({"": _why(refused)})
        if isinstance(refused, NotFromHere) and refused.why is Why.GATE_OPEN:
            form.ask_reason()
    else:
        return Written(is_done=True)
    return Written()


def _record(
    reader: Reader, course: UUID, form: EntryForm, now: datetime, *, confirmed: bool
) -> None:
    data = form.cleaned_data
    told, version, key = form.told(), data["version"], data["key"]
    record(reader, course, told, version=version, key=key, confirmed=confirmed, now=now)


def _confirmed(
    reader: Reader, course: UUID, form: EntryForm, now: datetime, changed: Changed
) -> Written:
    """Write it if just this was confirmed: the same words, with the same changes, of the same course."""
    seen = sha256(repr((form.told(), changed, form.cleaned_data["version"])).encode()).hexdigest()
    if form.cleaned_data["confirmed"] != seen:
        form.ask_confirmation(seen)
        return Written(changed=changed)
    try:
        _record(reader, course, form, now, confirmed=True)
    except Refusal as refused:
        form.show({"": _why(refused)})
        return Written(is_stale=isinstance(refused, Stale))
    return Written(is_done=True)


def _why(refused: Refusal) -> str:
    if isinstance(refused, NotFromHere):
        return _unforeseen(refused.why)
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
