"""The clients' door: signing in, the own account, the other companies."""
