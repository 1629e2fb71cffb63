"""Pages of the portal about tokens."""
