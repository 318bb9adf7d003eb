"""What all pages share: the frame around them, answers, tags, and what browsers load.

Never here: a person, a record, a role. A workspace brings those.
"""
