"""Plans and their money, pure: what a plan's files say, and how its amounts are counted.

What is here: a pack's `plans/` → goals, measures, lines of money, facts; a rule of counting and lines → a count that tells which lines it took.
What never is: a database, a figure that no file says, a rounding.
"""
