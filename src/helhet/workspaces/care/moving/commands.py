"""Moving somebody up, through the record's doors; a refusal is told in the form that it came from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.record.changes import Changed
from helhet.record.doors.moving import Move, move_up
from helhet.record.doors.recording import check_opening, preview
from helhet.record.errors import MovedUpAlready, NotAsTheFormSays, NotConfirmed, Refusal
from helhet.workspaces.care.course.commands import put_refusal, seen_as
from helhet.workspaces.care.course.entryform import words_of
from helhet.workspaces.care.moving.queries import Moving


def looked_through(reader: Reader, moving: Moving, now: datetime) -> Changed | None:
    """Return what the consent would change of what was read before, writing nothing; None if something would be refused, told in the forms."""
    try:
        changed = preview(reader, moving.head.course.pk, moving.consent.told(), now=now)
    except Refusal as why:
        put_refusal(moving.consent, why)
        return None
    try:
        check_opening(reader, "person", moving.opening.pathway, moving.first.told(), now)
    except Refusal as why:
        put_refusal(moving.first, why)
        return None
    version = moving.consent.cleaned_data["version"]
    if changed.is_any:
        moving.consent.ask_confirmation(seen_as(moving.consent.told(), changed, version))
    return changed


def do(reader: Reader, moving: Moving, now: datetime) -> UUID | None:
    """Write all of it; return the course by name, or None with what is wrong put into the forms."""
    data = moving.consent.cleaned_data
    move = Move(
        moving.head.course.pk,
        data["version"],
        moving.consent.told(),
        moving.known.subject.pk if moving.known else moving.who.newcomer(),
        moving.opening.pathway,
        moving.first.told(),
    )
    try:
        return _done(reader, move, moving, now)
    except NotAsTheFormSays as why:
        _show(moving, {fault.field: words_of(fault) for fault in why.faults})
    except MovedUpAlready:
        words = _(
            "This alias has moved up to another name, and that stands. Was it somebody else, take that consent back first."
        )
        moving.consent.show({"": words})
    except Refusal as why:
        put_refusal(moving.consent, why)
    return None


def _done(reader: Reader, move: Move, moving: Moving, now: datetime) -> UUID:
    key, data = moving.first.cleaned_data["key"], moving.consent.cleaned_data
    try:
        return move_up(reader, move, key=key, now=now).course
    except NotConfirmed as why:
        if data["confirmed"] != seen_as(move.consent, why.changed, move.version):
            raise
        return move_up(reader, move, key=key, now=now, confirmed=True).course


def _show(moving: Moving, faults: dict[str, str]) -> None:
    """Put what was found beside the fields it concerns, in whichever form has them."""
    for form in (moving.who, moving.consent, moving.first):
        own = {name: words for name, words in faults.items() if name in form.fields}
        form.show(own)
        faults = {name: words for name, words in faults.items() if name not in own}
    if faults:
        moving.consent.show(faults)
