"""The directory at the staff door."""
