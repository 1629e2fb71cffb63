"""Developers' scripts; none of this is installed."""
