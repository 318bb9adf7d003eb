"""Helhet: one definition of a care pathway, and every reading of it.

Here are the rooms and the version. Code never is: it has a room of its own.
"""

__version__ = "0.1.0"
