"""What a human passes on of somebody's record to another unit, item by item, as it was said then.

Here: choosing, sending by two, stopping, and what a recipient sees. Never a look at what was not passed on.
"""
