"""How many bytes installing a wheel writes: what it holds, and what the installer adds.

The sizes of the wheel's own files are exact.  ``RECORD``, ``INSTALLER`` and the programs for entry
points follow from what pip and uv write, byte by byte.  Compiled files are a model: bytes as a
linear function of the sources' number, sizes and compressed sizes, fitted to each Python, and
corrected by a sample of the wheel's sources where there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.kb.snapshot import bytecode_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.snapshot import KnownRelease, KnownWheel
    from dockwright.packages.index.bytecode import SampledSource
    from dockwright.packages.index.wheel import Script, WheelContents

__all__ = [
    "Installer",
    "WrittenBytes",
    "contents_of_release",
    "correction_of",
    "estimated_from_download",
    "modelled_bytecode",
    "written_bytes",
]


class Installer(NamedTuple):
    """Who installs, and how.

    Attributes:
        program: ``pip`` or ``uv``.
        python: the version, such as ``3.12``.
        compiles: whether it writes compiled files; pip does by itself, uv does not.
        prefix: the directory that ``lib/pythonX.Y/site-packages`` is in.
        executable: the interpreter that scripts name.
    """

    program: str = "pip"
    python: str = "3.12"
    compiles: bool = True
    prefix: str = "/usr/local"
    executable: str = ""

    @property
    def minor(self) -> str:
        """Return the version's first two parts."""
        return ".".join(self.python.split(".")[:2])


class WrittenBytes(NamedTuple):
    """What an installation writes.

    Attributes:
        content: the wheel's own files.
        compiled: compiled files.
        added: what the installer adds besides.
        basis: ``directory`` where the wheel's directory was read, ``download`` where the size of
            the download was multiplied.
    """

    content: int
    compiled: int
    added: int
    basis: str

    @property
    def total(self) -> int:
        """Return all of it."""
        return self.content + self.compiled + self.added


def written_bytes(
    wheel: WheelContents,
    installer: Installer,
    kb: KnowledgeBase,
    correction: float = 1.0,
) -> WrittenBytes:
    """Return what installing a wheel writes.

    Args:
        wheel: what it holds.
        installer: who installs it.
        kb: the knowledge base, for the model of compiled files.
        correction: how many times the model's bytes compiled files have, as ``correction_of`` says.
    """
    tag = installer.minor.replace(".", "")
    end = 2 if installer.program == "pip" else 1  # pip writes RECORD with CRLF
    own = f"{wheel.directory}/"
    mark = len("pip\n") if installer.program == "pip" else len("uv")
    record = wheel.record + wheel.files * end
    # INSTALLER, RECORD itself, and REQUESTED for most; the last holds nothing.
    record += len(own) + len("INSTALLER") + len(",sha256=,1") + 43 + end
    record += len(own) + len("RECORD,,") + end
    programs = 0
    for script in wheel.scripts:
        size = _script_bytes(script, installer)
        programs += size
        record += len("../../../bin/") + len(script.name) + len(",sha256=,") + 43
        record += len(str(size)) + end
    compiled = 0
    if installer.compiles and wheel.sources:
        compiled = round(modelled_bytecode(wheel, installer.minor, kb) * correction)
        if installer.program == "pip":
            each = len("__pycache__/") + len(f".cpython-{tag}.pyc,,") - len(".py") + end
            record += wheel.source_paths + wheel.sources * each
    return WrittenBytes(wheel.bytes, compiled, record + programs + mark, "directory")


def contents_of_release(release: KnownRelease, wheel: KnownWheel) -> WheelContents:
    """Return what a wheel of the shipped snapshot holds."""
    from dockwright.packages.index.wheel import Script, WheelContents

    scripts: list[Script] = []
    for each in release.scripts:
        name, _, place = each.partition("=")
        module, _, attribute = place.partition(":")
        scripts.append(Script(name, module, attribute))
    directory = f"{release.name}-{release.version}.dist-info"
    return WheelContents(*wheel[1:], scripts=tuple(scripts), directory=directory)


def modelled_bytecode(wheel: WheelContents, minor: str, kb: KnowledgeBase) -> float:
    """Return the bytes of a wheel's compiled files by the model alone."""
    values = (wheel.sources, wheel.source_bytes, wheel.source_compressed)
    return max(0.0, _weighted(bytecode_weights(kb, minor), values))


def correction_of(sample: Sequence[SampledSource], kb: KnowledgeBase) -> float:
    """Return how many times the model's bytes a sample's files really have, 1 without sample."""
    from dockwright.packages.index.bytecode import MINOR

    if not sample:
        return 1.0
    row = bytecode_weights(kb, MINOR)
    modelled = sum(
        _weighted(row, (1, each.bytes, each.compressed)) / each.probability for each in sample
    )
    return sum(each.compiled / each.probability for each in sample) / modelled


def _weighted(row: tuple[float, ...], values: tuple[int, ...]) -> float:
    return sum(weight * value for weight, value in zip(row, values, strict=True))


def estimated_from_download(size: int, kb: KnowledgeBase) -> WrittenBytes:
    """Return what installing a wheel may write, from the bytes of its download alone."""
    return WrittenBytes(round(size * kb.number("installed-size.wheel-ratio")), 0, 0, "download")


def _script_bytes(script: Script, installer: Installer) -> int:
    name = script.attribute.partition(".")[0]
    executable = installer.executable or f"{installer.prefix}/bin/python{installer.minor}"
    size = len(f"#!{executable}\n# -*- coding: utf-8 -*-\nimport sys\n")
    size += len(f"from {script.module} import {name}\nif __name__ == '__main__':\n")
    size += len(f"    sys.exit({script.attribute}())\n")
    if installer.program == "pip":
        size += len("import re\n")
        size += len("    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n")
    else:
        size += len('    if sys.argv[0].endswith("-script.pyw"):\n')
        size += len("        sys.argv[0] = sys.argv[0][:-11]\n")
        size += len('    elif sys.argv[0].endswith(".exe"):\n')
        size += len("        sys.argv[0] = sys.argv[0][:-4]\n")
    return size
