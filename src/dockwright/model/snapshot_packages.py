"""What the packages of an install come to by the shipped snapshot, without asking anybody."""

from __future__ import annotations

from dockwright.kb.snapshot import Snapshot, Wanted, installed_bytes, load_snapshot
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.snapshot import Pulled
    from dockwright.model.requirement import PackageSpec

__all__ = ["SnapshotSizes", "snapshot_sizes"]


class SnapshotSizes(NamedTuple):
    """What packages come to with what they pull in.

    Attributes:
        as_of: the day of the snapshot.
        python: the Python that it is told for: the image's, or the nearest that the snapshot has.
        cell: the Python and platform in the snapshot.
        pulled: the releases, and what is not known.
    """

    as_of: str
    python: str
    cell: int
    pulled: Pulled

    @property
    def download(self) -> int:
        """Return the bytes of all wheels."""
        found = (each.wheel(self.cell) for each in self.pulled.releases)
        return sum(wheel.download for wheel in found if wheel is not None)

    def installed(self, kb: KnowledgeBase, *, compiles: bool = True) -> int:
        """Return the bytes of all installed files, compiled ones with them where there are any."""
        return sum(
            installed_bytes(each, self.cell, self.python, kb, compiles=compiles)
            for each in self.pulled.releases
        )


def snapshot_sizes(
    specs: Iterable[PackageSpec], python: str, platform: str, *, is_musl: bool = False
) -> SnapshotSizes | None:
    """Return what packages come to; None where the snapshot is not about the platform.

    Packages that come from no index are passed over.

    Args:
        specs: the packages.
        python: the version of the image's Python; empty where it is not known.
        platform: the platform, as Docker writes it.
        is_musl: whether the image's C library is musl.
    """
    snapshot = load_snapshot()
    minor = _nearest(snapshot, python)
    cell = snapshot.cell(minor, platform, is_musl=is_musl)
    if cell is None:
        return None
    wanted = [
        Wanted(each.name, tuple(each.extras), _version(each), _range(each))
        for each in specs
        if each.name and not (each.path or each.url or each.editable or each.is_dynamic)
    ]
    return SnapshotSizes(snapshot.as_of, minor, cell, snapshot.pulled(wanted, cell))


def _version(spec: PackageSpec) -> str:
    """Return the version that is pinned, without the local part that other indexes add."""
    return (spec.version or "").partition("+")[0]


def _range(spec: PackageSpec) -> str:
    """Return what is said about versions where that is a range."""
    return "" if spec.version is not None or spec.specifier.startswith("@") else spec.specifier


def _nearest(snapshot: Snapshot, python: str) -> str:
    """Return the Python of the snapshot that is nearest to one, of an unknown one the middle."""
    if not python:
        return snapshot.pythons[len(snapshot.pythons) // 2]

    def place(version: str) -> tuple[int, int]:
        major, _, rest = version.partition(".")
        minor = rest.partition(".")[0]
        return (int(major) if major.isdecimal() else 3, int(minor) if minor.isdecimal() else 0)

    wanted = place(python)
    return min(snapshot.pythons, key=lambda each: abs(place(each)[1] - wanted[1]))
