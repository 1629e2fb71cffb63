"""The MSP's door: signing in, the own account, colleagues, and telling a client's code."""
