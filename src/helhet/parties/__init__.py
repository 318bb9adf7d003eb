"""Who there is: subjects and persons, their numbers and homes, units, and who works where in which role.

Never here: what happened to anybody, or who may see it.
"""
