"""Announces the sealer to the worker."""

from .sealing import seal_new

__all__ = ["seal_new"]
