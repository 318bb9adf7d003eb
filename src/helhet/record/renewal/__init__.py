"""Courses of whichever kind: written on, and made anew, one or all, where only what differs is written.

What is here: entries with all that follows from them; rebuild, tick, and reading many courses in few queries.
Never here: what is written, or whether it may be.
"""
