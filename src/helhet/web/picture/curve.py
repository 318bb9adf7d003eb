"""Draws figures over time as one small SVG: a line through them, the first and the last in words, and a target if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helhet.web.picture.drawing import Words

WIDE, HIGH = 320, 120
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 26, 24


class Point(NamedTuple):
    """A figure: where in time (years), how much, how it is written, and whether it was read in its source."""

    at: float
    value: float
    said: str
    is_sure: bool = True
    sort: str = ""


def draw(points: Sequence[Point], target: float | None, words: Words, *, key: str) -> SafeString:
    """Return the figures as an SVG; at least one. `key` tells its names from those of other pictures in a page."""
    x, y = _scales(points, target)
    line = "M" + "L".join(f"{x(one.at):.1f} {y(one.value):.1f}" for one in points)
    dots = (
        (f"{one.sort}{'' if one.is_sure else ' doubt'}", f"{x(one.at):.1f}", f"{y(one.value):.1f}")
        for one in points
    )
    said = [one for one in points if one.sort]
    texts = ((_text(one, x(one.at), y(one.value)),) for one in said)
    years = (
        (f"{x(one.at):.1f}", _anchor(x(one.at)), int(one.at)) for one in (points[0], points[-1])
    )
    aim = (
        format_html('<path class="aim" d="M{} {}H{}"/>', LEFT, f"{y(target):.1f}", WIDE - RIGHT)
        if target is not None
        else ""
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="curve-picture" viewBox="0 0 {w} {h}" role="img" lang="{}"'
        ' aria-labelledby="{key}-title" aria-describedby="{key}-desc"><title id="{key}-title">{}</title>'
        '<desc id="{key}-desc">{}</desc>{}<path class="line" d="{}"/>{}{}{}</svg>',
        words.language,
        words.title,
        words.description,
        aim,
        line,
        format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="4"/>', dots),
        format_html_join("", "{}", texts),
        format_html_join("", '<text class="year" x="{}" y="116" text-anchor="{}">{}</text>', years),
        w=WIDE,
        h=HIGH,
        key=key,
    )  # fmt: skip


class _Scale(NamedTuple):
    first: float
    last: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value lies; in the middle if all are the same."""
        span = self.last - self.first
        share = (value - self.first) / span if span else 0.5
        return self.start + share * (self.end - self.start)


_A_DOT: Final = 5


def _scales(points: Sequence[Point], target: float | None) -> tuple[_Scale, _Scale]:
    values = [one.value for one in points] + ([target] if target is not None else [])
    return (
        _Scale(points[0].at, points[-1].at, LEFT + _A_DOT, WIDE - RIGHT - _A_DOT),
        _Scale(min(values), max(values), HIGH - BOTTOM - _A_DOT, TOP),
    )


def _text(point: Point, x: float, y: float) -> SafeString:
    return format_html(
        '<text class="said" x="{}" y="{}" text-anchor="{}">{}</text>',
        f"{x:.1f}",
        f"{y - 9:.1f}",
        _anchor(x),
        point.said,
    )


def _anchor(x: float) -> str:
    """Return on which side of a place its text stands, so that none runs out of the picture."""
    return "start" if x < WIDE / 4 else "end" if x > 3 * WIDE / 4 else "middle"
