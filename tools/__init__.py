"""Scripts that people run by hand to make files the project keeps.

What never is here: anything the application imports, or runs, on its own.
"""
