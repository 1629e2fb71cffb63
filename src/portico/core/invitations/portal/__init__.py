"""Invitations at the portal's door."""
