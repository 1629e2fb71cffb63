"""Where a client's own IT connects its directory."""
