"""Taking copies of the log, checking its chain, and what looks like an attack."""
