"""The staff app's pages for settings and for the directory of clients."""
