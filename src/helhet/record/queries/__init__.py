"""What is asked of the record: lists, counts, and a course as it was known.

What is here: questions whose cost is known; those about somebody go through `decide()` and its log.
Never here: a write.
"""
