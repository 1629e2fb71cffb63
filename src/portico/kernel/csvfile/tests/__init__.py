"""Tests of reading and writing CSV."""
