"""What the wheels of one install need that none of them carries."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.packages.index.links import WheelLinks

__all__ = ["ReadNeed", "ReadWheel", "needs_of_wheels"]


class ReadNeed(NamedTuple):
    """A library that a wheel needs and that no wheel of the install carries.

    Attributes:
        library: such as ``libGL.so.1``.
        module: the first module, by name, whose import fails without it; of a wheel without
            extension modules the library in it that needs it.
        modules: how many do; 0 where only files need it that Python does not import.
        package: the distribution's package that brings it, as its own index tells; ``""`` where
            that was not asked.
        is_there: whether the image has that package; None where that is not known.
    """

    library: str
    module: str = ""
    modules: int = 0
    package: str = ""
    is_there: bool | None = None


class ReadWheel(NamedTuple):
    """A wheel that an install takes, as its compiled files tell.

    Attributes:
        package: the normalised name of its package.
        version: its version.
        file: its name.
        needs: the libraries that no wheel of the install carries, sorted.
        glibc: the version of glibc that importing it needs, or None.
        starts: how many of its files are loaded first: its extension modules, or where it has none
            the libraries that no other of it needs.
    """

    package: str
    version: str
    file: str
    needs: tuple[ReadNeed, ...] = ()
    glibc: tuple[int, int] | None = None
    starts: int = 0


def needs_of_wheels(
    wheels: Iterable[tuple[str, str, str, WheelLinks]], c_library: frozenset[str]
) -> tuple[ReadWheel, ...]:
    """Return what wheels that are installed together need.

    What one of them carries is there for the others: those who build them so see to it that it is
    found.  A wheel that has no modules and serves another is judged as a part of that.

    Args:
        wheels: package, version, name and links of each.
        c_library: the names of the C library's own files.
    """
    listed = list(wheels)
    carried: dict[str, tuple[str, ...]] = {}
    for _, _, _, links in listed:
        carried.update(links.carried)
    asked = {need.name for _, _, _, links in listed for need in links.needs}
    found: list[ReadWheel] = []
    for package, version, file, links in listed:
        serves = not links.modules and any(name in asked for name, _ in links.carried)
        needs: dict[str, ReadNeed] = {}
        for need in () if serves else links.needs:
            for library in _outside(need.name, carried):
                known = needs.get(library)
                if library not in c_library and (known is None or known.modules < need.modules):
                    needs[library] = ReadNeed(library, need.module, need.modules)
        ordered = tuple(needs[name] for name in sorted(needs))
        found.append(ReadWheel(package, version, file, ordered, links.glibc, links.starts))
    return tuple(found)


def _outside(name: str, carried: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return what loading a library needs that no wheel carries."""
    seen: set[str] = set()
    pending = [name]
    while pending:
        each = pending.pop()
        if each not in seen:
            seen.add(each)
            pending += carried.get(each, ())
    return {each for each in seen if each not in carried}
