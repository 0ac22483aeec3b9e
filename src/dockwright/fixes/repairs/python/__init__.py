"""Repairs of the Python rules."""
