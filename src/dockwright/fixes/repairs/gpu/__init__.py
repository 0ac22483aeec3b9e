"""Repairs of the GPU rules."""
