"""Invitations at the staff door."""
