"""What the rules about the build context share: sizes in words, and what they cost."""

from __future__ import annotations

from dockwright.rules.diagnostic import Basis, Impact

__all__ = ["bytes_on_disk", "human"]


def human(size: int) -> str:
    """Return a number of bytes in words."""
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    if size >= 1e5:
        return f"{size / 1e6:,.1f} MB"
    return "1 byte" if size == 1 else f"{size:,} bytes"


def bytes_on_disk(size: int) -> Impact:
    """Return the cost of files that lie in the context."""
    return Impact(size, None, "the files that are there", Basis.MEASURED)
