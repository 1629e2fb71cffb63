"""How the client directory shows up elsewhere."""
