"""How home shows up elsewhere."""
