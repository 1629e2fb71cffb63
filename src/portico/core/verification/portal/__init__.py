"""The own PIN, and who calls, in the portal."""
