"""What is passed on of somebody to another unit: chosen, seen first, sent by two where it goes to court, read, stopped. Never here: what may go, which `record.releases` says."""
