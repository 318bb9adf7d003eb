"""The page of a search."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from helhet.record.queries.finding import TooMany, knows_aliases, may_search
from helhet.record.queries.openings import may_begin
from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import show
from helhet.workspaces.care.finding import queries
from helhet.workspaces.care.finding.findform import CalledForm, FindForm


@acting
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def find(request: StaffRequest) -> HttpResponse:
    """Ask who is looked for; show whom the reader has a relation to."""
    reader = request.acting.reader
    if not may_search(reader):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    is_called = "called" in request.POST
    form = CalledForm(sent) if is_called else FindForm(sent)
    told: dict[str, Any] = {"form": FindForm() if is_called else form}
    told["may_begin"] = may_begin(reader)
    if is_called or knows_aliases(reader):
        told["called"] = form if is_called else CalledForm()
    if request.method != "POST":
        return show(request, "care/find.html", told)
    if not form.is_valid():
        if isinstance(form, FindForm) and "called" in told:
            # A name alone, typed where a number or a date is asked for, may be an alias: it need not be typed anew.
            told["called"] = CalledForm(initial={"called": form.name})
        return show(request, "care/find.html", told, status=422)
    try:
        told["found"] = queries.find(reader, form, timezone.now())
    except TooMany:
        return show(request, "care/find.html", told | {"is_too_many": True}, status=429)
    return show(request, "care/find.html", told)
