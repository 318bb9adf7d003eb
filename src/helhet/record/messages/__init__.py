"""What courses tell each other: effects that wait, are delivered once, and are taken back with their origin.

What is here: the outbox, hearing, opening a course for another, and hearing what should have been heard.
Never here: a letter to somebody outside.
"""
