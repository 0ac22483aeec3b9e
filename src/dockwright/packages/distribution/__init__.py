"""Packages of a distribution: what an install brings with it, and how much that is.

``Archive`` holds what a release offers; ``closure`` tells what an install adds to what is there.
``known_archive`` is the dated snapshot of the knowledge base, ``fetch_archive`` the distribution's
own index.  ``libraries`` tells which package brings a shared library.
"""

from __future__ import annotations

from dockwright.packages.distribution.archive import Archive, SystemPackage, closure, written_bytes
from dockwright.packages.distribution.mirrors import fetch_archive
from dockwright.packages.distribution.snapshot import known_archive, packages_held

__all__ = [
    "Archive",
    "SystemPackage",
    "closure",
    "fetch_archive",
    "known_archive",
    "packages_held",
    "written_bytes",
]
