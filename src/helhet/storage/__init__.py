"""How Helhet keeps what it is told: databases that are safe to write to, keys, and tables that only grow.

Every room that has tables stands on this one. Never here: what the tables mean, or who may read them.
"""
