"""Why a date is what it is, in English, Bokmål and Nynorsk.

What is here: the rule, the start, the counted days, what chose the limit, how sure it is, its legal basis.
What never is: a due that the stepping would not give. Of a run that was read, the stepping's own is explained;
where only a start is given the limits are weighed here, and tests hold that against the stepping.
"""
