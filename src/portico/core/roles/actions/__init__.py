"""Changing roles and who holds them."""
