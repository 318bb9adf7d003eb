"""To whom the money went, as it has been booked: from each way to the receivers, the largest by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from helhet.ledger.balances import balances
from helhet.plans.model import Channel, Stage
from helhet.web.picture.drawing import Words
from helhet.web.picture.flow import Flow, Node, draw
from helhet.workspaces.plan.figures import CHANNELS, STAGES, amount, millions
from helhet.workspaces.plan.flow import WIDTH, FlowShown

BY_NAME: Final = 12
"""How many receivers stand by name; the others stand together."""
STAGES_SHOWN: Final = (Stage.PAID, Stage.COMMITTED, Stage.ALLOTTED)
"""The nearest to the hand that anything was booked at is shown."""
OTHERS: Final = "others"


def receivers_of(plan: str, language: str) -> tuple[str, FlowShown] | None:
    """Return the stage and the picture of who received a plan's money, or None if nobody is booked. At most three queries."""
    for stage in STAGES_SHOWN:
        told = {
            (str(channel), str(receiver)): ore
            for (channel, receiver), ore in balances(
                ["channel", "receiver"], plan=plan, stage=stage
            ).items()
            if receiver and ore > 0
        }
        if told:
            return str(STAGES[stage]), _drawn(_largest(told), language)
    return None


def _largest(told: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Return the amounts with all but the largest receivers put together, the largest first."""
    sums: dict[str, int] = {}
    for (_channel, receiver), ore in told.items():
        sums[receiver] = sums.get(receiver, 0) + ore
    named = sorted(sums, key=lambda one: (-sums[one], one))[:BY_NAME]
    found: dict[tuple[str, str], int] = {}
    for (channel, receiver), ore in told.items():
        key = channel, receiver if receiver in named else OTHERS
        found[key] = found.get(key, 0) + ore
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _drawn(told: Mapping[tuple[str, str], int], language: str) -> FlowShown:
    ways: dict[str, int] = {}
    ends: dict[str, int] = {}
    for (channel, receiver), ore in told.items():
        ways[channel] = ways.get(channel, 0) + ore
        ends[receiver] = ends.get(receiver, 0) + ore
    titles = {
        **{f"way-{one}": str(CHANNELS[Channel(one)]) for one in ways},
        **{f"to-{one}": _("Others") if one == OTHERS else one for one in ends},
    }
    nodes = [
        Node(f"way-{one}", 0, titles[f"way-{one}"], amount(ore), "year")
        for one, ore in ways.items()
    ]
    nodes += [
        Node(f"to-{one}", 1, titles[f"to-{one}"], amount(ore), "way") for one, ore in ends.items()
    ]
    flows = [
        Flow(f"way-{channel}", f"to-{receiver}", float(ore))
        for (channel, receiver), ore in told.items()
    ]
    rows = tuple(
        (titles[f"way-{channel}"], titles[f"to-{receiver}"], millions(ore))
        for (channel, receiver), ore in told.items()
    )
    words = Words(
        language, _("To whom the money went"), _("All that it shows stands in the table below."), ""
    )
    return FlowShown(draw(nodes, flows, words, width=WIDTH, key="receivers"), rows)
