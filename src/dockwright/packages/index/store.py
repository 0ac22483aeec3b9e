"""What indexes answered, kept on disk: small files named by a digest of what was asked."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Store"]

_VERSION = 1
_MOST_BYTES = 16 << 20


class Store:
    """Keeps plain data by key; a store without a directory remembers for the run only.

    Whatever cannot be read or written counts as not stored.
    """

    def __init__(self, directory: str | None) -> None:
        self._root = Path(directory, f"packages-{_VERSION}") if directory else None
        self._memory: dict[str, tuple[float, Any]] = {}

    def get(self, key: str, age: float | None = None) -> Any | None:
        """Return what is stored under a key and at most ``age`` seconds old, or None."""
        known = self._memory.get(key)
        if known is None and self._root is not None:
            known = self._read(key)
        if known is None or (age is not None and not 0 <= time.time() - known[0] <= age):
            return None
        self._memory[key] = known
        return known[1]

    def put(self, key: str, value: Any) -> None:
        """Store plain data; the file is replaced as a whole, so that runs at once are safe."""
        known = (time.time(), value)
        self._memory[key] = known
        if self._root is None:
            return
        path = self._path(key)
        temporary = path.with_suffix(f".{os.getpid()}.{id(value):x}.tmp")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_text(json.dumps([key, *known], separators=(",", ":")), "utf-8")
            temporary.replace(path)
        except (OSError, ValueError):
            temporary.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        assert self._root is not None
        name = hashlib.blake2b(key.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return self._root / name[:2] / f"{name[2:]}.json"

    def _read(self, key: str) -> tuple[float, Any] | None:
        try:
            path = self._path(key)
            if path.stat().st_size > _MOST_BYTES:
                return None
            named, at, value = json.loads(path.read_bytes())
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return (at, value) if named == key and isinstance(at, (int, float)) else None
