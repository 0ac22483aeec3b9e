"""Taste, portability and CI."""
