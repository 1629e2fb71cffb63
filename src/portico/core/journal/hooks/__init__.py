"""How the journal shows up elsewhere."""
