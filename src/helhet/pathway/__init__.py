"""THE CORE: a pathway file is read, checked, compiled to integer tables, stepped through, explained.

What is here: pure functions of their arguments.
What never is: Django, SQL, files, a clock of its own, chance, arrays.
"""
