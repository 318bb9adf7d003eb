"""Why a date is what it is, in English, Bokmål and Nynorsk.

What is here: the rule, the start, the counted days, what chose the limit, how sure it is, its legal basis.
What never is: a due of its own making; the stepping's is the one explained.
"""
