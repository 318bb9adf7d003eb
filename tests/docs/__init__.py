"""The documents are tests: every command that a page shows is run, and prints what the page says.

The pages of docs/reference/language have a runner of their own, in tests/spec.
"""
