"""What comes from elsewhere as CSV: persons, courses and entries, read, checked whole, and written once.

What is here: rows → what `record` writes at once, every fault with its line, what a sender has sent before.
What never is: a rule of what an entry means, a file left half read, a value of a person in a message.
"""
