"""How pip and uv install the dependencies of a project's folder without the project."""

from __future__ import annotations

import posixpath

from dockwright.fixes.repair import Refusal
from dockwright.model.contents import Python, contents_of
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec

__all__ = ["dependencies_alone"]

_LISTS = (
    "/tmp/requirements.txt",  # noqa: S108 - within the image, for one RUN
    "/tmp/dependencies.txt",  # noqa: S108
    "/tmp/project-dependencies.txt",  # noqa: S108
)
_HAS_TOMLLIB = (3, 11)
"""The first Python whose library reads TOML (its documentation, "tomllib")."""


def dependencies_alone(
    install: Install, project: PackageSpec, files: Sequence[str], ctx: RepairContext
) -> str | Refusal:
    """Return the commands that install a project's dependencies, and not the project.

    Args:
        install: the install of the project's folder.
        project: the folder.
        files: what lists the dependencies: the project's pyproject.toml, or files of requirements.
        ctx: what the repair reads.
    """
    source = ctx.tree.source
    place = _place(install, project)
    start, end = install.simple.span
    before, after = source.slice(Span(start, place.start)), source.slice(Span(place.end, end))
    paths = [posixpath.normpath(path) for path in files]
    if any(re.search(r"[^\w./+@-]", path) for path in paths):
        return Refusal("the name of the project's folder needs quotes")
    path = paths[0]
    if posixpath.basename(path) != "pyproject.toml":
        return before + " ".join(f"-r {each}" for each in paths) + after
    if install.manager == "uv":
        extras = "".join(f" --extra {extra}" for extra in project.extras)
        return f"{before}-r {path}{extras}{after}"
    python = _python(install, ctx)
    if isinstance(python, Refusal):
        return python
    lists = ['*p["dependencies"]']
    lists += [f'*p["optional-dependencies"]["{extra}"]' for extra in project.extras]
    program = (
        f'import tomllib; p = tomllib.load(open("{path}", "rb"))["project"]; '
        f"print({', '.join(lists)}, sep=chr(10))"
    )
    written = next((each for each in _LISTS if each not in source.text), None)
    if written is None:
        return Refusal("no name is free for the list of the project's dependencies")
    joint = f" {ctx.tree.escape}\n    && "
    steps = (
        f"{python} -c '{program}' > {written}",
        f"{before}-r {written}{after}",
        f"rm {written}",
    )
    return joint.join(steps)


def _place(install: Install, project: PackageSpec) -> Span:
    """Return where the folder stands in the command, with the option that makes it editable."""
    for option in install.options:
        value = option.value
        if value is not None and value.span.start <= project.span.start < value.span.end:
            return option.span
    return project.word.span


def _python(install: Install, ctx: RepairContext) -> str | Refusal:
    """Return the interpreter that an install is for, where it reads TOML."""
    instruction = install.instruction
    stage = None if instruction is None else instruction.stage
    found = Unknown("no stage") if stage is None else contents_of(stage, ctx.kb).python
    version = found.version if isinstance(found, Python) else Unknown("")
    if isinstance(version, Unknown):
        return Refusal("which Python it is, and whether that reads TOML, cannot be told")
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < _HAS_TOMLLIB:
        return Refusal(f"Python {version} does not read TOML, so that nothing lists them for pip")
    words = [text_of(word) for word in install.simple.words]
    if "-m" in words:
        return words[words.index("-m") - 1]
    program = next((word for word in words if posixpath.basename(word).startswith("pip")), "pip")
    return posixpath.join(posixpath.dirname(program), "python3")
