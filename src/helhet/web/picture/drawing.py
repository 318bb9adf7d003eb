"""Draws lanes over time as one SVG: text as text, each look a class, nothing that a content policy would refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from helhet.web.picture.axis import ticks
from helhet.web.picture.lanes import Lane, Late, Mark, Sign, Sort, Stretch, Window

LETTER: Final = 6.6
"""How wide a letter of 12 units is taken to be: rather too much, so that no text runs over."""
BOLD: Final = 7.6
SIDE, AXIS, BAR, GAP = 10, 34, 26, 16
"""Room at the sides, for the axis, for a bar, and between two lanes."""
HEAD: Final = 20
"""A line of a lane's head."""
LATE_AT, MARKS_AT, ROW = 33, 48, 15
"""How far below a bar's top the lateness and the marks stand; two marks on one spot stand in two rows."""
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What a picture says of itself, in the language of the page."""

    language: str
    title: str
    description: str
    today: str


@dataclass(frozen=True)
class _Scale:
    window: Window
    width: int

    def x(self, day: date) -> float:
        """Return where a day begins, within the window."""
        nth = min(max((day - self.window.first).days, 0), self.window.days)
        return SIDE + nth * (self.width - 2 * SIDE) / self.window.days


def draw(
    lanes: Sequence[Lane], window: Window, words: Words, *, width: int, key: str
) -> SafeString:
    """Return the lanes as an SVG of a width in units; `key` tells its names from those of other pictures in a page.

    A lane with an address is a link, so the whole is a group; without any it is one image.
    """
    scale = _Scale(window, width)
    heads = [_head(lane, width) for lane in lanes]
    tops, bottom = [], float(AXIS)
    for lane, head in zip(lanes, heads, strict=True):
        tops.append(bottom)
        bottom += _high(head) + _depth(lane, scale) + GAP
    role = "group" if any(lane.address for lane in lanes) else "img"
    drawn = [_lane(*told, scale) for told in zip(lanes, heads, tops, strict=True)]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="way-picture" viewBox="0 0 {w} {h}" role="{role}" lang="{lang}"'
        ' aria-labelledby="{key}-title" aria-describedby="{key}-desc"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-desc">{desc}</desc>{axis}{lanes}{today}</svg>',
        w=width,
        h=round(bottom),
        role=role,
        lang=words.language,
        key=key,
        title=words.title,
        desc=words.description,
        axis=_joined(_axis(scale, words.language, bottom)),
        lanes=_joined(drawn),
        today=_today(scale, words.today, bottom),
    )


def _joined(parts: Sequence[SafeString] | Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _axis(scale: _Scale, language: str, bottom: float) -> Iterator[SafeString]:
    for tick in ticks(scale.window, scale.width - 2 * SIDE, language):
        x = round(scale.x(tick.day), 1)
        kind = "tick year" if tick.year else "tick"
        yield format_html('<path class="{}" d="M{} 16V{}"/>', kind, x, round(bottom - GAP / 2))
        text = " ".join(word for word in (tick.month, tick.year) if word)
        if x + len(text) * LETTER < scale.width:
            yield format_html('<text class="axis" x="{}" y="12">{}</text>', x, text)


def _today(scale: _Scale, word: str, bottom: float) -> SafeString:
    if not scale.window.first <= scale.window.today <= scale.window.last:
        return mark_safe("")
    x = scale.x(scale.window.today)
    is_right = x + len(word) * LETTER + 8 > scale.width
    return format_html(
        '<g class="today" aria-hidden="true"><path d="M{x} 18V{b}"/><text x="{t}" y="28" text-anchor="{a}">{w}</text></g>',
        x=round(x, 1),
        b=round(bottom - GAP / 2),
        t=round(x - 4 if is_right else x + 4, 1),
        a="end" if is_right else "start",
        w=word,
    )


class _Said(NamedTuple):
    """A text of a lane's head: its look, where it begins, on which line."""

    kind: str
    x: float
    line: int
    text: str


def _head(lane: Lane, width: int) -> list[_Said]:
    """Return a lane's head: its title, and its place beside it or, where both do not fit, below."""
    room = width - 2 * SIDE
    title = _Said("lane-title", SIDE, 0, _cut(lane.title, room, BOLD))
    if not lane.place:
        return [title]
    beside = SIDE + len(lane.title) * BOLD + LETTER
    if beside + len(lane.place) * LETTER <= room:
        return [title, _Said("lane-place", round(beside, 1), 0, lane.place)]
    return [title, _Said("lane-place", SIDE, 1, _cut(lane.place, room, LETTER))]


def _high(head: list[_Said]) -> float:
    return HEAD * (1 + max(one.line for one in head)) + 2


def _cut(text: str, room: float, letter: float) -> str:
    fits = int(room / letter)
    return text if len(text) <= fits else f"{text[: fits - 1].rstrip()}…"


def _depth(lane: Lane, scale: _Scale) -> float:
    """Return how deep a lane is below its head: its bar, what was late, its marks."""
    if lane.marks:
        return MARKS_AT + ROW * max(row for row, _ in _rows(lane.marks, scale))
    return LATE_AT if lane.lates else BAR


def _lane(lane: Lane, head: list[_Said], top: float, scale: _Scale) -> SafeString:
    """Return a lane; its parts say in their titles what they are, and its label says where it stands."""
    texts = format_html_join(
        "",
        '<text class="{}" x="{}" y="{}">{}</text>',
        ((one.kind, one.x, top + 15 + one.line * HEAD, one.text) for one in head),
    )
    y = top + _high(head)
    shown = [one for one in lane.stretches if scale.window.holds(one.begin, one.end)]
    late = [one for one in lane.lates if scale.window.holds(one.begin, one.end)]
    inner = _joined(
        [
            texts,
            *(_stretch(one, y, scale) for one in shown),
            *(_late(one, y + LATE_AT - 5, scale) for one in late),
            *(
                _mark(one, y + MARKS_AT - 8 + row * ROW, scale)
                for row, one in _rows(lane.marks, scale)
            ),
        ]
    )
    if lane.address:
        return format_html(
            '<a class="lane" href="{}" aria-label="{}">{}</a>', lane.address, lane.label, inner
        )
    return format_html('<g class="lane">{}</g>', inner)


def _stretch(told: Stretch, y: float, scale: _Scale) -> SafeString:
    left = scale.x(told.begin)
    right = scale.x(told.end or scale.window.today + A_DAY)
    wide = max(right - left, 2)
    is_thin = told.sort is Sort.ENDED
    words = told.title if len(told.title) * LETTER + 12 <= wide else ""
    return format_html(
        '<g class="stretch {kind}"><title>{hint}</title><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="4"/>'
        '<text x="{t}" y="{b}">{words}</text></g>',
        kind=told.sort.value,
        hint=told.hint,
        x=round(left, 1),
        y=y + (BAR - 8 if is_thin else 0),
        w=round(wide, 1),
        h=8 if is_thin else BAR,
        t=round(left + 6, 1),
        b=y + (BAR - 12 if is_thin else 17),
        words=words,
    )


def _late(told: Late, y: float, scale: _Scale) -> SafeString:
    left = scale.x(told.begin)
    right = scale.x(told.end or scale.window.today + A_DAY)
    return format_html(
        '<g class="late"><title>{}</title><path d="M{} {}H{}"/></g>',
        told.hint,
        round(left, 1),
        y,
        round(max(right, left + 3), 1),
    )


def _rows(marks: Sequence[Mark], scale: _Scale) -> Iterator[tuple[int, Mark]]:
    """Yield the marks that the window holds, each with its row: the first in which it touches no other."""
    ends: list[float] = []
    for mark in sorted(marks):
        x = scale.x(min(mark.day, scale.window.last))
        row = next((nth for nth, end in enumerate(ends) if end < x), len(ends))
        ends[row : row + 1] = [x + ROW]
        yield row, mark


def _mark(told: Mark, y: float, scale: _Scale) -> SafeString:
    """Return a mark on its day; one that lies beyond the window stands at its edge as an arrow."""
    x = round(min(max(scale.x(told.day), SIDE + 6), scale.width - SIDE - 6), 1)
    is_beyond = told.day > scale.window.last
    shape = {
        Sign.APPOINTMENT: f"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
        Sign.OVERDUE: f"M{x} {y - 6}L{x + 6.5} {y + 5}H{x - 6.5}Z",
        Sign.DUE: f"M{x} {y - 6}L{x + 6} {y}L{x} {y + 6}L{x - 6} {y}Z",
    }[told.sign]
    if is_beyond:
        shape = f"M{x - 4} {y - 5}L{x + 4} {y}L{x - 4} {y + 5}"
    kind = f"{told.sign.value} beyond" if is_beyond else told.sign.value
    return format_html(
        '<g class="mark {}"><title>{}</title><path d="{}"/></g>', kind, told.hint, shape
    )
