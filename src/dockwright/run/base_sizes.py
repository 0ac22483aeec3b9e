"""Sizes of base images as their registries tell them, for commands that may ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from dockwright.image import RegistryClient
from dockwright.model.image_ref import parse_image_ref
from dockwright.model.unknown import Unknown
from dockwright.packages.index import Store
from dockwright.report.sizes import Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.image import RegistryImage
    from dockwright.kb import KnowledgeBase
    from dockwright.report.bases import BaseResult, Candidate

__all__ = ["registry_part", "with_registry_sizes"]

_WORKERS = 6


def registry_part(
    name: str,
    platform: str,
    kb: KnowledgeBase,
    *,
    cache_dir: str | None,
    known: tuple[int | None, int | None] = (None, None),
) -> Part | Unknown:
    """Return an image as its registry tells its size, or why it does not.

    Args:
        name: the image.
        platform: such as ``linux/amd64``.
        kb: the knowledge base.
        cache_dir: where answers are stored; None stores nothing.
        known: unpacked and compressed bytes of the image as the knowledge base has them, if it
            does; their ratio is taken where the registry does not tell what layers unpack to.
    """
    reference = parse_image_ref(name)
    if reference is None:
        return Unknown("its name is no image reference")
    found = RegistryClient(store=Store(cache_dir)).image(reference, platform)
    if isinstance(found, Unknown):
        return found
    unpacked, told = _unpacked(found, kb, known)
    told = f"{found.digest[:19]}, {len(found.layers)} layers; {told}"
    return Part(name, unpacked, found.compressed_bytes, "registry", told)


def _unpacked(
    image: RegistryImage, kb: KnowledgeBase, known: tuple[int | None, int | None]
) -> tuple[int, str]:
    """Return the bytes that an image unpacks to, and what that number rests on."""
    whole = image.unpacked_bytes
    if whole is not None:
        kept = kb.number("image-size.files-in-archive")
        return round(whole * kept), "unpacked: the files in archives of the lengths that gzip notes"
    unpacked, compressed = known
    if unpacked and compressed:
        ratio, told = unpacked / compressed, "the knowledge base's ratio for this image"
    else:
        ratio, told = kb.number("image-size.unpacked-ratio"), "the usual ratio"
    return round(image.compressed_bytes * ratio), f"unpacked is estimated by {told}"


def with_registry_sizes(result: BaseResult, *, cache_dir: str | None) -> BaseResult:
    """Return a result whose candidates have the sizes that their registries tell now.

    One of which none is told keeps those of the knowledge base, and says why.
    """
    from dockwright.run.base_choice import rank

    client = RegistryClient(store=Store(cache_dir))
    platform = result.needs.platform

    def ask(each: Candidate) -> Candidate:
        reference = parse_image_ref(each.image)
        if reference is None:
            return each
        found = client.image(reference, platform)
        if isinstance(found, Unknown):
            return each._replace(registry=f"asked in vain: {found.reason}")
        return each._replace(
            registry=found.digest,
            compressed_bytes=found.compressed_bytes,
            platforms=found.platforms,
        )

    def all_of(each: BaseResult) -> BaseResult:
        return each._replace(ranked=rank(_asked(each.ranked)), out=tuple(_asked(each.out)))

    def _asked(candidates: Iterable[Candidate]) -> list[Candidate]:
        with ThreadPoolExecutor(_WORKERS) as pool:
            return list(pool.map(ask, candidates))

    return all_of(result)._replace(others=tuple(map(all_of, result.others)))
