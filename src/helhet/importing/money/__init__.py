"""Money that others have booked, as CSV or Excel: a mapping says what each column is, and each row becomes one posting, once."""
