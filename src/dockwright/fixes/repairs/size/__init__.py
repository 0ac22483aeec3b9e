"""Repairs of DW3: size."""
