"""The colours of the pictures, light and dark, and the style sheet made of them.

Every text stands at least 4.5 : 1 against what is behind it; tests/unit/test_drawing.py counts it.
"""

from collections.abc import Mapping
from typing import Final

LIGHT: Final[Mapping[str, str]] = {
    "page": "#ffffff",
    "ink": "#17202b",
    "quiet": "#4a5766",
    "life": "#c5cfda",
    "rule": "#d5dde6",
    "panel": "#f5f7fa",
    "state": "#eaf1f8",
    "edge": "#3c5a78",
    "waiting": "#fff3d1",
    "waiting-edge": "#8a6100",
    "place": "#e3f4ea",
    "place-edge": "#1f6b45",
    "end": "#eceef1",
    "end-edge": "#4a5766",
    "way": "#2d3f52",
    "return": "#8f2f6b",
    "law": "#1550a8",
    "guidance": "#0b6a61",
    "target": "#6b3fa6",
    "right": "#93440a",
    "none": "#566271",
    "doubt": "#a3221f",
    "off": "#78838f",
}
DARK: Final[Mapping[str, str]] = {
    "page": "#11161c",
    "ink": "#e8edf2",
    "quiet": "#aab6c3",
    "life": "#3a4654",
    "rule": "#303b47",
    "panel": "#19212a",
    "state": "#1d2c3b",
    "edge": "#86a8c9",
    "waiting": "#382d10",
    "waiting-edge": "#e0b54a",
    "place": "#14321f",
    "place-edge": "#6cc494",
    "end": "#252c34",
    "end-edge": "#aab6c3",
    "way": "#c3cfdb",
    "return": "#f09ccb",
    "law": "#8dbbff",
    "guidance": "#66d1c1",
    "target": "#cbabff",
    "right": "#ffb377",
    "none": "#b0bbc7",
    "doubt": "#ff9c94",
    "off": "#8d99a6",
}
TEXT_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "ink": ("page", "panel", "state", "waiting", "place", "end"),
    "quiet": ("page", "state", "waiting", "place", "end"),
    **dict.fromkeys(("law", "guidance", "target", "right", "none", "doubt"), ("page",)),
}
"""Which colours of text stand on which grounds."""

# The family's members share their widths; `textLength` holds any other font to the same.
_RULES: Final = """
{me} {{ max-width: 100%; height: auto; font-family: Arial, "Liberation Sans", Arimo, Helvetica, sans-serif }}
{me} text {{ fill: var(--ink); font-size: 12px }}
{me} path, {me} .inner {{ fill: none }}
{me} .page, {me} .pad {{ fill: var(--page) }}
{me} .title {{ font-size: 22px; font-weight: bold }}
{me} .heading {{ font-size: 13.5px; font-weight: bold }}
{me} text.state {{ font-size: 13px; font-weight: bold }}
{me} .strong {{ font-weight: bold }}
{me} .quiet {{ font-size: 11.5px; fill: var(--quiet) }}
{me} rect.state {{ fill: var(--state); stroke: var(--edge); stroke-width: 1.6 }}
{me} rect.place {{ fill: var(--place); stroke: var(--place-edge) }}
{me} rect.waiting {{ fill: var(--waiting); stroke: var(--waiting-edge) }}
{me} rect.final, {me} rect.resting {{ fill: var(--end); stroke: var(--end-edge) }}
{me} rect.resting {{ stroke-dasharray: 6 4 }}
{me} .inner {{ stroke: var(--end-edge); stroke-width: 1.2 }}
{me} .panel {{ fill: var(--panel); stroke: var(--rule) }}
{me} .life {{ stroke: var(--life); stroke-dasharray: 2 4 }}
{me} .rule {{ stroke: var(--rule) }}
{me} .way {{ stroke: var(--way); stroke-width: 1.6 }}
{me} .return {{ stroke: var(--return) }}
{me} .fact {{ stroke-dasharray: 5 4 }}
{me} .stay {{ stroke: var(--quiet); stroke-width: 1.2; stroke-dasharray: 1 3 }}
{me} .here {{ fill: var(--page); stroke: var(--quiet); stroke-width: 1.6 }}
{me} .point, {me} .end, {me} .start {{ fill: var(--way) }}
{me} .point.return, {me} .end.return {{ fill: var(--return) }}
{me} .hatch {{ stroke: var(--off); stroke-width: 3 }}
{me} .bar.off {{ fill: url(#{key}-hatch); stroke: var(--off) }}
{me} .unsure {{ stroke-width: 1.6; stroke-dasharray: 3.4 2.2 }}
{me} .cap {{ stroke-width: 2.5 }}
"""
_BINDING_RULES: Final = """
{me} text.{kind} {{ font-weight: bold; fill: var(--{kind}) }}
{me} .bar.{kind} {{ fill: var(--{kind}) }}
{me} .cap.{kind} {{ stroke: var(--{kind}) }}
{me} rect.bar.unsure.{kind} {{ fill: var(--page); stroke: var(--{kind}) }}
"""
_BINDINGS: Final = ("law", "guidance", "target", "right", "none", "doubt")


def style(key: str) -> str:
    """Return the style sheet; every rule holds only inside a Helhet picture. Paper is always light."""
    me = ".helhet-drawing"
    rules = _RULES.format(me=me, key=key).strip()
    bindings = [_BINDING_RULES.format(me=me, kind=kind).strip() for kind in _BINDINGS]
    cap_off = f"{me} .cap.off {{ stroke: var(--off) }}"
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{_colours(me, DARK)}\n}}"
    return "\n".join([_colours(me, LIGHT), dark, rules, *bindings, cap_off]) + "\n"


def _colours(me: str, colours: Mapping[str, str]) -> str:
    told = "; ".join(f"--{name}: {colour}" for name, colour in colours.items())
    return f"{me} {{ {told} }}"
