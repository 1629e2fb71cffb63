"""Checking who calls, at the desk."""
