"""Which file is of which format, and its reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.packages.records import DependencyFile, DependencyProblem
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.text import Source

    Reader = Callable[[Source], DependencyFile]

__all__ = ["kind_of_dependency_file", "read_dependency_file"]

_BY_NAME = {
    "pyproject.toml": "pyproject",
    "uv.lock": "uv.lock",
    "poetry.lock": "poetry.lock",
    "pdm.lock": "pdm.lock",
    "pylock.toml": "pylock.toml",
    "Pipfile": "Pipfile",
    "Pipfile.lock": "Pipfile.lock",
    "setup.cfg": "setup.cfg",
    "setup.py": "setup.py",
    "pixi.toml": "pixi",
    "pixi.lock": "pixi.lock",
    ".python-version": "python-version",
    "runtime.txt": "runtime.txt",
}
_REQUIREMENTS = re.compile(
    r"(?:^|[-_.])(?:requirements?|reqs?)(?:[-_.].*)?\.(?:txt|in)$", re.IGNORECASE
)
_CONSTRAINTS = re.compile(r"(?:^|[-_.])constraints?(?:[-_.].*)?\.txt$", re.IGNORECASE)


def kind_of_dependency_file(name: str) -> str | None:
    """Return the format that a file's name stands for, or None."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    lower = name.lower()
    if re.fullmatch(r"pylock\.[^.]+\.toml", lower):
        return "pylock.toml"
    if lower.endswith((".yml", ".yaml")):
        if "conda-lock" in lower:
            return "conda-lock"
        return "conda-environment" if re.match(r"(?:conda[-_.])?env(?:ironment)?", lower) else None
    if _CONSTRAINTS.search(name):
        return "constraints"
    if _REQUIREMENTS.search(name):
        return "requirements"
    return "script" if lower.endswith(".py") else None


def read_dependency_file(source: Source, kind: str | None = None) -> DependencyFile:
    """Read a file of dependencies; what is wrong with it is in the result.

    Args:
        source: the file.
        kind: its format; by default what its name says, else a file of requirements.
    """
    chosen = kind or kind_of_dependency_file(source.path.rpartition("/")[2]) or "requirements"
    if chosen == "requirements" and "@EXPLICIT" in source.text:
        chosen = "conda-explicit"
    try:
        return _reader(chosen)(source)
    except RecursionError:
        problem = DependencyProblem("the file nests too deep to be read", Span(0, 0))
        return DependencyFile(source, chosen, problems=(problem,))


def _reader(kind: str) -> Reader:
    from dockwright.packages import conda, lists, locks, pyproject, setup_files

    readers: dict[str, Reader] = {
        "Pipfile": locks.read_pipfile,
        "Pipfile.lock": locks.read_pipfile_lock,
        "conda-environment": conda.read_environment,
        "conda-explicit": conda.read_explicit,
        "conda-lock": conda.read_conda_lock,
        "constraints": lambda source: lists.read_list(source, "constraints"),
        "pdm.lock": locks.read_pdm_lock,
        "pixi": conda.read_pixi,
        "pixi.lock": conda.read_pixi_lock,
        "poetry.lock": locks.read_poetry_lock,
        "pylock.toml": locks.read_pylock,
        "pyproject": pyproject.read_pyproject,
        "python-version": setup_files.read_python_version,
        "requirements": lists.read_list,
        "runtime.txt": setup_files.read_runtime,
        "script": pyproject.read_script,
        "setup.cfg": setup_files.read_setup_cfg,
        "setup.py": setup_files.read_setup_py,
        "uv.lock": locks.read_uv_lock,
    }
    return readers[kind]
