"""How viewings show up elsewhere."""
