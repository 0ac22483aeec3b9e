"""Reading and writing the file of known findings."""

# Strings and os: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH105, PTH108, PTH118, PTH119, PTH120, PTH123

from __future__ import annotations

import contextlib
import os

from dockwright.errors import EnvironmentFaultError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dockwright.report.baseline import Baseline
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Source

__all__ = ["load_baseline", "path_from", "save_baseline"]

_DEFECTS = frozenset({"DW099"})
"""Our own failures are never known findings."""


def path_from(baseline: str, start: str) -> Callable[[str], str]:
    """Return what makes a path as shown one from the baseline's folder.

    So the same file of known findings serves wherever the program is started.
    """
    folder = os.path.dirname(os.path.join(start, baseline))

    def place(shown: str) -> str:
        if shown.startswith("<"):  # standard input without a name
            return shown
        return os.path.relpath(os.path.join(start, shown), folder).replace(os.sep, "/")

    return place


def load_baseline(path: str) -> Baseline:
    """Return the baseline in a file.

    Raises:
        EnvironmentFaultError: the file cannot be read.
        ConfigError: it is no baseline.
    """
    from dockwright.report.baseline import read_baseline

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise EnvironmentFaultError(
            f"cannot read the baseline: {error.strerror or error}",
            hint="with --write-baseline besides it is made from today's findings",
            place=path,
        ) from error
    return read_baseline(data, path)


def save_baseline(
    path: str,
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, Source],
    start: str,
) -> int:
    """Write a baseline of findings in one go; return how many findings it holds.

    Raises:
        EnvironmentFaultError: the file cannot be written; what was there before is unchanged.
    """
    from dockwright.report.baseline import make_baseline, write_baseline

    baseline = make_baseline(diagnostics, sources, never=_DEFECTS, place=path_from(path, start))
    waiting = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    try:
        with open(waiting, "w", encoding="utf-8", newline="\n") as file:
            file.write(write_baseline(baseline))
        os.replace(waiting, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(waiting)
        raise EnvironmentFaultError(
            f"cannot write the baseline: {error.strerror or error}", place=path
        ) from error
    return sum(entry.number for entry in baseline.entries)
