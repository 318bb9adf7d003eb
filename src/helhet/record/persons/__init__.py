"""Who somebody is, and what reaches the whole of them: the register of a person, and what is told in any course.

What is here: the course that says who somebody is, what holds of that, a death, a move, a prison.
Never here: delivery to courses, which waits in the outbox.
"""
