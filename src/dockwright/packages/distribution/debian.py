"""Debian's and Ubuntu's own index of packages: where it is, what it says."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import TYPE_CHECKING

from dockwright.model.unknown import Unknown
from dockwright.net import Network, NetworkError
from dockwright.packages.distribution.archive import Archive, SystemPackage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase

__all__ = ["configured_mirror", "fetch_archive", "read_index"]

_MOST_BYTES = 64 << 20
_MOST_UNPACKED = 400 << 20
_ARCHITECTURES = {"linux/amd64": "amd64", "linux/arm64": "arm64", "linux/arm64/v8": "arm64"}


def configured_mirror(distribution: str, root: str = "/etc/apt") -> str | Unknown:
    """Return the address of the mirror of a distribution that this machine's apt is told of."""
    base = Path(root)
    files = [base / "sources.list"]
    if (base / "sources.list.d").is_dir():
        files += sorted((base / "sources.list.d").iterdir())
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            if line.startswith("#"):
                continue
            for word in line.split():
                address = word.rstrip("/")
                if address.startswith(("http://", "https://")) and address.endswith(
                    f"/{distribution}"
                ):
                    return address
    return Unknown(f"apt of this machine names no mirror of {distribution}")


def fetch_archive(
    distribution: str,
    codename: str,
    version: str,
    platform: str,
    network: Network,
    kb: KnowledgeBase,
    *,
    ratio: float | None = None,
    mirror: str = "",
) -> Archive | Unknown:
    """Ask a distribution's mirror for what a release offers.

    Args:
        distribution: ``debian`` or ``ubuntu``.
        codename: such as ``bookworm``.
        version: such as ``12``, for people.
        platform: such as ``linux/amd64``.
        network: what asks.
        kb: the knowledge base.
        ratio: what images keep of the sizes that the index tells; the knowledge base's where it is
            not given.
        mirror: the mirror; the one that this machine's apt is told of where it is empty.
    """
    base_address = mirror.rstrip("/") or configured_mirror(distribution)
    if isinstance(base_address, Unknown):
        return base_address
    machine = _ARCHITECTURES.get(platform)
    if machine is None:
        return Unknown(f"no index of packages is read for {platform}")
    packages: dict[str, SystemPackage] = {}
    for component in ("main", "universe") if distribution == "ubuntu" else ("main",):
        place = f"{base_address}/dists/{codename}/{component}/binary-{machine}/Packages.xz"
        try:
            found = network.get(place, most=_MOST_BYTES)
        except NetworkError as error:
            return Unknown(str(error))
        if found.status != 200:
            return Unknown(f"the mirror answers {found.status} for {codename}")
        unpacker = lzma.LZMADecompressor(memlimit=256 << 20)
        try:
            data = unpacker.decompress(found.body, _MOST_UNPACKED)
        except lzma.LZMAError:
            return Unknown("the mirror's index cannot be unpacked")
        if not unpacker.eof:
            return Unknown("the mirror's index is too large")
        kept = kb.number("distribution-size.index-ratio") if ratio is None else ratio
        packages |= read_index(data.decode("utf-8", "replace"), kept)
    providers: dict[str, tuple[str, ...]] = {}
    for package in packages.values():
        for name in package.provides:
            providers[name] = (*providers.get(name, ()), package.name)
    essential = [name for name, package in packages.items() if package.is_essential]
    from dockwright.packages.distribution.archive import closure

    whole = Archive(f"{distribution.title()} {version}", "", packages, providers, frozenset())
    minimal = kb.names("image-packages.minimal-besides-essential")
    base, _ = closure(whole, [*essential, *minimal], (), recommends=False)
    return whole._replace(base=frozenset(base))


def read_index(text: str, ratio: float) -> dict[str, SystemPackage]:
    """Read a ``Packages`` file; of a package that stands there twice the last counts."""
    found: dict[str, SystemPackage] = {}
    for paragraph in text.split("\n\n"):
        fields = dict(_fields(paragraph))
        name = fields.get("Package")
        if not name:
            continue
        size = fields.get("Installed-Size", "0")
        provides = tuple(group[0] for group in _groups(fields.get("Provides", "")))
        found[name] = SystemPackage(
            name,
            round(int(size) * 1024 * ratio) if size.isdigit() else 0,
            _groups(f"{fields.get('Pre-Depends', '')},{fields.get('Depends', '')}"),
            _groups(fields.get("Recommends", "")),
            provides,
            fields.get("Essential") == "yes" or fields.get("Priority") == "required",
            version=fields.get("Version", ""),
        )
    return found


def _fields(paragraph: str) -> Iterator[tuple[str, str]]:
    for line in paragraph.split("\n"):
        name, colon, value = line.partition(": ")
        if colon and not line.startswith(" "):
            yield name, value


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of a field, ``a (>= 1) | b:any, c`` as ``((a, b), (c,))``."""
    groups = []
    for group in text.split(","):
        names = tuple(
            words[0].partition(":")[0] for each in group.split("|") if (words := each.split())
        )
        if names:
            groups.append(names)
    return tuple(groups)
