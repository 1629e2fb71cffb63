"""Reviews and adoption at the desk."""
