"""How profiles show up elsewhere."""
