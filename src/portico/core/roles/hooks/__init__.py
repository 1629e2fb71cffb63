"""How changed roles show up elsewhere."""
