"""``python -m dockwright``."""

from __future__ import annotations

import sys

from dockwright.cli import main

if __name__ == "__main__":
    sys.exit(main())
