"""What clients want to change, at the staff door."""
