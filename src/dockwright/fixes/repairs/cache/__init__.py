"""Repairs of DW2: cache and build time."""
