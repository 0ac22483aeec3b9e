"""Compose files: what they mean, with the place of every value."""
