"""Lawful erasure: asked for by one, decided by another; proofs and graves that outlive a backup.

What is here: the steps of an erasure, and its traces outside the database.
Never here: a deed that one person does alone.
"""
