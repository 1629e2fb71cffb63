"""How the activity log shows up elsewhere."""
