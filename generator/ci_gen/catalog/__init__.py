"""Facts: rows with a source and a date, and no decisions."""
