"""Small append-only ledgers beside the record: contacts that are about nobody, and what is in stock.

Never here: a person. No row leads to one, no row has a minute, and no text is free (domain/security.md 5.7).
What was a slip is taken back by a row of its own.
"""
