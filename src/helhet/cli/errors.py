"""What a user of the command gave wrong that no room below knows of."""


class UsageError(Exception):
    """An argument that fits nothing; the message says what would."""
