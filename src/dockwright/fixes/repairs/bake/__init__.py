"""Repairs of Bake files."""
