"""``python -m dockwright``."""

from __future__ import annotations

from dockwright.start import start

if __name__ == "__main__":
    start()
