"""Whoever asks the municipality to follow somebody up hears each of its answers, and what it lacks reaches it."""

from collections.abc import Iterator
from functools import cache

import pytest

from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import open_pack
from helhet.pathway.language.model import Event, OpensCourse, Pathway

ASKED = "municipal-follow-up"
ANSWER = "handover-answered"


@cache
def newest(name: str) -> Pathway:
    return load_pathway(name, open_pack())[-1]


def opened(event: Event) -> Iterator[OpensCourse]:
    each = [event.opens_course, *(one.opens_course for one in event.outcomes.values())]
    yield from (one for one in each if one is not None)


def waits(pathway: Pathway) -> bool:
    """Return whether it asks the municipality, and wants its answer."""
    asked = (one for event in pathway.events.values() for one in opened(event))
    return any(one.pathway == ASKED and ANSWER in one.tells_back for one in asked)


ASKING = sorted(name for name in pathway_names(open_pack()) if waits(newest(name)))


def test_many_ask() -> None:
    assert len(ASKING) >= 12


@pytest.mark.parametrize("name", ASKING)
def test_each_answer_is_heard(name: str) -> None:
    answers = set(newest(ASKED).events[ANSWER].outcomes)
    heard = {
        str(one).removeprefix(f"{ASKED}.{ANSWER}.")
        for event in newest(name).events.values()
        for one in event.hears
        if str(one).startswith(f"{ASKED}.{ANSWER}")
    }

    assert heard == answers, "a plain answer is none: say which"


@pytest.mark.parametrize("name", ASKING)
def test_what_the_municipality_lacks_reaches_it(name: str) -> None:
    sent = {one for one in newest(name).events if one.endswith("information-sent")}
    received = {str(one) for one in newest(ASKED).events["information-received"].hears}

    assert {f"{name}.{one}" for one in sent} & received
