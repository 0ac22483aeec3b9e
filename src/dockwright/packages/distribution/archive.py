"""What a distribution's release offers, and what an install adds to what is there already."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.kb import KnowledgeBase

__all__ = ["Archive", "SystemPackage", "closure", "written_bytes"]


class SystemPackage(NamedTuple):
    """A package of a distribution.

    Attributes:
        name: its name.
        bytes: what its files take on disk as images keep them, with what its manager keeps of it.
        depends: what it needs: groups of alternatives, the preferred one first.
        recommends: what is installed with it unless that is switched off, in the same form.
        provides: further names that it stands for.
        is_essential: whether every system of the distribution has it.
        is_exact: whether ``bytes`` were counted in the package's files; else they are those of
            the index, corrected for what images leave out.
        version: its version, where known.
        installed_if: names; it is installed by itself once all of them are there, as apk does.
        priority: of several that provide a name the one with the highest is taken.
    """

    name: str
    bytes: int
    depends: tuple[tuple[str, ...], ...] = ()
    recommends: tuple[tuple[str, ...], ...] = ()
    provides: tuple[str, ...] = ()
    is_essential: bool = False
    is_exact: bool = False
    version: str = ""
    installed_if: tuple[str, ...] = ()
    priority: int = 0


class Archive(NamedTuple):
    """The packages of a release.

    Attributes:
        title: such as ``Debian 12``.
        as_of: the day of the snapshot; empty for an index that was asked now.
        packages: by name.
        providers: names of packages that provide a name, by that name.
        base: what the smallest image of the release holds.
        note: what the figures were taken for, where that is not what they are asked for.
    """

    title: str
    as_of: str
    packages: Mapping[str, SystemPackage]
    providers: Mapping[str, tuple[str, ...]]
    base: frozenset[str]
    note: str = ""


def closure(
    archive: Archive, names: Iterable[str], held: Iterable[str], *, recommends: bool
) -> tuple[dict[str, SystemPackage], tuple[str, ...]]:
    """Return what an install adds, by name, and the names asked for that the archive lacks.

    Versions of dependencies are not compared: within one release they are met.  Of alternatives
    the first that is there or chosen already is taken, else the first that exists, as apt does.
    What is asked for counts as chosen from the start, with all that it stands for.
    """
    added: dict[str, SystemPackage] = {}
    present = set(held)
    for name in tuple(present):
        known = archive.packages.get(name)
        if known is not None:
            present.update(known.provides)
    missing: list[str] = []
    wanted: list[str] = []
    for name in names:
        chosen = _chosen((name,), archive, frozenset())
        if chosen is None:
            missing.append(name)
        else:
            wanted.append(chosen)
    promised = set(wanted)
    promised.update(name for each in wanted for name in archive.packages[each].provides)
    later: list[tuple[str, ...]] = []
    conditional = [each for each in archive.packages.values() if each.installed_if]
    while wanted or later or conditional:
        if not wanted and not later:
            ready = [each.name for each in conditional if present.issuperset(each.installed_if)]
            conditional = [each for each in conditional if each.name not in ready]
            if not ready:
                break
            wanted += ready
            continue
        if not wanted:
            group = later.pop(0)
            found = None if _is_met(group, present) else _chosen(group, archive, present)
            if found is not None:
                wanted.append(found)
            continue
        name = wanted.pop(0)
        if name in present:
            continue
        package = archive.packages[name]
        added[name] = package
        present.add(name)
        present.update(package.provides)
        for group in package.depends:
            if not any(each in present or each in promised for each in group):
                found = _chosen(group, archive, present)
                if found is not None:
                    wanted.append(found)
                    promised.add(found)
        if recommends:
            later += package.recommends
    return added, tuple(missing)


def written_bytes(
    packages: Iterable[SystemPackage], kb: KnowledgeBase, manager: str = "apt"
) -> int:
    """Return what installing packages writes, the package manager's own files included.

    With apt that is a new copy of its list of packages; what the packages' scripts write besides
    is not counted.
    """
    sizes = list(packages)
    if not sizes:
        return 0
    total = sum(package.bytes for package in sizes)
    if manager != "apt":
        return total
    return total + kb.integer("distribution-size.bytes-per-install")


def _is_met(group: tuple[str, ...], present: Iterable[str]) -> bool:
    return any(name in present for name in group)


def _chosen(group: tuple[str, ...], archive: Archive, present: Iterable[str]) -> str | None:
    for name in group:
        if name in archive.packages:
            return name
        for provider in archive.providers.get(name, ()):
            if provider in present:
                return provider
        if archive.providers.get(name):
            return archive.providers[name][0]
    return None
