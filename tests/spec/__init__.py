"""The pages of `docs/reference/language` are tests: what they draw is read by every reading and judged.

Here are the runner of the pages and that of the pack's own histories. The expected answers stand in the pages.
"""
