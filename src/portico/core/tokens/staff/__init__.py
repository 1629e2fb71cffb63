"""Pages of the desk about tokens."""
