"""Telling people, and respecting what they want to hear."""
