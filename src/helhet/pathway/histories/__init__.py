"""Drawn histories: small invented courses in files, with the answers they expect.

What is here: reading them with every problem placed, judging them, telling a reading in their words.
What never is: a real person; no message repeats a word of a history.
"""
