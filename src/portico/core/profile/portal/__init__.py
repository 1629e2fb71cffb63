"""The own profile at the portal's door."""
