"""Lossless readers, without opinions."""
