"""Portal links at the desk."""
