"""Money: what moved from which account to which, in whole øre; rows that only grow.

What is here: the only writer of postings, and balances by any dimension.
What never is: a person, a figure without a source, a row that is changed.
"""
