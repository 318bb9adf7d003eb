"""One made-up person's road through the services, day by day, in the real record.

What is here: the diary (`days/`), how it is read, lived and looked at, and the tests that hold the two together.
Never here: a way past a door, or a due that was taken from the program.
"""
