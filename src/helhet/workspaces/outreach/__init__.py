"""The workspace of those who meet people outside: a contact in three taps, kits, what is urgent, whom nobody has seen for a while.

Phone first. Never here: what is kept of a person; that is the record's, and its pages are those of `care`.
"""
