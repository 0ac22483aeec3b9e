"""Alpine's own index of packages: where it is, what it says."""

from __future__ import annotations

import io
import re
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from dockwright.model.unknown import Unknown
from dockwright.net import Network, NetworkError
from dockwright.packages.distribution.archive import Archive, SystemPackage, closure

if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase

__all__ = ["configured_mirror", "fetch_archive", "read_index", "unpacked_index"]

_MOST_BYTES = 32 << 20
_MOST_UNPACKED = 200 << 20
_COMPONENTS = ("main", "community")
_ARCHITECTURES = {
    "linux/amd64": "x86_64",
    "linux/386": "x86",
    "linux/arm64": "aarch64",
    "linux/arm64/v8": "aarch64",
    "linux/arm/v7": "armv7",
    "linux/arm/v6": "armhf",
    "linux/ppc64le": "ppc64le",
    "linux/s390x": "s390x",
    "linux/riscv64": "riscv64",
}
_PLACE = re.compile(r"(https?://\S+?)/(?:v[\d.]+|edge|latest-stable)/(?:main|community)/?$")


def configured_mirror(root: str = "/etc/apk") -> str | Unknown:
    """Return the address of the mirror that this machine's apk is told of."""
    try:
        lines = Path(root, "repositories").read_text(encoding="utf-8", errors="replace")
    except OSError:
        lines = ""
    for line in lines.splitlines():
        words = [word for word in line.split() if not word.startswith("@")]
        found = _PLACE.match(words[0]) if len(words) == 1 else None
        if found is not None:
            return found[1]
    return Unknown("apk of this machine names no mirror of alpine")


def fetch_archive(
    version: str, platform: str, network: Network, kb: KnowledgeBase, *, mirror: str = ""
) -> Archive | Unknown:
    """Ask a mirror for what a release of Alpine offers.

    Args:
        version: such as ``3.22``.
        platform: such as ``linux/amd64``.
        network: what asks.
        kb: the knowledge base, which tells what the smallest image holds.
        mirror: the mirror; the one that this machine's apk is told of where it is empty.
    """
    place = mirror or configured_mirror()
    if isinstance(place, Unknown):
        return place
    machine = _ARCHITECTURES.get(platform)
    if machine is None:
        return Unknown(f"no index of packages is read for {platform}")
    packages: dict[str, SystemPackage] = {}
    for component in _COMPONENTS:
        address = f"{place.rstrip('/')}/v{version}/{component}/{machine}/APKINDEX.tar.gz"
        try:
            found = network.get(address, most=_MOST_BYTES)
        except NetworkError as error:
            return Unknown(str(error))
        if found.status != 200:
            return Unknown(f"the mirror answers {found.status} for Alpine {version}")
        text = unpacked_index(found.body)
        if isinstance(text, Unknown):
            return text
        packages = read_index(text) | packages
    return archive_of(packages, version, kb)


def archive_of(packages: dict[str, SystemPackage], version: str, kb: KnowledgeBase) -> Archive:
    """Return packages as what a release offers, with what its smallest image holds."""
    providers: dict[str, list[SystemPackage]] = {}
    for package in packages.values():
        for name in package.provides:
            providers.setdefault(name, []).append(package)
    chosen = {
        name: tuple(each.name for each in sorted(found, key=lambda each: -each.priority))
        for name, found in providers.items()
    }
    whole = Archive(f"Alpine {version}", "", packages, chosen, frozenset())
    base, _ = closure(whole, kb.names("image-packages.alpine-base"), (), recommends=False)
    return whole._replace(base=frozenset(base))


def unpacked_index(data: bytes) -> str | Unknown:
    """Return the text of ``APKINDEX`` in its archive: a signature's archive stands before it."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz", ignore_zeros=True) as archive:
            for member in archive:
                if member.name == "APKINDEX" and member.size <= _MOST_UNPACKED:
                    file = archive.extractfile(member)
                    if file is not None:
                        return file.read().decode("utf-8", "replace")
    except (tarfile.TarError, OSError, EOFError, ValueError):
        pass
    return Unknown("the mirror's index cannot be unpacked")


def read_index(text: str) -> dict[str, SystemPackage]:
    """Read an ``APKINDEX``; of a package that stands there twice the first counts."""
    found: dict[str, SystemPackage] = {}
    for paragraph in text.split("\n\n"):
        fields = {line[0]: line[2:] for line in paragraph.split("\n") if line[1:2] == ":"}
        name = fields.get("P", "")
        if not name or name in found:
            continue
        size, priority = fields.get("I", "0"), fields.get("k", "0")
        found[name] = SystemPackage(
            name,
            int(size) if size.isdigit() else 0,
            tuple((each,) for each in _names(fields.get("D", ""))),
            provides=_names(fields.get("p", "")),
            version=fields.get("V", ""),
            installed_if=_names(fields.get("i", "")),
            priority=int(priority) if priority.isdigit() else 0,
        )
    return found


def _names(text: str) -> tuple[str, ...]:
    """Return the names of a field, ``a>=1 so:b.so.2 !c``, as ``(a, so:b.so.2)``."""
    return tuple(
        re.split(r"[<>=~]", word, maxsplit=1)[0]
        for word in text.split()
        if not word.startswith("!")
    )
