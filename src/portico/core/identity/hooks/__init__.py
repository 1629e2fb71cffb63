"""How signing in shows up elsewhere."""
