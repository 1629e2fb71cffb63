"""Reviewing access at the portal's door."""
