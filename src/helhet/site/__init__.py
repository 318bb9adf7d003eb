"""The program as Django runs it: its settings, and what stands at its doors.

Never here: a rule, a table, a page.
"""
