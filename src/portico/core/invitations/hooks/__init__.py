"""How invitations show up elsewhere."""
