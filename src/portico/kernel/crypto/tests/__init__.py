"""Tests of keys, sealed values and secrets."""
