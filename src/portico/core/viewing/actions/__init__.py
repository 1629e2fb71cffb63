"""What may be done about viewings."""
