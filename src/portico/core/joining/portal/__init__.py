"""Joining at the clients' door, and links that a client's admin makes."""
