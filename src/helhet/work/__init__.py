"""How a unit divides its work: who has which course in hand, what is set aside for a while, and what is to be done
outside any pathway.

What is here: what staff agree on among themselves; each deed decided and logged as a look at whom it concerns.
Never here: what has happened to somebody (that is an entry), and the text of a page.
"""
