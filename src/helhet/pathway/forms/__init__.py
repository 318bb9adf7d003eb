"""Answers to a form, read by the form's own words: what is asked, what it scores, what it signals, how an event turned out.

One closed evaluator: nothing here runs what a file says, it only compares. Never here: types and
lengths of what was sent (`record.forms`), pages, texts.
"""
