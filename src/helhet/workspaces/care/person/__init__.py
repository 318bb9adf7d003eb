"""One person on one page: the way as a picture, what comes next, what is missing, whom to call."""
