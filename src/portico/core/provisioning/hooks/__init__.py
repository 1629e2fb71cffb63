"""How provisioning shows up elsewhere."""
