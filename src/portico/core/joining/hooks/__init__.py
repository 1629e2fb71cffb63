"""How portal links show up elsewhere."""
