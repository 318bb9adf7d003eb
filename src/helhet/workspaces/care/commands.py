"""What this workspace does to the record: each through the record's door, a refusal told in the form it came from."""

from __future__ import annotations

from datetime import datetime
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
from helhet.workspaces.care.entryform import EntryForm, words_of


def record_entry(
    reader: Reader, course: UUID, form: EntryForm, now: datetime
) -> tuple[bool, Changed | None]:
    """Record what a valid form tells; return whether it was, and what it would change if that must be seen first."""
    data = form.cleaned_data
    try:
        record(
            reader,
            course,
            form.told(),
            version=data["version"],
            key=data["key"],
            confirmed=data["confirmed"],
            now=now,
        )
    except NotConfirmed as refused:
        return False, refused.changed
    except NotAsTheFormSays as refused:
        form.show({fault.field: words_of(fault) for fault in refused.faults})
        return False, None
    except Refusal as refused:
        form.show({"": _why(refused)})
        return False, None
    return True, None


def _why(refused: Refusal) -> str:
    if isinstance(refused, Stale):
        return _(
            "Somebody else has written here since you opened the page. Nothing of yours is lost: look at what is new, and send it again."
        )
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
