"""One course, read live: entries in order, as integers and back, and what follows from them.

What is here: corrections and the order, folding, effects, charges, appointments.
What never is: a database, another course's entries.
"""
