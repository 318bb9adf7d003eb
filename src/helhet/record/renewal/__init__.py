"""Courses made anew, one or all: of whichever kind, in batches, and only what differs is written.

What is here: rebuild, tick, and reading many courses in few queries.
Never here: a new entry.
"""
