"""How settings show up elsewhere."""
