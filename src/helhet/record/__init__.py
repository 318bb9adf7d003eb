"""What happened: courses and their entries, never changed, and all that follows from them.

What is here: the one door through which anything is written, projections that can be made anew, effects
on other courses. Never here: a rule of what an entry means (the core has them), a page, numbers of millions.
"""
