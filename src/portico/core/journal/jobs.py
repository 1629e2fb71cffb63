"""Announces the sealer to the worker."""

from .sealing import seal_all

__all__ = ["seal_all"]
