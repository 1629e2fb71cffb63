"""The staff app's pages for settings."""
