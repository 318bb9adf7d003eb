"""How the work of one course is arranged: read for its page, and changed by one of three deeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.record.models import Course
from helhet.record.queries.worklist import names_of
from helhet.web.days import short_date
from helhet.work.dividing import NotAColleague, assign, holder_of, holders, seen_course
from helhet.work.models import Snooze
from helhet.work.waiting import NotSoLong, bring_back, set_aside
from helhet.workspaces.care.wording import pathway_title
from helhet.workspaces.care.worklist.forms import AsideForm, HoldForm, run_name, which_of
from helhet.workspaces.care.worklist.queries import Line, lines_of


@dataclass
class Arrangement:
    """A course's work: who has it in hand, its deadlines, and the forms; `deed` is which of them was sent."""

    reader: Reader
    course: Course
    name: str
    pathway: str
    lines: Sequence[Line]
    hold: HoldForm
    aside: AsideForm | None
    deed: str

    @property
    def waiting(self) -> dict[str, Line]:
        """The deadlines that are set aside."""
        return {run_name(line): line for line in self.lines if line.aside}

    def do(self, now: datetime) -> bool:
        """Do what was sent; return False, having changed nothing, if there is something wrong with it."""
        deeds = {"hold": self._hold, "aside": self._aside, "back": self._back}
        return deeds[self.deed](now)

    def _hold(self, now: datetime) -> bool:
        if not self.hold.is_valid():
            return False
        try:
            assign(self.reader, self.course.pk, self.hold.cleaned_data["user"], now)
        except NotAColleague:
            self.hold.add_error(
                "user", _("Nobody works here under that name today. Choose another.")
            )
            return False
        return True

    def _aside(self, now: datetime) -> bool:
        form = self.aside
        if form is None:
            raise Http404
        if not form.is_valid():
            return False
        until, why = form.cleaned_data["until"], Snooze.Why(form.cleaned_data["why"])
        try:
            set_aside(self.reader, form.chosen, until, why, now)
        except NotSoLong:
            words = _("Choose a day after today, at the latest %(day)s.")
            form.add_error("until", words % {"day": short_date(form.longest)})
            return False
        return True

    def _back(self, now: datetime) -> bool:
        line = self.waiting.get(self.hold.data.get("which", ""))
        if line is not None:  # else it has come back by itself
            bring_back(self.reader, which_of(line), now)
        return True


def arrangement(
    reader: Reader, course_id: UUID, sent: QueryDict | None, now: datetime
) -> Arrangement:
    """Return how a course's work is arranged, logged before it is returned; Http404 for whoever may not know of it."""
    course, unit = seen_course(reader, course_id)
    deed = sent.get("deed", "") if sent is not None else ""
    if sent is not None and deed not in ("hold", "aside", "back"):
        raise Http404
    subject = course.subject.root_id
    name = names_of(reader, [subject]).get(subject, "")
    if name:
        doors.shown(reader, Deed.SUMMARY, [Part.ID], [subject])
    lines = lines_of(reader, now, course.pk)
    held = {"user": holder_of(course, unit)}
    hold = HoldForm(
        list(holders(reader, course, unit)),
        sent if deed in ("hold", "back") else None,
        initial=held,
    )
    to_come = [line for line in lines if not line.aside]
    aside = AsideForm(reader, to_come, sent if deed == "aside" else None) if to_come else None
    return Arrangement(
        reader, course, name, pathway_title(course.pathway), lines, hold, aside, deed
    )
