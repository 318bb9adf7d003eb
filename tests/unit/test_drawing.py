"""Pictures of pathways: all is named, nothing overlaps, nothing needs fetching, every eye can read them."""

import re
from collections.abc import Iterable
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helhet.cli import main
from helhet.drawing import describe_pathway, draw_pathway, neighbours
from helhet.drawing.columns import Columns, columns_of
from helhet.drawing.layout import lay_out
from helhet.drawing.legend import draw_legend
from helhet.drawing.measuring import Font, wrap
from helhet.drawing.moves import Cause, Move, directed, natural_order
from helhet.drawing.palette import DARK, LIGHT, TEXT_ON
from helhet.drawing.shapes import Box, Line, Rect, Scene, Shape, Text
from helhet.drawing.states import draw_states
from helhet.drawing.words import Words
from helhet.pathway.explaining.naming import Listener
from helhet.pathway.language.model import LANGUAGES, Pathway
from helhet.pathway.language.spelling import LONGEST_TEXT
from helhet.pathway.language.words import Title
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import read_pathway

CONTENT = Path("src/helhet/content/norway/pathways")
FOLDERS = sorted(file.parent for file in CONTENT.glob("*/pathway.yaml"))
FRAME: dict[str, Any] = {
    "edition": "2026-01",
    "valid": {"from": "2026-01-01"},
    "subject": "person",
    "area": "treatment",
    "label": "health",
}
SMALL: dict[str, Any] = FRAME | {
    "pathway": "small",
    "settings": ["outpatient", "inpatient"],
    "states": {"referred": {}, "treating": {"place": True}, "ended": {"final": True}},
    "events": {
        "referral-received": {"opens": "referred"},
        "notice-sent": {"from": "referred"},
        "started": {"from": "referred", "to": "treating"},
        "evaluated": {"from": "treating"},
        "sent-back": {"from": "treating", "to": "referred"},
        "left": {"fact": True, "from": ["referred", "treating"], "to": "ended"},
        "died": {"fact": True, "to": "ended"},
    },
    "clocks": {
        "told-of-right": {
            "start": "referral-received",
            "stop": "notice-sent",
            "within": "10 working days",
            "binding": "law",
        },
        "evaluation": {
            "start": "evaluated",
            "stop": "evaluated",
            "within": {"outpatient": "56 days", "inpatient": "1 week"},
            "binding": "guidance",
            "verified": False,
            "shipped": False,
        },
    },
}


def pathway_in(folder: Path) -> Pathway:
    """Return the content's pathway; its forms stand in files beside."""
    forms = sorted((folder / "forms").glob("*.yaml"))
    main, *others = (
        SourceFile(str(file), file.read_bytes()) for file in (folder / "pathway.yaml", *forms)
    )
    read = read_pathway(main, others)
    assert read.pathway is not None, read.problems
    return read.pathway


def small(**changes: Any) -> Pathway:
    return Pathway.model_validate(SMALL | changes)


def shown(svg: str) -> str:
    """Return all that is written in the picture; where its lines break is no matter."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own
    return squeezed("".join(text.text or "" for text in texts))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def scene_of(pathway: Pathway, language: str = "en") -> Scene:
    return lay_out(Words(pathway, Listener(language)))


def assert_nothing_overlaps(scene: Scene) -> None:
    page = Box(0, 0, scene.width, scene.height)
    for text in scene.texts:
        assert page.left <= text.box.left, text
        assert text.box.right <= page.right, text
        assert text.box.bottom <= page.bottom, text
    downwards = sorted(scene.texts, key=lambda text: text.box.top)
    for place, one in enumerate(downwards):
        beside = takewhile(lambda other: other.box.top < one.box.bottom, downwards[place + 1 :])  # noqa: B023 - used at once
        assert not any(one.box.overlaps(other.box) for other in beside), one


def assert_no_line_strikes_a_text(scene: Scene) -> None:
    """A state's own line may run behind a text: the text's patch of background covers it."""
    lines = [shape for shape in scene.shapes if isinstance(shape, Line) and shape.kind != "life"]
    bars = [shape for shape in scene.shapes if isinstance(shape, Rect) and "bar" in shape.kind]
    legs = [
        Box(min(a[0], b[0]), min(a[1], b[1]) - 0.5, max(a[0], b[0]) + 0.5, max(a[1], b[1]) + 0.5)
        for line in lines
        for a, b in pairwise(line.points)
    ]
    legs += [Box(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in bars]
    for text in scene.texts:
        assert not any(text.box.overlaps(leg) for leg in legs), text


@pytest.mark.volume
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_content_is_named_whole_and_never_overlaps(folder: Path, language: str) -> None:
    pathway = pathway_in(folder)
    words = Words(pathway, Listener(language))

    written = shown(draw_pathway(pathway, Listener(language)))
    told = squeezed(describe_pathway(pathway, Listener(language)))

    names = [
        words.title(),
        *map(words.state, pathway.states),
        *(words.called("event", name) for name in pathway.events),
        *(words.called("clock", name) for name in pathway.clocks),
        *(words.called("condition", name) for name in [*pathway.conditions, *pathway.settings]),
        *(words.called("tally", name) for name in pathway.tallies),
    ]
    assert [name for name in names if squeezed(name) not in written] == []
    assert [name for name in names if squeezed(name) not in told] == []
    scene = scene_of(pathway, language)
    assert_nothing_overlaps(scene)
    assert_no_line_strikes_a_text(scene)


def test_there_is_content_to_draw() -> None:
    assert FOLDERS


titles = st.text(st.sampled_from("aiWmå -,/&<«"), min_size=1, max_size=60)


@st.composite
def pathways(draw: st.DrawFn) -> Pathway:
    """Pathways of any shape: the picture must hold for those too that nobody would write."""
    states = [f"s{number}" for number in range(draw(st.integers(1, 16)))]
    events = [f"e{number}" for number in range(draw(st.integers(1, 12)))]
    some = st.lists(st.sampled_from(states), unique=True, max_size=4)
    one = st.none() | st.sampled_from(states)
    title = titles.map(lambda told: {"en": told, "nb": told, "nn": told})
    event = st.fixed_dictionaries({"from": some, "to": one, "fact": st.booleans(), "title": title})
    clock = st.fixed_dictionaries(
        {
            "start": st.sampled_from(events),
            "stop": st.lists(st.sampled_from(events), max_size=3),
            "within": st.sampled_from(["7 days", "0 days", "48 hours"]),
            "verified": st.booleans(),
            "shipped": st.booleans(),
            "title": title,
        }
    )
    state = st.fixed_dictionaries(
        {"final": st.booleans(), "waiting": st.booleans(), "title": title}
    )
    return small(
        title=draw(title),
        states={name: draw(state) for name in states},
        events={"begun": {"opens": states[0]}} | {name: draw(event) for name in events},
        clocks={f"c{number}": draw(clock) for number in range(draw(st.integers(0, 8)))},
    )


def test_an_event_called_by_a_blank_has_a_line_of_its_own() -> None:
    title = dict.fromkeys(LANGUAGES, " ")
    told = {name: {"from": "referred", "title": title} for name in ("one", "other")}

    assert_nothing_overlaps(scene_of(small(events=SMALL["events"] | told)))


@given(pathways())
@settings(max_examples=40)
def test_no_text_meets_another_in_any_pathway(pathway: Pathway) -> None:
    scene = scene_of(pathway)

    assert_nothing_overlaps(scene)
    assert_no_line_strikes_a_text(scene)


def test_two_states_are_a_picture() -> None:
    svg = draw_pathway(
        Pathway.model_validate(
            FRAME
            | {
                "pathway": "least",
                "states": ["open", "closed"],
                "events": {"begun": {"opens": "open"}, "done": {"from": "open", "to": "closed"}},
            }
        )
    )

    assert shown(svg).startswith("least")
    assert "Clocks" not in svg


@pytest.mark.parametrize(
    ("language", "heading", "sentence"),
    [
        (
            "en",
            "Clocks",
            "- told of right: from “referral received” until “notice sent”, within 10 working days"
            " (required by law; responsible: unit)",
        ),
        (
            "nb",
            "Klokker",
            "- told of right: fra «referral received» til «notice sent», innen 10 virkedager (lovpålagt; ansvar: enhet)",
        ),
        (
            "nn",
            "Klokker",
            "- told of right: frå «referral received» til «notice sent», innan 10 virkedagar (krav i lova; ansvar: eining)",
        ),
    ],
)
def test_all_three_languages(language: str, heading: str, sentence: str) -> None:
    svg = draw_pathway(small(), Listener(language))

    assert sentence in describe_pathway(small(), Listener(language)).splitlines()
    assert f'lang="{language}"' in svg
    assert heading in shown(svg)


def test_a_first_day_that_nobody_found_says_so() -> None:
    told = small(valid={"from": "2026-01-01", "to": "2026-12-31", "verified": "no"})

    assert "in force from 2026-01-01 (no source gives the day) to 2026-12-31" in (
        describe_pathway(told)
    )


def test_an_uncertain_clock_that_is_off_says_so() -> None:
    told = describe_pathway(small())

    assert (
        "- evaluation: from “evaluated” until “evaluated”, within 56 days (outpatient) or 1 week (inpatient), recurring"
        " (recommended in guidance; responsible: unit; ? uncertain rule; off)"
    ) in told
    assert "?uncertainrule·off" in shown(draw_pathway(small()))


def test_all_that_a_clock_holds_is_told() -> None:
    rich = {
        "start": ["on worried", "tally three"],
        "when": "in treating & not grown",
        "stop": "evaluated",
        "cancel": "leaves treating",
        "within": [
            {"date-from": "plan.next-day", "less": "3 days"},
            {"limit": "0 days", "when": "not in referred & worried"},
            {"at-age": 18, "less": "1 week"},
        ],
        "no-sooner": "48 hours",
        "each": "notice-sent",
        "before": "left",
        "sets-due": "notice-sent",
        "on-restart": "supersede",
        "on-change": {"setting": "recount", "worried": "restart", "not-before": "1 day"},
        "warn": "2 days",
        "marks": {"patient": "left", "service": "due evaluation"},
        "outlives": True,
        "binding": "right",
        "owner": "municipality",
        "periods": [
            {"from": "2027-01-01", "to": "2027-12-31", "within": "9 days", "verified": False},
            {"from": "2028-01-01", "within": "5 days", "shipped": False},
        ],
    }
    pays = {"while": "worried", "charge": {"rate": "day-rate", "payer": "stay.place"}}
    pathway = small(
        conditions={
            "worried": {"on": ["evaluated", "due rich"], "off": "enters ended"},
            "grown": {"age-from": 18},
        },
        tallies={"three": {"of": "evaluated", "reaches": 3, "within": "90 days", "reset": "left"}},
        clocks=SMALL["clocks"] | {"rich": rich, "pays": pays},
    )

    told = describe_pathway(pathway)

    assert (
        "- rich: from “worried” holds or “three” is reached if in “treating” and not “grown” until “evaluated”,"
        " within the same day (if not in “referred” and “worried”),"
        " no later than 3 days before “next day” or 1 week before the day of turning 18, not sooner than 48 hours, one clock for each “notice sent”,"
        " “left” waits for it, goes on after the end, from 2027-01-01 until 2027-12-31: within 9 days,"
        " cancelled by: leaving “treating”, new date set by “notice sent”, a new start replaces the open one,"
        " counted anew when the setting changes, begins anew when “worried” changes, never less than 1 day then,"
        " warns 2 days before, a breach counts as the patient’s after “left”,"
        " a breach counts as the service’s after “evaluation” runs out"
        " (a right; responsible: municipality; ? uncertain rule from 2027-01-01 until 2027-12-31)"
    ) in told
    assert (
        "- pays: while “worried”, each day costs, paid by “place” (measured; responsible: unit)"
        in told
    )
    assert "- grown: from 18 years" in told
    assert "- three: 3 times “evaluated” within 90 days, begins anew after “left”" in told
    assert_nothing_overlaps(scene_of(pathway))


def test_moves_are_told_with_where_they_lead() -> None:
    told = describe_pathway(small()).splitlines()

    assert "- referral received: begins in referred" in told
    assert "- left (fact): from referred or treating to ended" in told
    assert "- died (fact): from anywhere to ended" in told
    assert "- notice sent: in referred" in told
    assert "- treating (holds a place)" in told


def test_a_title_stands_in_quotation_marks_inside_a_sentence() -> None:
    title = {"en": "Notice sent", "nb": "Svar sendt", "nn": "Svar sendt"}
    pathway = small(events=SMALL["events"] | {"notice-sent": {"from": "referred", "title": title}})

    assert "until “Notice sent”," in describe_pathway(pathway)
    assert "til «Svar sendt»," in describe_pathway(pathway, Listener("nb"))


def test_the_same_pathway_gives_the_same_picture() -> None:
    assert draw_pathway(small()) == draw_pathway(small())


def test_texts_are_escaped() -> None:
    bad = "\x07<b>&\"amp;]]>'"
    title = dict.fromkeys(LANGUAGES, bad)
    states = SMALL["states"] | {"referred": {"title": title}}

    svg = draw_pathway(small(title=title, states=states))

    assert "<b>" not in svg
    assert squeezed(bad.removeprefix("\x07")) in shown(svg)


def test_a_blank_title_is_drawn_as_nothing() -> None:
    blank = {"from": "treating", "title": dict.fromkeys(LANGUAGES, " ")}

    svg = draw_pathway(small(events=SMALL["events"] | {"nothing": blank}))

    assert "evaluated" in shown(svg)


def test_the_picture_stands_alone() -> None:
    svg = draw_pathway(small())

    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    assert root.get("role") == "img"
    assert root[0].text == "small"
    assert root[1].text == describe_pathway(small())
    assert "<script" not in svg
    assert set(re.findall(r"https?://[^\"<]*", svg)) == {"http://www.w3.org/2000/svg"}
    assert all(target.startswith("#small-en-") for target in re.findall(r"url\(([^)]*)\)", svg))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(theme: dict[str, str]) -> None:
    faint = [
        (text, ground)
        for text, grounds in TEXT_ON.items()
        for ground in grounds
        if contrast(theme[text], theme[ground]) < 4.5
    ]

    assert faint == []


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.1."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_states_stand_by_the_longest_way_and_ends_stand_last() -> None:
    pathway = small(
        states={
            "over": {"final": True},
            "rests": {"resting": True},
            "c": {},
            "b": {},
            "a": {},
            "acute": {},
        },
        events={
            "begun": {"opens": "a"},
            "taken-in": {"opens": "acute"},
            "ab": {"from": "a", "to": "b"},
            "ac": {"from": ["a", "acute"], "to": "c"},
            "bc": {"from": "b", "to": "c"},
            "ca": {"from": "c", "to": "a"},
            "over": {"from": ["a", "b", "c"], "to": "over"},
            "rests": {"from": "c", "to": "rests"},
        },
        clocks={},
    )

    assert natural_order(pathway) == ("a", "b", "acute", "c", "rests", "over")


def test_long_words_break_and_joined_words_do_not() -> None:
    font = Font(10)

    assert wrap("one two", font, 20) == ["one", "two"]
    assert wrap("·\u00a0off x", font, 20) == ["·\u00a0off", "x"]
    assert wrap("follow-up", font, 32) == ["follow-", "up"]
    assert all(font.width(line) <= 20 for line in wrap("mmmmmmmmmm", font, 20))


def test_a_word_of_a_page_is_broken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at each start to the word's end took minutes."""
    measured = 0
    width_of = Font.width

    def count(font: Font, text: str) -> float:
        nonlocal measured
        measured += len(text)
        return width_of(font, text)

    monkeypatch.setattr(Font, "width", count)

    assert "".join(wrap("m" * 20_000, Font(10), 100)) == "m" * 20_000

    assert measured < 4 * 20_000


@pytest.mark.parametrize("title", ["w " * (LONGEST_TEXT // 2), "m" * LONGEST_TEXT, "æ-" * 250, " "])
def test_the_longest_titles_are_drawn(title: str) -> None:
    every = Title(en=title, nb=title, nn=title)
    states = {name: {"title": every} for name in ("referred", "treating", "ended")}
    pathway = Pathway.model_validate(SMALL | {"states": states, "title": every})

    assert draw_pathway(pathway).startswith("<")


def test_a_longer_title_is_refused_in_plain_words() -> None:
    text = "long.yaml"
    long = "w" * (LONGEST_TEXT + 1)
    title = f"title: {{en: {long}, nb: b, nn: n}}\nedition: {long}\n"

    told = [str(problem) for problem in read_pathway(SourceFile(text, title.encode())).problems]

    assert f"{text}:1: 'en' of 'title' has more than 500 characters. Shorten it." in told
    assert f"{text}:2: 'edition' has more than 500 characters. Shorten it." in told


# --- what is told of clocks ---------------------------------------------------------------------------


def clock_told(clock: dict[str, Any], language: str = "en", **changes: Any) -> str:
    """Return what is told of one clock that stands alone in the small pathway."""
    told = describe_pathway(
        small(clocks={"one": {"start": "evaluated"} | clock}, **changes), Listener(language)
    )
    return next(line for line in told.splitlines() if line.startswith("- one: "))


def bars(pathway: Pathway) -> list[str]:
    """Return the kinds of the bars, without those of the legend, which are shorter."""
    scene = scene_of(pathway)
    return [
        s.kind for s in scene.shapes if isinstance(s, Rect) and "bar" in s.kind and s.width > 40
    ]


DOUBTED_LATER = {"periods": [{"from": "2027-01-01", "verified": False}]}
DOUBTED_BUT_OFF = {"periods": [{"from": "2027-01-01", "verified": False, "shipped": False}]}


@pytest.mark.parametrize(
    ("clock", "bar"),
    [
        ({}, "bar law"),
        ({"verified": False}, "bar law unsure"),
        (DOUBTED_LATER, "bar law unsure"),
        (DOUBTED_BUT_OFF, "bar law"),
        ({"verified": False, "shipped": False}, "bar off"),
    ],
)
def test_an_uncertain_law_has_another_bar_than_a_certain_one(
    clock: dict[str, Any], bar: str
) -> None:
    law = {"start": "evaluated", "stop": "left", "within": "7 days", "binding": "law"}

    assert bars(small(clocks={"one": law | clock})) == [bar]


def test_the_bar_of_an_uncertain_rule_is_dashed_and_its_mark_stands_in_the_legend() -> None:
    clock = {"start": "evaluated", "stop": "left", "binding": "law", "verified": False}

    svg = draw_pathway(small(clocks={"one": clock}))

    assert ".unsure { stroke-width: 1.6; stroke-dasharray:" in svg
    assert "·?uncertainrule" in shown(svg)
    assert "?uncertain:theruleisnotfullyconfirmed" in shown(svg)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_legend_has_the_signs_that_the_picture_uses_and_no_others(folder: Path) -> None:
    pathway = pathway_in(folder)
    legend = legend_of(pathway)

    drawn = scene_of(pathway).shapes[: -len(legend)]

    assert signs(legend) == signs(drawn)


def legend_of(pathway: Pathway) -> list[Shape]:
    """Return the legend's shapes, which are the last of a scene."""
    words, found = Words(pathway, Listener("en")), columns(pathway)
    moves = directed(pathway, found.order, found.steps)
    return draw_legend(moves, found, words, 0).shapes


SIGNS = {"waiting", "place", "resting", "final", "fact", "return", "here"}
SIGNS |= {"unsure", "off", "law", "guidance", "target", "right"}
"""Without `none`: the legend's bars that stand for clocks of every binding have it."""


def signs(shapes: Iterable[Shape]) -> set[str]:
    """Return which kinds of states, ways and clocks are drawn; what is written has its own colour."""
    kinds = {shape.kind for shape in shapes if not isinstance(shape, Text)}
    return SIGNS.intersection(word for kind in kinds for word in kind.split())


def test_a_switched_off_clock_has_only_its_own_sign_in_the_legend() -> None:
    off = {"start": "evaluated", "binding": "law", "verified": False, "shipped": False}

    assert signs(legend_of(small(clocks={"one": off}))) & {"law", "unsure", "off"} == {"off"}


def test_ways_back_alone_have_no_sign_of_a_way_forth_in_the_legend() -> None:
    events = {
        "begun": {"fact": True, "opens": "referred"},
        "left": {"fact": True, "from": "referred", "to": "ended"},
        "came-back": {"from": "ended", "to": "referred"},
    }
    states = {"referred": {}, "ended": {"resting": True}}
    pathway = small(states=states, events=events, clocks={})

    written = [text.text for text in scene_of(pathway).texts]

    assert "a way back" in written
    assert "an act moves the course" not in written


def test_an_event_to_one_of_its_states_may_also_stay_there() -> None:
    events = SMALL["events"] | {"sent-back": {"from": ["referred", "treating"], "to": "referred"}}
    pathway = small(events=events, clocks={})

    told = describe_pathway(pathway).splitlines()

    assert "- sent back: from treating to referred" in told
    assert "- sent back: in referred" in told
    back = (Cause("sent-back"),)
    found = columns(pathway)
    moves = directed(pathway, found.order, found.steps)
    assert Move(("treating",), "referred", fact=False, causes=back) in moves
    assert ("referred",) in {m.sources for m in moves if m.target is None and back[0] in m.causes}


def test_a_right_lapses_only_if_it_has_a_limit() -> None:
    right = {"allows": "started", "binding": "right"}

    assert "gives the right to “started” (a right" in clock_told(right)
    assert "“started”, lapses unused (a right" in clock_told(right | {"within": "48 hours"})


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ({}, "- one: from “evaluated” (measured; no deadline found; responsible: unit)"),
        (
            {"within": "2 days"},
            "- one: from “evaluated”, within 2 days (measured; responsible: unit)",
        ),
        (
            {"binding": "law"},
            "- one: from “evaluated”, no deadline found (required by law; responsible: unit)",
        ),
        (
            {"binding": "law", "before": "left"},
            "- one: from “evaluated”, “left” waits for it (required by law; responsible: unit)",
        ),
    ],
)
def test_a_limit_that_is_looked_for_and_not_there_was_not_found(
    clock: dict[str, Any], told: str
) -> None:
    assert clock_told(clock) == told


def test_no_days_after_a_change_are_its_own_day() -> None:
    change = {"within": "5 days", "on-change": {"setting": "recount", "not-before": "0 days"}}

    told = [clock_told(change, language) for language in LANGUAGES]

    assert (
        "counted anew when the setting changes, then never before the day of the change" in told[0]
    )
    assert "regnes på nytt når omsorgsnivået endres, da aldri før dagen det endres" in told[1]
    assert (
        "blir rekna på nytt når omsorgsnivået blir endra, då aldri før dagen det blir endra"
        in told[2]
    )


def test_the_owner_stands_beside_the_clock_by_the_title_of_the_role() -> None:
    pathway = small(clocks={"one": {"start": "evaluated", "owner": "first-doctor"}})
    roles = {"first-doctor": Title(en="first doctor", nb="første lege", nn="fyrste lege")}

    svg = draw_pathway(pathway, Listener("nn", roles=roles))

    assert "ansvar:fyrstelege" in shown(svg)
    assert "ansvar: fyrste lege)" in describe_pathway(pathway, Listener("nn", roles=roles))
    assert "responsible: first doctor)" in describe_pathway(pathway)


def test_an_age_that_its_title_says_is_not_said_again() -> None:
    title = {"en": "Under 23", "nb": "Under 23 år", "nn": "Under 23 år"}

    told = describe_pathway(
        small(conditions={"young": {"age-under": 23, "title": title}}), Listener("nb")
    )

    assert "- Under 23 år" in told.splitlines()


def test_states_begin_and_end_in_norwegian_sentences() -> None:
    clock = {"start": "enters treating", "stop": "leaves treating"}

    assert "fra «treating» begynner til «treating» slutter" in clock_told(clock, "nb")
    assert "frå «treating» byrjar til «treating» sluttar" in clock_told(clock, "nn")


# --- between pathways ---------------------------------------------------------------------------------


BETWEEN: dict[str, Any] = {
    "discharged": {
        "from": "treating",
        "to": "ended",
        "outcomes": {"home": {}, "on": {"opens-course": {"pathway": "after"}}},
    },
    "moved": {"opens-course": {"pathway": "after"}, "outcomes": {"near": {}, "far": {}}},
    "told": {"opens-course": {"pathway": "elsewhere"}},
    "answered": {"hears": ["after.reply.yes", "elsewhere.reply"]},
}
AFTER = small(
    pathway="after",
    title={"en": "After care", "nb": "Etterpå", "nn": "Etterpå"},
    events=SMALL["events"]
    | {
        "reply": {
            "title": {"en": "Reply", "nb": "Svar", "nn": "Svar"},
            "outcomes": {"yes": {"title": {"en": "Yes", "nb": "Ja", "nn": "Ja"}}},
        }
    },
)


def test_only_the_outcome_that_opens_a_course_is_said_to_open_it() -> None:
    pathway = small(events=SMALL["events"] | BETWEEN)

    told = describe_pathway(pathway, others={"after": AFTER}).splitlines()

    assert "- discharged: “on” opens “After care”" in told
    assert "- moved: opens “After care”" in told


def test_other_pathways_have_their_titles_or_else_their_names_in_quotation_marks() -> None:
    pathway = small(events=SMALL["events"] | BETWEEN)

    told = describe_pathway(pathway, Listener("nb"), others={"after": AFTER}).splitlines()

    assert "- told: åpner «elsewhere»" in told
    assert "- answered: melding fra «Etterpå»: «Svar: Ja»" in told
    assert "- answered: melding fra «elsewhere»: «reply»" in told
    assert neighbours(pathway) == {"after", "elsewhere"}


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_pictures_of_the_pack_call_roles_and_other_pathways_by_title(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", "tsb", "--language", language, "--text"]) == 0

    told = capsys.readouterr().out
    assert "opnar «" in told or "åpner «" in told
    names = [
        name.replace("-", " ") for name in ("municipal-follow-up", "tsb-pregnant", "tsb-doctor")
    ]
    assert [name for name in names if name in told] == []


# --- the main way -------------------------------------------------------------------------------------


def columns(pathway: Pathway) -> Columns:
    return columns_of(Words(pathway, Listener("en")))


ACUTE: dict[str, Any] = {
    "states": {
        "referred": {},
        "acute": {},
        "treating": {},
        "rests": {"resting": True},
        "ended": {"final": True},
    },
    "events": {
        "received": {"opens": "referred"},
        "taken-in": {"opens": "acute"},
        "attended": {"from": ["referred", "acute"], "to": "treating"},
        "withdrawn": {"from": ["referred", "treating"], "to": "ended"},
        "discharged": {"from": "treating", "to": "rests"},
        "died": {"fact": True, "to": "ended"},
    },
    "clocks": {},
}


def test_the_main_way_stands_in_one_row_and_the_others_a_row_lower() -> None:
    found = columns(small(**ACUTE))

    assert found.main == ("referred", "treating", "rests")
    assert [name for name in found.order if found.is_lower(name)] == ["acute", "ended"]
    assert found.x["referred"] < found.x["acute"] < found.x["treating"]


def test_each_step_of_the_main_way_is_an_arrow_with_its_event() -> None:
    pathway = small(**ACUTE)
    words = Words(pathway, Listener("en"))
    found = columns_of(words)

    row = draw_states(directed(pathway, found.order, found.steps), found, words, 0)

    arrows = {(move.sources, move.target) for move in row.straight}
    assert arrows == {((), "referred"), (("referred",), "treating"), (("treating",), "rests")}


def test_a_step_with_very_much_to_say_is_an_arrow_and_is_said_below() -> None:
    many = {f"came-in-by-way-number-{n}": {"from": "referred", "to": "treating"} for n in range(9)}
    pathway = small(**ACUTE | {"events": ACUTE["events"] | many})
    found = columns(pathway)
    words = Words(pathway, Listener("en"))

    row = draw_states(directed(pathway, found.order, found.steps), found, words, 0)

    lines = [shape.points for shape in row.part.shapes if isinstance(shape, Line)]
    assert any(
        start[0] < (found.x["referred"] + found.x["treating"]) / 2 < end[0] for start, end in lines
    )
    assert (("referred",), "treating") not in {(m.sources, m.target) for m in row.straight}
    assert "camein" in shown(draw_pathway(pathway))


def test_labels_beside_the_first_state_are_not_broken_within_words() -> None:
    pathway = pathway_in(CONTENT / "tsb-pregnant")

    written = [text.text for text in scene_of(pathway, "nn").texts]

    assert "Tilvising motteken" in written


def test_a_step_that_may_come_anywhere_is_an_arrow_too() -> None:
    events = {
        "met": {"opens": "met"},
        "given": {"to": "carrying"},
        "over": {"from": "carrying", "to": "ended"},
        "died": {"fact": True, "to": "ended"},
    }
    states = {"met": {}, "carrying": {}, "ended": {"final": True}}
    pathway = small(states=states, events=events, clocks={})
    found = columns(pathway)

    moves = directed(pathway, found.order, found.steps)

    assert found.main == ("met", "carrying", "ended")
    assert Move(("met",), "carrying", fact=False, causes=(Cause("given"),)) in moves


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("tsb", ("referred", "entitled", "assessing", "treating", "ready")),
        ("naloxone", ("met", "carrying")),
        ("oat", ("referred", "admitted", "starting", "stable")),
    ],
)
def test_the_first_row_of_the_pack_goes_from_the_opening_to_an_end(
    name: str, main: tuple[str, ...]
) -> None:
    pathway = pathway_in(CONTENT / name)

    found = columns(pathway)

    assert found.main[:-1] == main
    assert pathway.states[found.main[-1]].is_end
    assert not found.is_staggered
