"""The lossless reader of Dockerfiles."""

from __future__ import annotations

from dockwright.syntax.dockerfile.reader import parse

__all__ = ["parse"]
