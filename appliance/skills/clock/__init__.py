"""Time and date: see `time_and_date`."""
