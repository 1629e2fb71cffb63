"""Decisions about mail that need no row and no network."""
