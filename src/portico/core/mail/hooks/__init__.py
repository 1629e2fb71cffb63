"""How mail shows up elsewhere."""
