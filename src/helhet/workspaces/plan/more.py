"""The other pages of a plan, so that no page of it is a dead end."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from helhet.workspaces.plan.glance import budget_years
from helhet.workspaces.plan.shipped import plan_of


class Way(NamedTuple):
    """A page, as a link calls it."""

    title: str
    address: str


def more_of(plan: str, here: str) -> list[Way]:
    """Return the pages of a plan but the one at an address; raise KeyError for a plan that is not there."""
    years = [
        Way(
            _("The budget of %(year)s") % {"year": year},
            reverse("plan:budget", args=[plan, year]),
        )
        for year in budget_years(plan_of(plan))
    ]
    found = [
        Way(_("Goals and results"), reverse("plan:one", args=[plan])),
        Way(_("Two counts side by side"), reverse("plan:counts", args=[plan])),
        Way(_("The money as a picture"), reverse("plan:money", args=[plan])),
        Way(_("Over time"), reverse("plan:timeline", args=[plan])),
        *years,
    ]
    return [one for one in found if one.address != here]
