"""One course: its entries read, what they say, the rows that follow, and the one writer of entries.

What is here: a locked course, new entries below its last, projections with natural keys, messages on their way, taking back a slip.
Never here: another course, a person's way as a whole, whether somebody may.
"""
