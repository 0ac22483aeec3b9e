"""The snapshot of distributions that the knowledge base has, and what images hold of them."""

from __future__ import annotations

from dockwright.packages.distribution.archive import Archive, SystemPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts

__all__ = ["known_archive", "packages_held"]


def known_archive(facts: ImageFacts, kb: KnowledgeBase, platform: str) -> Archive | None:
    """Return the snapshot of the release that an image is of, None where there is none.

    The packages of arm64 are those of the platform that was counted times what the two indexes say
    of them; for other platforms those that were counted stand in.
    """
    key = f"distribution.{facts.distro}-{facts.distro_version}"
    if not facts.distro or not kb.has_fact(key):
        return None
    fact = kb.fact(key)
    packages: dict[str, SystemPackage] = {}
    counted = kb.text("distribution-size.snapshot-platform")
    sizes: dict[str, int] = {}
    absent: frozenset[str] = frozenset()
    note = "" if platform == counted else f"taken for {counted}"
    if platform.startswith("linux/arm64") and "arm64" in fact.value:
        sizes = fact.value["arm64"]
        absent = frozenset(fact.value["arm64_absent"].split())
        note = f"worked out for arm64 from {counted} and both indexes"
    for name, (size, depends, recommends) in fact.value["packages"].items():
        if name not in absent:
            packages[name] = SystemPackage(
                name, sizes.get(name, size), _groups(depends), _groups(recommends), is_exact=True
            )
    providers = {name: tuple(found.split()) for name, found in fact.value["provides"].items()}
    return Archive(
        f"{facts.distro.title()} {facts.distro_version}",
        fact.as_of,
        packages,
        providers,
        frozenset(fact.value["base"].split()),
        note,
    )


def packages_held(facts: ImageFacts, archive: Archive, kb: KnowledgeBase) -> frozenset[str] | None:
    """Return the distribution's packages that an image holds, None where that is not known."""
    held = frozenset(facts.libraries)
    if facts.kind == "os":
        return archive.base | held
    kinds = kb.mapping("image-packages.named")
    flavour = f"{facts.name} {facts.flavour}"
    keys = (f"{flavour} {facts.distro_version}", flavour, facts.name)
    named = next((kinds[key] for key in keys if key in kinds), None)
    if named is None:
        return None
    from dockwright.packages.distribution.archive import closure

    added, _ = closure(archive, named, archive.base, recommends=False)
    return archive.base | held | frozenset(added)


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split("|")) for group in text.split())
