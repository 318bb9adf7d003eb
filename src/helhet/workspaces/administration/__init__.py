"""Units and who works in them: for whoever leads one.

Never here: a person whom a record is about.
"""
