"""Everybody at once: event logs in, runs, spells and deviations out.

What is here: the stepping compiled, logs that others wrote, tables of results.
What never is: a meaning of its own; every rule stands in `helhet.pathway.stepping`.
"""
