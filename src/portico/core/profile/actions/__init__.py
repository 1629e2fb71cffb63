"""Changing profiles, at once or by request."""
