"""The clients' door: signing in with the own identity provider, and setting that up."""
