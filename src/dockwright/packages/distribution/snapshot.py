"""The snapshot of distributions that the knowledge base has, and what images hold of them."""

from __future__ import annotations

from dockwright.packages.distribution.archive import Archive, SystemPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts

__all__ = ["known_archive", "packages_held"]


def known_archive(facts: ImageFacts, kb: KnowledgeBase) -> Archive | None:
    """Return the snapshot of the release that an image is of, None where there is none."""
    key = f"distribution.{facts.distro}-{facts.distro_version}"
    if not facts.distro or not kb.has_fact(key):
        return None
    fact = kb.fact(key)
    packages: dict[str, SystemPackage] = {}
    for name, (size, depends, recommends) in fact.value["packages"].items():
        packages[name] = SystemPackage(
            name, size, _groups(depends), _groups(recommends), is_exact=True
        )
    providers = {name: tuple(found.split()) for name, found in fact.value["provides"].items()}
    return Archive(
        f"{facts.distro.title()} {facts.distro_version}",
        fact.as_of,
        packages,
        providers,
        frozenset(fact.value["base"].split()),
    )


def packages_held(facts: ImageFacts, archive: Archive, kb: KnowledgeBase) -> frozenset[str] | None:
    """Return the distribution's packages that an image holds, None where that is not known."""
    held = frozenset(facts.libraries)
    if facts.kind == "os":
        return archive.base | held
    kinds = kb.mapping("image-packages.named")
    named = kinds.get(f"{facts.name} {facts.flavour}", kinds.get(facts.name))
    if named is None:
        return None
    from dockwright.packages.distribution.archive import closure

    added, _ = closure(archive, named, archive.base, recommends=False)
    return archive.base | held | frozenset(added)


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split("|")) for group in text.split())
