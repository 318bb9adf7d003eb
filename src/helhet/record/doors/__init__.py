"""The doors through which entries come in: one at a time by somebody, or many at once.

What is here: access, form, act, version and key, then one short transaction; the same for an import.
Never here: what an entry means, which the core has.
"""
