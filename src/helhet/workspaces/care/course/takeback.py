"""Taking an entry back: what is taken back, what that changes, and the form that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers.stock import Batch, to_put_back
from helhet.record.changes import Changed
from helhet.record.courses.undoing import is_undo
from helhet.record.doors.recording import preview
from helhet.record.errors import NotAsTheFormSays, NotKnown
from helhet.record.forms import LONGEST_LONG_TEXT
from helhet.record.models import Course, Entry
from helhet.record.telling import LARGEST_NUMBER, Told
from helhet.web.days import long_date
from helhet.workspaces.care.course.sending import SentForm
from helhet.workspaces.care.course.shelf import taken_by
from helhet.workspaces.care.wording import event_title


class TakeBackForm(SentForm):
    """Why an entry is taken back; and what its writer has seen of what that changes."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_LONG_TEXT,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )

    def __init__(
        self, number: int, today: date, acting: int, taken: tuple[Batch, int] | None, **named: Any
    ) -> None:
        super().__init__(**named)
        self.taken = taken
        self.number, self.today, self.acts_as = number, today, acting
        self.fields["reason"].label = _("Why it is taken back")
        if taken:
            self.fields["shelf"] = forms.BooleanField(
                label=_("What was handed out lies on our shelf again"), required=False
            )

    def told(self) -> Told:
        """Return what is told; the form has been found valid."""
        return Told(self.today, voids=self.number, reason=self.cleaned_data["reason"])

    def beside(self, reader: Reader) -> Callable[[], None] | None:
        """Return what is written together with it: that it lies on the shelf again."""
        is_back = self.taken is not None and self.cleaned_data["shelf"]
        return to_put_back(reader, *self.taken) if self.taken and is_back else None


@dataclass(frozen=True)
class TakeBack:
    """An entry that may be taken back: what it is called and of which day, what that would change, in which version of the course; whether
    it is a correction, or a taking back, and whether it is undone by who wrote it just now;
    and of which batch of our own it had handed out a kit."""

    course: Course
    title: str
    day: str
    told: Told
    changed: Changed
    corrects: bool
    is_undo: bool
    taken: tuple[Batch, int] | None = None


def take_back_of(reader: Reader, course_id: UUID, number: int, now: datetime) -> TakeBack:
    """Return what taking an entry back would change, by the record's door; logged before it is returned.

    Raises Http404 for a course that the reader may not know of and for an entry that is not there, PermissionDenied for one that is not theirs to take back.
    """
    if not 0 < number <= LARGEST_NUMBER:
        raise Http404
    told = Told(localdate(), voids=number)
    try:
        changed = preview(reader, course_id, told, now=now)
    except (NotKnown, NotAsTheFormSays):
        raise Http404 from None
    course = Course.objects.get(pk=course_id)
    row = _meant(course, number)
    corrects = row.replaces is not None or row.number != number
    return TakeBack(
        course,
        event_title(course.pathway, row.event),
        long_date(row.happened_on),
        told,
        changed,
        corrects,
        is_undo(reader, course, told, now),
        None if corrects else taken_by(reader, course, row),
    )


def form_of(back: TakeBack, sent: Mapping[str, Any] | None, seen: str, acting: int) -> TakeBackForm:
    """Return the form, which confirms what is shown beside it."""
    assert back.told.voids is not None
    first = {
        "version": back.course.version,
        "key": uuid4(),
        "acting": acting,
        "confirmed": seen,
        "shelf": True,
    }
    on = back.told.happened_on
    return TakeBackForm(back.told.voids, on, acting, back.taken, data=sent, initial=first)


def _meant(course: Course, number: int) -> Entry:
    """Return the entry that is taken back, as it stands now; of a taking back, what had been taken back."""
    named = course.entries.get(number=number)
    place = named.voids or named.replaces or number
    rows = course.entries.filter(kind=Entry.Kind.EVENT)
    last = rows.filter(replaces=place).order_by("-number").first()
    return last or rows.get(number=place)
