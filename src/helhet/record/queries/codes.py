"""The registration codes that follow from the entries of a course, to whoever may read these entries."""

from __future__ import annotations

from collections.abc import Mapping

from helhet.packs.codes import CodeRow, codes_of
from helhet.record.pathways import pack
from helhet.record.queries.looking import Look


def codes_seen(seen: Look) -> Mapping[int, CodeRow]:
    """Return the codes of a course as it is looked at, by the place of each entry. No query.

    They follow from what stands, so a correction has corrected them. An entry whose outcome is closed to the reader shows none:
    the code would tell it.
    """
    codes = pack().codes
    if not codes.events(seen.course.pathway):
        return {}
    is_open = {line.place for line in seen.lines if line.stands and line.outcome is not None}
    found = codes_of(codes, seen.table, seen.core)
    return {one.act.number: one.row for one in found if one.act.number in is_open}
