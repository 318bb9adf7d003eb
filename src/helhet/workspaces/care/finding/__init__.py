"""Finding somebody: by a number, or by name and date of birth; always by POST, so that neither stands in an address."""
