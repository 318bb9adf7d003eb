"""A person's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.pathway.language.model import SubjectKind
from helhet.record.queries.belonging import belonging
from helhet.record.queries.openings import openings
from helhet.record.queries.review import may_review
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.workspaces.care.person.page import person_page

WHOLE = "whole"


@acting
@require_safe
def person(request: StaffRequest, subject: UUID) -> HttpResponse:
    """Show a person: the way as a picture, what comes next, what is missing, who is responsible."""
    is_whole = request.GET.get("span") == WHOLE
    page = person_page(request.acting.reader, subject, timezone.now(), is_whole=is_whole)
    told = {"page": page, "is_whole": is_whole, "sees_log": may_review(request.acting.reader)}
    told["belonging"] = belonging(request.acting.reader, page.subject)
    kind = SubjectKind.ALIAS if page.is_alias else SubjectKind.PERSON
    told["may_begin"] = any(openings(request.acting.reader, kind))
    return show(request, "care/person.html", told)
