"""Decisions about foreign identity providers: what to believe, and in which words to refuse."""
