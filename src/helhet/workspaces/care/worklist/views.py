"""The worklist's page, and the page on which the work of a course is arranged."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.asked import whole_number
from helhet.workspaces.care.worklist import queries
from helhet.workspaces.care.worklist.arranging import Arrangement, arrangement
from helhet.workspaces.care.worklist.first import first_of
from helhet.workspaces.care.worklist.narrowing import narrow_form

FURTHEST: Final = 5_000
"""How far one can leaf. Own choice: whoever has more on their list narrows it."""


@acting
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """Show who something is owed in the units of whoever asks, the most urgent first."""
    reader, now = request.acting.reader, timezone.now()
    first = whole_number(request.GET.get("from"), largest=FURTHEST)
    page = queries.worklist(reader, now, narrow_form(reader, request.GET), first)
    told = {"page": page, "first": first_of(reader, now), "me": reader.user}
    return show(request, "care/worklist.html", told)


@acting
@require_http_methods(["GET", "POST"])
def arrange(request: StaffRequest, course_id: UUID) -> HttpResponse:
    """Show who has a course in hand and what is set aside; change it, and go back to the list as it was."""
    reader, now = request.acting.reader, timezone.now()
    back = narrow_form(reader, request.GET).address()
    arranged = arrangement(reader, course_id, request.POST or None, now)
    if request.method == "POST" and arranged.do(now):
        messages.success(request, _said(arranged))
        there = f"{reverse('care:worklist')}?{back}" if back else reverse("care:worklist")
        return go_to(request, f"{there}#at-{course_id}")
    told = {"page": arranged, "back": back}
    return show(request, "care/arrange.html", told, status=422 if request.method == "POST" else 200)


def _said(arranged: Arrangement) -> str:
    words = {
        "hold": _("It says now who has it in hand."),
        "aside": _("Set aside. It comes back on its day, or as soon as it is late."),
        "back": _("It stands among the others again."),
    }
    return words[arranged.deed]
