"""What happened: courses and their entries, never changed, and all that follows from them.

What is here, from the bottom up: `courses` (one course), `persons` (who somebody is), `renewal` (courses made
anew), `messages` (what courses tell each other), `doors` (how entries come in), `erasure`, `queries` and
`wholeness`; beside them what all of these share. Never here: a rule of what an entry means (the core has them),
a page, numbers of millions.
"""
