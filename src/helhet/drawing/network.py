"""How pathways fit together as one picture: each on a line, and beside the lines a track for each that others lead to.

A dot on a track is a pathway that opens a course there, a ring one that only sends word; the arrow at its end is where it leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from helhet.drawing.beside import opened_by
from helhet.drawing.shapes import FONTS, Dot, Head, Line, Rect, Scene, Shape, Text
from helhet.drawing.svg import write
from helhet.drawing.texts import text_in
from helhet.pathway.explaining.naming import ENGLISH, Listener
from helhet.pathway.language.model import LANGUAGES, Area, Pathway

MARGIN: Final = 20
HIGH: Final = 26
HEADING: Final = 34
LANE: Final = 16
TOP: Final = 74
PADDING: Final = 10


class Link(NamedTuple):
    """That a pathway leads to another: it opens courses there, or only sends word."""

    source: str
    target: str
    opens: bool


class _Row(NamedTuple):
    pathway: Pathway
    title: str
    y: float


def links(pathways: Sequence[Pathway]) -> list[Link]:
    """Return what leads where among pathways, each pair once, in the order of the targets; itself apart."""
    known = [one.pathway for one in pathways]
    found = {
        (one.pathway, other): True
        for one in pathways
        for event in one.events.values()
        for other in (*opened_by(event), *event.moves_up)
    }
    for one in pathways:
        for event in one.events.values():
            for heard in event.hears:
                found.setdefault((heard.partition(".")[0], one.pathway), False)
    told = [
        Link(source, target, opens)
        for (source, target), opens in found.items()
        if source != target and source in known and target in known
    ]
    return sorted(told, key=lambda one: (known.index(one.target), known.index(one.source)))


def draw_network(pathways: Sequence[Pathway], listener: Listener = ENGLISH) -> str:
    """Return the picture of pathways as one SVG that stands alone. They are checked, the newest edition of each.

    The same pathways and listener always give the same text.
    """
    number = LANGUAGES.index(listener.language)
    rows, bottom = _rows(pathways, listener.language)
    told = links([row.pathway for row in rows])
    left = MARGIN + max((_width(row) for row in rows), default=0) + 2 * PADDING
    tracks = list(dict.fromkeys(one.target for one in told))
    right = left + LANE * (len(tracks) + 1) + MARGIN
    title = text_in(number, "network")
    shapes = [
        Text(MARGIN, MARGIN + 18, title, "title"),
        *_legend(number),
        *_headings(rows, number),
        *_lines(rows, told, tracks, left),
        *(shape for row in rows for shape in _box(row)),
        *(
            shape
            for target in tracks
            for shape in _track(rows, told, target, _lane(left, tracks, target))
        ),
    ]
    shapes.sort(key=lambda shape: isinstance(shape, Dot))  # no line runs through a dot
    wide = max(
        right, *(shape.x + shape.width + MARGIN for shape in shapes if isinstance(shape, Text))
    )
    description = describe_network(pathways, listener)
    return write(
        Scene(wide, bottom + MARGIN, shapes),
        title,
        description,
        listener.language,
        f"network-{listener.language}",
    )


def describe_network(pathways: Sequence[Pathway], listener: Listener = ENGLISH) -> str:
    """Return what the picture tells, as plain text: a line for each pathway that leads anywhere."""
    number, titles = LANGUAGES.index(listener.language), _titles(pathways, listener.language)
    lines = []
    for one in pathways:
        mine = [link for link in links(pathways) if link.source == one.pathway]
        for key, opens in (("network-opens", True), ("network-tells", False)):
            named = ", ".join(titles[link.target] for link in mine if link.opens is opens)
            if named:
                lines.append(text_in(number, key).format(titles[one.pathway], named))
    return "\n".join(lines)


def _titles(pathways: Sequence[Pathway], language: str) -> dict[str, str]:
    return {one.pathway: one.title.in_(language) if one.title else one.pathway for one in pathways}


def _rows(pathways: Sequence[Pathway], language: str) -> tuple[list[_Row], float]:
    """Return the pathways from top to bottom, by area; and where they end."""
    rows, y, titles = list[_Row](), float(TOP), _titles(pathways, language)
    for area in Area:
        those = [one for one in pathways if one.area is area]
        y += HEADING if those else 0
        for one in those:
            rows.append(_Row(one, titles[one.pathway], y))
            y += HIGH
    return rows, y


def _width(row: _Row) -> float:
    return FONTS["label"].width(row.title)


def _headings(rows: Sequence[_Row], number: int) -> Iterator[Shape]:
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before.pathway.area is not row.pathway.area:
            told = text_in(number, f"area-{row.pathway.area}")
            yield Text(MARGIN, row.y - 8, told, "heading")


def _box(row: _Row) -> Iterator[Shape]:
    yield Rect(MARGIN, row.y, _width(row) + 2 * PADDING, HIGH - 5, "state", 5)
    yield Text(MARGIN + PADDING, row.y + 15, row.title, "label")


def _lane(left: float, tracks: Sequence[str], target: str) -> float:
    return left + LANE * (tracks.index(target) + 1)


def _lines(
    rows: Sequence[_Row], told: Sequence[Link], tracks: Sequence[str], left: float
) -> Iterator[Shape]:
    """Yield from each pathway a quiet line to the last track that it has to do with."""
    for row in rows:
        name = row.pathway.pathway
        lanes = [
            _lane(left, tracks, one.target) for one in told if name in (one.source, one.target)
        ]
        if lanes:
            y = _middle(row)
            start = MARGIN + _width(row) + 2 * PADDING
            yield Line(((start, y), (max(lanes), y)), "life")


def _middle(row: _Row) -> float:
    return row.y + (HIGH - 5) / 2


def _track(rows: Sequence[_Row], told: Sequence[Link], target: str, x: float) -> Iterator[Shape]:
    """Yield the track of a pathway: from all that lead to it, into it."""
    places = {row.pathway.pathway: row for row in rows}
    end = places[target]
    mine = [one for one in told if one.target == target]
    ys = [_middle(places[one.source]) for one in mine] + [_middle(end)]
    tip = MARGIN + _width(end) + 2 * PADDING
    kind = "way" if any(one.opens for one in mine) else "stay"
    yield Line(((x, min(ys)), (x, max(ys))), kind)
    yield Line(((x, _middle(end)), (tip, _middle(end))), kind)
    yield Head(tip, _middle(end), "left", "point")
    for one in mine:
        place = _middle(places[one.source])
        yield Dot(x, place, 4, "start" if one.opens else "here")


def _legend(number: int) -> Iterator[Shape]:
    x, y = float(MARGIN), float(MARGIN + 42)
    for key, kind in (("network-dot", "start"), ("network-ring", "here")):
        told = text_in(number, key)
        yield Dot(x + 4, y - 4, 4, kind)
        yield Text(x + 14, y, told, "quiet")
        x += 14 + FONTS["quiet"].width(told) + 20
