"""Package indexes: what they offer, metadata without download, exact sizes of wheels.

``read_settings`` tells where this machine's pip and uv ask; an ``IndexClient`` asks there;
``written_bytes`` says what installing a wheel writes, from what ``IndexClient.sized`` returns.
"""

from __future__ import annotations

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
