"""Taking copies of the log, and settling alerts."""
