"""Puts the start-up bundle into wheels: see ``docs/design/0004-start-up.md``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Makes the bundle for the interpreter that builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bundle to the files of a wheel; an editable one works without."""
        tag = sys.implementation.cache_tag
        if version == "editable" or sys.implementation.name != "cpython" or not tag:
            return
        sys.path.insert(0, str(Path(self.root) / "tools"))
        from make_bundle import make_bundle  # type: ignore[import-not-found, unused-ignore]

        try:
            made = make_bundle(Path(self.root) / "src")
        except Exception as error:  # noqa: BLE001 - an unusual interpreter gets a slower start
            self.app.display_warning(f"no start-up bundle: {type(error).__name__}: {error}")
            return
        self._directory = tempfile.TemporaryDirectory()
        file = Path(self._directory.name) / f"{tag}.bin"
        file.write_bytes(made)
        build_data["force_include"][str(file)] = f"dockwright/_bundles/{tag}.bin"
