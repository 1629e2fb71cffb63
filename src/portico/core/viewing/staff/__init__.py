"""Viewings at the desk."""
