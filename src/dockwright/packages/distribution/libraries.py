"""Which package of a release brings a shared library, as the distribution's own index tells.

Debian and Ubuntu list the files of all packages (``Contents``), Alpine what each provides.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from dockwright.model.unknown import Unknown
from dockwright.net import NetworkError
from dockwright.packages.distribution.debian import configured_mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dockwright.kb.records import ImageFacts
    from dockwright.net import Network
    from dockwright.packages.distribution.archive import Archive

__all__ = ["fetch_libraries", "libraries_provided", "read_contents_index"]

_MOST_BYTES = 128 << 20
_MOST_UNPACKED = 2 << 30
_CHUNK = 4 << 20
_TRIPLETS = {
    "linux/amd64": ("amd64", "x86_64-linux-gnu"),
    "linux/arm64": ("arm64", "aarch64-linux-gnu"),
    "linux/arm64/v8": ("arm64", "aarch64-linux-gnu"),
}


def fetch_libraries(
    facts: ImageFacts, platform: str, network: Network, mirrors: Mapping[str, str]
) -> dict[str, str] | Unknown:
    """Ask a mirror of Debian or Ubuntu which package brings which library; tens of megabytes.

    Args:
        facts: an image of the release.
        platform: such as ``linux/amd64``.
        network: what asks.
        mirrors: those to ask, by distribution; of others the one that apt of this machine is told
            of.
    """
    distribution = facts.distro or ""
    if distribution not in {"debian", "ubuntu"} or not facts.codename:
        return Unknown(f"no list of files is read for {facts.distro or 'this image'}")
    machine = _TRIPLETS.get(platform)
    if machine is None:
        return Unknown(f"no list of files is read for {platform}")
    place = mirrors.get(distribution, "").rstrip("/") or configured_mirror(distribution)
    if isinstance(place, Unknown):
        return place
    folder = "main/" if distribution == "debian" else ""
    address = f"{place}/dists/{facts.codename}/{folder}Contents-{machine[0]}.gz"
    try:
        found = network.get(address, most=_MOST_BYTES)
    except NetworkError as error:
        return Unknown(str(error))
    if found.status != 200:
        return Unknown(f"the mirror answers {found.status} for {facts.codename}")
    try:
        return read_contents_index(_unpacked(found.body), machine[1])
    except (zlib.error, ValueError) as error:
        return Unknown(f"the mirror's list of files cannot be read: {error}")


def read_contents_index(chunks: Iterable[bytes], triplet: str) -> dict[str, str]:
    """Return the package of each library that lies where the loader looks.

    Of several packages that bring one, the shortest name is taken: the others are its variants.

    Args:
        chunks: the text of a ``Contents`` file in parts.
        triplet: the folder of libraries, such as ``x86_64-linux-gnu``.
    """
    folder = triplet.encode()
    line = re.compile(
        rb"^(?:usr/)?lib/%b/(lib[^/\s]+\.so[^/\s]*)[ \t]+(\S+)$" % re.escape(folder), re.MULTILINE
    )
    found: dict[str, str] = {}
    rest = b""
    for chunk in chunks:
        text, newline, rest = (rest + chunk).rpartition(b"\n")
        if not newline:
            continue
        for name, packages in line.findall(text):
            names = [
                each.rpartition("/")[2] for each in packages.decode("ascii", "replace").split(",")
            ]
            best = min(names, key=lambda each: (len(each), each))
            library = name.decode("ascii", "replace")
            known = found.get(library)
            if known is None or (len(best), best) < (len(known), known):
                found[library] = best
    return found


def libraries_provided(archive: Archive) -> dict[str, str]:
    """Return the package of each library, by what Alpine's packages say that they provide."""
    return {
        name.removeprefix("so:"): packages[0]
        for name, packages in archive.providers.items()
        if name.startswith("so:")
    }


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Give the text of a gzip file in parts.

    Raises:
        ValueError: it is larger than any list of files is.
    """
    unpacker = zlib.decompressobj(wbits=31)
    left = _MOST_UNPACKED
    pending = data
    while pending:
        part = unpacker.decompress(pending, _CHUNK)
        left -= len(part)
        if left < 0:
            raise ValueError("it is too large")
        yield part
        pending = unpacker.unconsumed_tail
        if unpacker.eof:
            pending = unpacker.unused_data
            unpacker = zlib.decompressobj(wbits=31)
    yield b"\n"
