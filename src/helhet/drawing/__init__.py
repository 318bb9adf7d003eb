"""Pathways as pictures: `draw_pathway` gives a standalone SVG, `describe_pathway` the same in words, `neighbours`
the names of the other pathways that they may want to call by their titles.

What never is here: files, a course or a person's record, a script, a font or anything else fetched.
"""

from helhet.drawing.beside import neighbours
from helhet.drawing.describing import describe_pathway
from helhet.drawing.network import describe_network, draw_network, links
from helhet.drawing.svg import draw_pathway

__all__ = [
    "describe_network",
    "describe_pathway",
    "draw_network",
    "draw_pathway",
    "links",
    "neighbours",
]
