"""What can be wrong with a log and with what is asked of it; shown to the one who asked, no traceback."""


class LogError(Exception):
    """A log that cannot be read, or a question it cannot answer.

    The message says what is true and what to do. It names lines, columns and events, never what a
    person's row holds.
    """
