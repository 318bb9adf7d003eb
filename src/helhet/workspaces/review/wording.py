"""The codes of the log in plain words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.access.deciding import Reason
from helhet.access.table import Deed, Part

DEEDS: Final[dict[str, str | Promise]] = {
    Deed.SUMMARY.name.lower(): _("saw the main lines of"),
    Deed.READ.name.lower(): _("read"),
    Deed.WRITE.name.lower(): _("wrote, or opened to write"),
}
PARTS: Final[dict[str, str | Promise]] = {
    Part.ID: _("who it is"),
    Part.ADR: _("where they live"),
    Part.PLAN: _("the way and the plan"),
    Part.SUD: _("substance use"),
    Part.PSY: _("mental health"),
    Part.VNOTE: _("notes held closest"),
    Part.COURT: _("the programme of the court"),
    Part.CHILD: _("children"),
    Part.OUTN: _("help on the street"),
    Part.OUTA: _("help on the street without a name"),
    Part.LOG: _("who has read"),
    Part.STAT: _("statistics"),
    Part.GRANT: _("grants"),
}
REASONS: Final[dict[str, str | Promise]] = {
    Reason.GRANTED: "",
    Reason.GRANTED_OWN_UNIT: "",
    Reason.GRANTED_BY_CONSENT: _("by the person's consent"),
    Reason.GRANTED_UNOBJECTED: _("the person was told, and has not objected"),
    Reason.CONSENT_GIVEN: _("wrote down a consent"),
    Reason.CONSENT_WITHDRAWN: _("withdrew a consent"),
    Reason.RELEASED: _("as it was passed on to the unit"),
    Reason.PASSED_ON: _("passed something on"),
    Reason.RELEASE_STOPPED: _("stopped what was passed on"),
    Reason.OPENED: _("took somebody new in"),
    Reason.UNDO: _("took their own slip back"),
    Reason.IMPORTED: _("imported"),
    Reason.SEARCHED: _("found by searching"),
    Reason.ROLE: _("the role was not in force, or is not one"),
    Reason.PURPOSE: _("the role does not act for this"),
    Reason.NO_RELATION: _("the unit has nothing to do with the person"),
    Reason.BREAK_GLASS: _("the unit has nothing to do with the person"),
    Reason.NOT_RELEASED: _("not released to the unit"),
    Reason.CONSENT: _("no consent"),
    Reason.CELL: _("closed to the role"),
    Reason.TOO_MANY: _("too many searches in an hour"),
}
PURPOSES: Final[dict[str, str | Promise]] = {
    "treat": _("to treat"),
    "coordinate": _("to coordinate"),
    "outreach": _("to help on the street"),
    "court": _("to run a programme of the court"),
    "appeal": _("to decide an appeal"),
    "review": _("to review"),
    "statistics": _("for statistics"),
    "operate": _("to run the system"),
    "own": _("about themselves"),
}
