"""Repairs of Compose files."""
