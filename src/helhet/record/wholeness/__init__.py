"""Whether everything is there and unaltered; and what follows a restore or new keys.

What is here: chains, contents and messages held against each other; sealing anew.
Never here: mending what is found: that is for people.
"""
