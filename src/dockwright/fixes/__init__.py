"""Selecting, applying and proving fixes."""
