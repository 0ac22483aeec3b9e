"""What a distribution's own mirror offers for the release that an image is of."""

from __future__ import annotations

from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.net import Network
    from dockwright.packages.distribution.archive import Archive

__all__ = ["fetch_archive"]


def fetch_archive(
    facts: ImageFacts,
    platform: str,
    network: Network,
    kb: KnowledgeBase,
    mirrors: Mapping[str, str],
) -> Archive | Unknown:
    """Ask the mirror of an image's distribution what its release offers.

    ``mirrors`` are those to ask, by distribution; of others the one that this machine is told of.
    """
    version = facts.distro_version or ""
    mirror = mirrors.get(facts.distro or "", "")
    if facts.distro in {"debian", "ubuntu"} and facts.codename:
        from dockwright.packages.distribution import debian

        return debian.fetch_archive(
            facts.distro, facts.codename, version, platform, network, kb, mirror=mirror
        )
    if facts.distro == "alpine" and version:
        from dockwright.packages.distribution import alpine

        return alpine.fetch_archive(version, platform, network, kb, mirror=mirror)
    return Unknown(f"no index of packages is read for {facts.distro or 'this image'}")
