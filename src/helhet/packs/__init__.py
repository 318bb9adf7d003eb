"""Content packs, found and read: a calendar, laws, sources, rates, and pathways in all editions.

What is here: files on disk → what the core can use, or every problem found in them.
What never is: a rule of the language, a database, a default that a pack does not say.
"""
