"""The registration codes of some days in the units of whoever asks, as a file for a spreadsheet or a register."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from helhet.record.queries.codes import codes_between
from helhet.signin.rules import StaffRequest, acting
from helhet.web.asked import day_near, whole_number

COLUMNS = ("course", "entry", "day", "pathway", "event", "outcome", "code", "verified", "source")


@acting
@require_safe
def codes(request: StaffRequest) -> HttpResponse:
    """Tell the codes of the month so far, or from one day to another; no name and no number of a person."""
    reader, asked = request.acting.reader, request.GET
    last = day_near(asked.get("to"), reader.on)
    first = day_near(asked.get("since"), last.replace(day=1))
    skip = whole_number(asked.get("from"))
    rows, after = codes_between(reader, first, last, timezone.now(), skip=skip)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.writer(answer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in rows:
        code = (one.row.code, "yes" if one.row.is_verified else "no", one.row.source)
        said = (one.course, one.place, one.on.isoformat(), one.pathway, one.event, one.outcome)
        writer.writerow((*said, *code))
    answer["Content-Disposition"] = f'attachment; filename="codes-{first}-{last}.csv"'
    answer["Cache-Control"] = "no-store"
    if after is not None:
        answer["Link"] = f'<?since={first}&to={last}&from={after}>; rel="next"'
    return answer
