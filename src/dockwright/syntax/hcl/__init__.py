"""HCL, the notation of Bake files, native and JSON: a tree with places, and never an exception."""

from __future__ import annotations

from dockwright.syntax.hcl.json import read_hcl_json
from dockwright.syntax.hcl.reader import read_hcl

__all__ = ["read_hcl", "read_hcl_json"]
