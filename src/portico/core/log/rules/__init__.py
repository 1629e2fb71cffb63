"""Decisions about lines of the log, without a database."""
