"""Text that somebody wrote → a pathway, or every problem in it with file, line, fault and remedy.

What is here: YAML read safely and with its positions kept; pydantic's faults in plain words.
What never is: a file opened; bytes are handed in.
"""
