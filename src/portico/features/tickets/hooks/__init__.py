"""How tickets show up elsewhere."""
