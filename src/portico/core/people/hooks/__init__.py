"""How people and companies show up elsewhere."""
