"""How checks show up elsewhere."""
