"""The words of a pathway file: what each may hold, as frozen models, and how its short texts read.

What is here: phrases, limits, states, events, clocks, forms; the JSON Schema made from them.
What never is: what the words mean (`stepping`), whether they fit together (`checking`).
"""
