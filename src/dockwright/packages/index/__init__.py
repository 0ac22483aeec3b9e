"""Package indexes: what they offer, metadata without download, exact sizes of wheels.

``read_settings`` tells where this machine's pip and uv ask; an ``IndexClient`` asks there;
``written_bytes`` says what installing a wheel writes, from what ``IndexClient.sized`` returns.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.packages.index.bytecode import SampledSource
    from dockwright.packages.index.client import IndexClient, Sized
    from dockwright.packages.index.installed_size import (
        Installer,
        WrittenBytes,
        correction_of,
        estimated_from_download,
        written_bytes,
    )
    from dockwright.packages.index.links import WheelLinks, WheelNeed
    from dockwright.packages.index.settings import Index, IndexSettings, read_settings
    from dockwright.packages.index.simple import IndexFile, file_from_url
    from dockwright.packages.index.store import Store
    from dockwright.packages.index.wheel import Script, WheelContents

__all__ = [
    "Index",
    "IndexClient",
    "IndexFile",
    "IndexSettings",
    "Installer",
    "SampledSource",
    "Script",
    "Sized",
    "Store",
    "WheelContents",
    "WheelLinks",
    "WheelNeed",
    "WrittenBytes",
    "correction_of",
    "estimated_from_download",
    "file_from_url",
    "read_settings",
    "written_bytes",
]

if not TYPE_CHECKING:
    _HOMES = {
        **dict.fromkeys(("SampledSource",), "bytecode"),
        **dict.fromkeys(("IndexClient", "Sized"), "client"),
        **dict.fromkeys(
            (
                "Installer",
                "WrittenBytes",
                "correction_of",
                "estimated_from_download",
                "written_bytes",
            ),
            "installed_size",
        ),
        **dict.fromkeys(("WheelLinks", "WheelNeed"), "links"),
        **dict.fromkeys(("Index", "IndexSettings", "read_settings"), "settings"),
        **dict.fromkeys(("IndexFile", "file_from_url"), "simple"),
        **dict.fromkeys(("Store",), "store"),
        **dict.fromkeys(("Script", "WheelContents"), "wheel"),
    }

    def __getattr__(name: str) -> object:
        # What is known already is told without what fetches, unpacks and compiles.
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        __import__(f"{__name__}.{home}")
        import sys

        found = globals()[name] = getattr(sys.modules[f"{__name__}.{home}"], name)
        return found
