"""Who may do which deed with which part of whose record; and the log of who did.

What nobody granted is refused. Never here: what happened to anybody, a page, an exception for a superuser.
"""
