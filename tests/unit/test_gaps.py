"""Ways out after which nobody owes anything: found where they are, and nowhere else; and the picture of how pathways fit together."""

from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from helhet.drawing import describe_network, draw_network, links
from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import open_pack
from helhet.pathway.checking.gaps import Gap, gaps
from helhet.pathway.language.model import LANGUAGES, Pathway

DETOX: dict[str, Any] = {
    "pathway": "detox",
    "edition": "1",
    "valid": {"from": "2026-01-01"},
    "subject": "person",
    "area": "treatment",
    "label": "health",
    "states": {"in": {}, "out": {"final": "yes"}, "resting": {"resting": "yes"}},
    "events": {
        "admitted": {"opens": "in"},
        "talked": {"from": "in"},
        "discharged": {"from": "in", "to": "out"},
        "walked-out": {"fact": "yes", "to": "resting"},
        "decided": {
            "from": "in",
            "outcomes": {"on": {"to": "out", "opens-course": {"pathway": "after"}}, "home": {"to": "out"}, "stay": {}},
        },
        "died": {"fact": "yes", "person-wide": "yes", "to": "out"},
    },
    "clocks": {
        "stay": {"while": "in in"},
        "contact": {"start": "walked-out", "stop": "talked", "outlives": "yes"},
    },
}  # fmt: skip
AFTER: dict[str, Any] = {
    **DETOX,
    "pathway": "after",
    "area": "follow-up",
    "events": {"asked": {"opens": "in"}, "heard": {"fact": "yes", "hears": "detox.discharged"}},
    "clocks": {"stay": {"while": "in in"}},
}


def pathway(told: dict[str, Any], **more: Any) -> Pathway:
    return Pathway.model_validate(told | more)


def test_way_out_is_a_gap_unless_something_comes_after() -> None:
    assert list(gaps(pathway(DETOX))) == [
        Gap("discharged", None, "out"),
        Gap("decided", "home", "out"),
    ]


def test_what_another_pathway_hears_is_no_gap() -> None:
    assert Gap("discharged", None, "out") not in gaps(pathway(DETOX), {"detox.discharged"})


@pytest.mark.parametrize("start", ["discharged", "enters out"])
def test_clock_that_goes_on_after_the_end_is_what_comes_after(start: str) -> None:
    clock = {"start": start, "stop": "talked", "outlives": "yes"}
    told = pathway(DETOX, clocks={**DETOX["clocks"], "letter": clock})

    assert Gap("discharged", None, "out") not in gaps(told)


@pytest.mark.parametrize("more", [{"shipped": "no"}, {"outlives": "no"}])
def test_clock_that_is_off_or_closed_by_the_end_is_nothing(more: dict[str, str]) -> None:
    clock = {"start": "discharged", "stop": "talked", "outlives": "yes"} | more
    told = pathway(DETOX, clocks={**DETOX["clocks"], "letter": clock})

    assert Gap("discharged", None, "out") in gaps(told)


def test_clock_of_one_outcome_covers_that_one() -> None:
    clock = {"start": "decided.home", "stop": "talked", "outlives": "yes"}
    told = pathway(DETOX, clocks={**DETOX["clocks"], "letter": clock})

    assert list(gaps(told)) == [Gap("discharged", None, "out")]


def test_a_thing_falls_nowhere() -> None:
    assert list(gaps(pathway(DETOX, subject="grant"))) == []


def test_links_are_told_once_and_opening_before_hearing() -> None:
    both = [pathway(DETOX), pathway(AFTER)]

    assert [tuple(one) for one in links(both)] == [("detox", "after", True)]
    assert describe_network(both) == "detox opens: after"


def test_what_only_hears_is_told_as_that() -> None:
    quiet = pathway(DETOX, events={**DETOX["events"], "decided": {"from": "in", "to": "out"}})

    assert [tuple(one) for one in links([quiet, pathway(AFTER)])] == [("detox", "after", False)]
    assert describe_network([quiet, pathway(AFTER)]) == "detox sends word to: after"


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_of_the_pack_holds_every_pathway_and_is_whole(language: str) -> None:
    pack = open_pack()
    newest = [load_pathway(name, pack)[-1] for name in pathway_names(pack)]

    told = draw_network(newest, pack.listener(language))

    texts = [one.text for one in Xml.fromstring(told).iter() if one.tag.endswith("text")]  # noqa: S314 - our own picture
    for one in newest:
        assert one.title is not None
        assert one.title.in_(language) in texts
    assert told == draw_network(newest, pack.listener(language))


def test_nothing_is_drawn_of_no_pathways() -> None:
    assert "<svg" in draw_network([])
