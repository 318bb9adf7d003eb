"""The pages of who has read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from helhet.record.queries import review
from helhet.record.queries.readings import NEWEST, who_has_read
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.web.asked import whole_number
from helhet.workspaces.review.asking import address_of, asked_for
from helhet.workspaces.review.page import overview_page
from helhet.workspaces.review.queries import gathered, lines


@acting
@require_safe
def person(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Show who has read of a person, as far as the reader may know."""
    before = whole_number(request.GET.get("before"), largest=NEWEST)
    read = who_has_read(request.acting.reader, subject, before)
    told = {"subject": subject, "read": read, "lines": gathered(lines(read.rows)), "before": before}
    return show(request, "review/person.html", told)


@acting
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """Show what the staff of the reader's units have looked at, by user and day, and what is worth a look."""
    reader = request.acting.reader
    asked = asked_for(request.GET, localdate())
    page = overview_page(review.overview(reader, asked), asked, reader.on)
    told = {"page": page, "asked": asked, "staff": review.staff_of(reader)}
    return show(request, "review/overview.html", told)


@acting
@require_safe
def rows(request: StaffRequest) -> HttpResponse:
    """Show the rows of the log that are asked for, the newest first."""
    reader = request.acting.reader
    asked = asked_for(request.GET, localdate())
    before = whole_number(request.GET.get("before"), largest=NEWEST)
    found = review.review_rows(reader, asked, before)
    told = {
        "asked": asked,
        "has_kinds": True,
        "lines": lines(found.rows, found.names),
        "staff": review.staff_of(reader),
        "here": address_of(asked),
        "after": found.after,
        "before": before,
    }
    return show(request, "review/rows.html", told)
