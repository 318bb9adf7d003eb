"""All editions of a pathway as one integer table: where everything stands, and what the codes are called.

What is here: the layout of the flat arrays, definitions by start day, names, the writer of the integers.
What never is: a rule; the stepping reads these integers, and it alone says what they do.
"""
