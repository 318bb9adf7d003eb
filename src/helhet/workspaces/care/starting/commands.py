"""Beginning a course, through the record's doors; a refusal is told in the form that it came from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.record.doors.recording import open_course
from helhet.record.doors.taking import take_in, take_in_called
from helhet.record.errors import NotAsTheFormSays, Refusal
from helhet.record.queries.openings import Known, Opening
from helhet.workspaces.care.course.entryform import EntryForm, words_of
from helhet.workspaces.care.starting.aliasform import AliasForm
from helhet.workspaces.care.starting.newform import NewcomerForm

Who = Known | NewcomerForm | AliasForm
"""Somebody who was found, or who is new, as they are written down."""


def begin(
    reader: Reader,
    opening: Opening,
    who: Who,
    form: EntryForm,
    now: datetime,
) -> UUID | None:
    """Open a course for somebody who was found, or who is new; return it, or None with what is wrong put into the forms."""
    try:
        return _begin(reader, opening, who, form, now)
    except NotAsTheFormSays as refused:
        faults = {fault.field: words_of(fault) for fault in refused.faults}
        theirs = set() if isinstance(who, Known) else set(who.fields) & faults.keys()
        if not isinstance(who, Known) and theirs:
            who.show({name: faults[name] for name in theirs})
        form.show({name: words for name, words in faults.items() if name not in theirs})
    except Refusal:
        form.show({"": _("This cannot be begun so. Go back, and begin from there.")})
    return None


def _begin(reader: Reader, opening: Opening, who: Who, form: EntryForm, now: datetime) -> UUID:
    told, key = form.told(), form.cleaned_data["key"]
    if isinstance(who, NewcomerForm):
        done = take_in(reader, who.newcomer(), opening.pathway, told, key=key, now=now)
    elif isinstance(who, AliasForm):
        done = take_in_called(reader, who.newcomer(), opening.pathway, told, key=key, now=now)
    else:
        done = open_course(reader, who.subject, opening.pathway, told, key=key, now=now)
    return done.course
