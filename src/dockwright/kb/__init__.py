"""The knowledge base: what dockwright knows about the world, with sources and dates.

>>> from dockwright.kb import load
>>> kb = load()
>>> kb.image("python", "3.11-slim").libc
'glibc'
"""

from __future__ import annotations

from dockwright.kb.load import KnowledgeBase, load, normalise_package, normalise_repository

__all__ = ["KnowledgeBase", "load", "normalise_package", "normalise_repository"]
