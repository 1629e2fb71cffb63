"""Sending mail, and looking after what got stuck."""
