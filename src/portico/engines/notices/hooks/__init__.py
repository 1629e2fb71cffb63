"""How notifications show up elsewhere."""
