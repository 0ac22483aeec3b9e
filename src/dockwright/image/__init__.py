"""Images as registries hold them.

``RegistryClient(...).image(reference, platform)`` tells the layers of an image for a platform,
without fetching any; ``RegistryImage`` is what it answers.
"""

from __future__ import annotations

from dockwright.image.registry import RegistryClient, RegistryImage

__all__ = ["RegistryClient", "RegistryImage"]
