"""An invented region: who lives there, and a random walk of each over the pathways, written down as ordinary entries.

Never here: a rule of what an entry means, a real person, a figure that is not in the pack's files.
"""
