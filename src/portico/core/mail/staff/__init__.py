"""The staff's pages about mail: the server, a test, and what got stuck."""
