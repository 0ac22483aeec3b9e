"""How large compiled files are: a sample of a wheel's sources, compiled by the Python that runs us.

Compiling reads a source and runs nothing of it.  What the sample's files come to against the model
of ``installed-size.bytecode`` corrects that model for the whole wheel.
"""

from __future__ import annotations

import marshal
import sys
import threading
import warnings
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.net import NetworkError
from dockwright.packages.index.wheel import archive_faults

if TYPE_CHECKING:
    import io

__all__ = ["MINOR", "SampledSource", "compiled_bytes", "read_sample"]

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
_MOST_SOURCE = 1_000_000
_HEADER = 16  # magic number, flags, time and size of the source (PEP 552)
# Probabilities grow with a source's size to this power: between 1/2, the best for what bytes cost,
# and 1, the best for the number of files.
_POWER = 0.7
_FILE_COST = 100  # bytes of source that the asking for a file is worth; keeps empty files in
# Warnings are switched off for the whole process while a source is compiled.
_compiling = threading.Lock()


class SampledSource(NamedTuple):
    """A source that was compiled.

    Attributes:
        bytes: its size.
        compressed: its size in the wheel.
        compiled: bytes of its compiled file; 0 where this Python refuses it, and none is written.
        probability: of being in the sample; 1 for all where the sample is the whole wheel.
    """

    bytes: int
    compressed: int
    compiled: int
    probability: float


def read_sample(
    file: io.RawIOBase | io.BufferedIOBase, most_bytes: int, most_files: int
) -> tuple[SampledSource, ...] | Unknown:
    """Return a sample of a wheel's sources, of about as many bytes and files as is said.

    The choice follows from the wheel alone: the same wheel gives the same sample.

    Args:
        file: the wheel.
        most_bytes: uncompressed bytes of sources to read.
        most_files: how many sources to read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            items = [
                each
                for each in archive.infolist()
                if each.filename.endswith(".py") and each.file_size <= _MOST_SOURCE
            ]
            found = []
            for item, probability in _chosen(items, most_bytes, most_files):
                size = compiled_bytes(archive.read(item), item.filename)
                found.append(SampledSource(item.file_size, item.compress_size, size, probability))
            return tuple(found)
    except archive_faults() as error:
        return Unknown(f"it is no readable wheel: {error}")
    except (NetworkError, OSError) as error:
        return Unknown(f"it could not be read: {error}")


def compiled_bytes(source: bytes, name: str) -> int:
    """Return the bytes of a source's compiled file; 0 where it does not compile.

    Args:
        source: the source.
        name: its path in ``site-packages``, which the compiled file holds.
    """
    path = f"/usr/local/lib/python{MINOR}/site-packages/{name}"
    with _compiling, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            code = compile(source, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
            return 0
        return _HEADER + len(marshal.dumps(code))


def _chosen(
    items: list[zipfile.ZipInfo], most_bytes: int, most_files: int
) -> list[tuple[zipfile.ZipInfo, float]]:
    """Return sources and their probabilities, spread over all sizes (systematic sampling)."""
    items.sort(key=lambda each: (-each.file_size, each.filename))
    if len(items) <= most_files and sum(each.file_size for each in items) <= most_bytes:
        return [(each, 1.0) for each in items]
    weights = [(each.file_size + _FILE_COST) ** _POWER for each in items]
    low, high = 0.0, 1 / min(weights)
    for _ in range(40):
        scale = (low + high) / 2
        shares = [min(1.0, scale * weight) for weight in weights]
        size = sum(share * each.file_size for share, each in zip(shares, items, strict=True))
        if size > most_bytes or sum(shares) > most_files:
            high = scale
        else:
            low = scale
    found, step = [], 0.5
    for each, weight in zip(items, weights, strict=True):
        share = min(1.0, low * weight)
        step += share
        if step >= 1:
            step -= 1
            found.append((each, share))
    return found
