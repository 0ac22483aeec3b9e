"""Bake files: what their targets are once variables, inheritance and matrices are worked out."""
