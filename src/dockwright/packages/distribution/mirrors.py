"""What a distribution's own mirror offers for the release that an image is of."""

from __future__ import annotations

from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.net import Network
    from dockwright.packages.distribution.archive import Archive

__all__ = ["fetch_archive"]


def fetch_archive(
    facts: ImageFacts, platform: str, network: Network, kb: KnowledgeBase
) -> Archive | Unknown:
    """Ask the mirror of an image's distribution what its release offers."""
    if facts.distro in {"debian", "ubuntu"} and facts.codename:
        from dockwright.packages.distribution import debian

        version = facts.distro_version or ""
        return debian.fetch_archive(facts.distro, facts.codename, version, platform, network, kb)
    return Unknown(f"no index of packages is read for {facts.distro or 'this image'}")
