"""How single sign-on shows up elsewhere."""
