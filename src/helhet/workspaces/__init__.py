"""What people open: one room for each kind of work, each with its queries, commands, forms and pages.

Never here: a rule of a service (the pack's pathways have those), or a look at a person past the record's doors.
"""
