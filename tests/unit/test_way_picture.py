"""A way as a picture: what falls where, what fits, what is escaped, and that it reads without colour or mouse."""

import itertools
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.web.picture.axis import ticks
from helhet.web.picture.drawing import Words, draw
from helhet.web.picture.lanes import Lane, Late, Mark, Sign, Sort, Stretch, Window

TODAY = date(2026, 5, 19)
WINDOW = Window(date(2026, 1, 1), date(2026, 6, 30), TODAY)
WORDS = Words("en", "The way", "Lanes over time.", "today")
SVG = "{http://www.w3.org/2000/svg}"


def lane(*stretches: Stretch, address: str = "", marks: tuple[Mark, ...] = ()) -> Lane:
    return Lane("Treatment", "Clinic", "Treatment, Clinic", address, stretches, (), marks)


def stretch(begin: date, end: date | None, title: str = "Waits") -> Stretch:
    return Stretch(begin, end, title, Sort.WAITING, f"{title} in full")


def drawn(*lanes: Lane, width: int = 1100, window: Window = WINDOW) -> ET.Element:
    svg = draw(lanes, window, WORDS, width=width, key="x")
    return ET.fromstring(svg)  # noqa: S314


def texts(picture: ET.Element) -> list[str]:
    return [one.text or "" for one in picture.iter(f"{SVG}text")]


def rects(picture: ET.Element) -> list[tuple[float, float]]:
    return [(float(r.attrib["x"]), float(r.attrib["width"])) for r in picture.iter(f"{SVG}rect")]


def test_half_the_days_take_half_the_room() -> None:
    half = WINDOW.first + timedelta(days=WINDOW.days // 2)
    [(left, wide)] = rects(drawn(lane(stretch(WINDOW.first, half))))

    assert left == 10
    assert wide == pytest.approx(1080 * (WINDOW.days // 2) / WINDOW.days, abs=0.1)


def test_what_lasts_ends_today_and_what_is_outside_is_left_out() -> None:
    long_ago = stretch(date(2020, 1, 1), date(2020, 2, 1))
    [(left, wide)] = rects(drawn(lane(long_ago, stretch(date(2026, 4, 1), None))))

    days = (TODAY - WINDOW.first).days + 1
    assert left + wide == pytest.approx(10 + 1080 * days / WINDOW.days, abs=0.1)


def test_a_name_stands_where_it_fits_and_in_the_hint_always() -> None:
    short = stretch(date(2026, 5, 1), date(2026, 5, 2))
    picture = drawn(lane(stretch(date(2026, 1, 1), date(2026, 5, 1)), short))

    assert texts(picture).count("Waits") == 1
    assert [one.text for one in picture.iter(f"{SVG}title")].count("Waits in full") == 2


def test_a_lane_with_an_address_is_a_link_and_the_whole_a_group() -> None:
    led = drawn(lane(stretch(WINDOW.first, None), address="/there/"))
    alone = drawn(lane(stretch(WINDOW.first, None)))

    assert (led.attrib["role"], alone.attrib["role"]) == ("group", "img")
    assert [one.attrib["href"] for one in led.iter(f"{SVG}a")] == ["/there/"]
    assert not list(alone.iter(f"{SVG}a"))


def test_it_has_a_title_and_a_description_that_it_names() -> None:
    picture = drawn(lane(stretch(WINDOW.first, None)))

    ids = {one.attrib["id"]: one.text for one in picture if "id" in one.attrib}
    assert ids[picture.attrib["aria-labelledby"]] == "The way"
    assert ids[picture.attrib["aria-describedby"]] == "Lanes over time."


def test_marks_on_one_day_stand_below_each_other_each_in_its_shape() -> None:
    marks = tuple(Mark(TODAY, sign, sign.value) for sign in Sign)
    picture = drawn(lane(stretch(WINDOW.first, None), marks=marks))

    shapes = [g.find(f"{SVG}path") for g in picture.iter(f"{SVG}g") if "mark" in g.attrib["class"]]
    assert len({shape.attrib["d"] for shape in shapes if shape is not None}) == 3


def test_a_mark_beyond_the_window_stands_at_its_edge() -> None:
    far = Mark(date(2030, 1, 1), Sign.DUE, "far")
    picture = drawn(lane(stretch(WINDOW.first, None), marks=(far,)))

    assert any(g.attrib["class"] == "mark due beyond" for g in picture.iter(f"{SVG}g"))


@pytest.mark.parametrize("width", [344, 1100])
def test_no_text_runs_over_the_edge_however_long(width: int) -> None:
    long = Lane("T" * 300, "P" * 300, "label", "", (stretch(WINDOW.first, None, "S" * 300),))
    picture = drawn(long, width=width)

    for one in picture.iter(f"{SVG}text"):
        at, wide = float(one.attrib["x"]), len(one.text or "") * 6.6
        assert one.attrib.get("text-anchor") == "end" or at + wide <= width


@pytest.mark.parametrize("days", [1, 30, 365, 3_000, 30_000])
@pytest.mark.parametrize("width", [324, 1080])
def test_ticks_leave_room_for_their_words(days: int, width: int) -> None:
    window = Window(TODAY - timedelta(days=days - 1), TODAY, TODAY)
    told = [tick.day for tick in ticks(window, width, "nb")]

    assert told == sorted(set(told))
    assert all(window.first <= day <= window.last and day.day == 1 for day in told)
    apart = [(b - a).days * width / window.days for a, b in itertools.pairwise(told)]
    assert all(room > 35 for room in apart)


@given(st.text(), st.text())
def test_whatever_is_said_is_text(title: str, hint: str) -> None:
    told = Lane(title, hint, hint, "/x/", (Stretch(WINDOW.first, None, title, Sort.GOING, hint),),
                (Late(WINDOW.first, None, hint),), (Mark(TODAY, Sign.DUE, hint),))  # fmt: skip
    svg = draw([told], WINDOW, WORDS, width=1100, key="x")

    names = set(re.findall(r"</?([a-zA-Z!?][^\s/>]*)", svg))
    assert names <= {"svg", "title", "desc", "g", "a", "rect", "path", "text"}
    assert "style=" not in re.sub(r">[^<]*<|\"[^\"]*\"", "", svg)
