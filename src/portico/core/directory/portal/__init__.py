"""The own company, its people and help at the portal's door."""
