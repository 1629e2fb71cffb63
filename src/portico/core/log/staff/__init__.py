"""The log at the staff door."""
