"""Viewings at the portal's door."""
