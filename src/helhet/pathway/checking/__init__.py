"""What a definition must hold to as a whole: alone, beside its editions, in its pack, for release.

What is here: one module a kind of fault; `whole` asks them all.
What never is: a fault that says no remedy.
"""
