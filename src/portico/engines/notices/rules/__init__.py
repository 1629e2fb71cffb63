"""Decisions about notices: when the daily mail is due, and what a page may choose."""
