"""How reviews show up elsewhere."""
