"""Who somebody is, and in which role and unit they act now: one at a time.

What is here: signing in and out, the second step, choosing a role, the demo's accounts. Never here: what a
role may see, which the decision table says.
"""
