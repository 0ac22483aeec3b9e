"""DW203: the whole source is copied before the dependencies are installed."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import (
    ChangeDirectory,
    MakeDirectory,
    RefreshIndex,
    Remove,
    SetEnv,
    UpgradeSystem,
    cleanups_of,
)
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Run
from dockwright.model.layers import mount_covers
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic

_WHOLE = frozenset({".", "./", "/", "./."})


class _Source(NamedTuple):
    copy: CopyLike
    word: Text
    is_whole: bool


class _Need(NamedTuple):
    install: Install
    files: tuple[str, ...]
    is_project: bool


@rule(
    "DW203",
    "source-before-dependencies",
    on=Stage,
    family=Family.CACHE,
    severity=Severity.WARNING,
    triggers=("copy", "add"),
    facts=("source-folder.names", "source-folder.suffixes", "source-folder.helper-prefixes"),
)
def source_before_dependencies(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""The whole source is copied before the dependencies are installed.

    ## What it does

    Finds a COPY or ADD of the whole build context, or of the source's folder or files, that stands
    before a RUN which installs dependencies and needs at most their manifest: pip with a
    requirements file or with named packages, uv, Poetry, PDM, Pipenv, conda, npm and its kin, and
    the system's package managers.

    ## Why it matters

    Every edit of any file changes the COPY, and BuildKit runs everything after it again: each build
    downloads and installs all dependencies anew, for minutes, and makes new layers of them.
    With the manifest copied first the install comes from the cache until the manifest changes.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /srv
    COPY . .
    RUN pip install --no-cache-dir -r requirements.txt
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /srv
    COPY requirements.txt .
    RUN pip install --no-cache-dir -r requirements.txt
    COPY . .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    Where the dependencies were installed from a manifest before the COPY; where a cache mount keeps
    the downloads; where the project itself is installed (`pip install .`) and nothing tells that
    its dependencies could be installed apart; where the RUN runs other programs too, which may need
    the source; for ONBUILD; in stages that the build does not need.

    ## Fix safety

    Copying the manifest first is safe where it names no local path; that is in a file which the
    Dockerfile does not show, so it is never done without asking.

    ## With other rules

    DW202 reports heavy packages that share an install with light ones; DW205 build arguments that
    do the same as an early COPY.

    ## References

    - BuildKit documentation, Cache invalidation: COPY
    - uv documentation, Using uv in Docker: intermediate layers
    """
    if not stage.is_reachable:
        return
    sources: list[_Source] = []
    settled: set[str] = set()
    is_used = False
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike):
            sources.extend(_sources(instruction, ctx))
        elif isinstance(instruction, Run):
            needs = list(_needs(instruction, ctx))
            for need in needs:
                manager = need.install.ecosystem
                if not sources:
                    if need.files or manager == "system":
                        settled.add(manager)
                    continue
                if instruction.stage is not stage or manager in settled:
                    continue
                if is_used and not need.files:
                    continue  # it may be meant to come after what an earlier RUN made
                found = _blocking(sources, need, instruction)
                if found is None:
                    continue
                settled.add(manager)
                yield _report(found, need, ctx)
                return
            is_used = is_used or (bool(sources) and not _installs_only(instruction))


def _report(source: _Source, need: _Need, ctx: Context) -> Diagnostic:
    install = need.install
    files = ", ".join(f"`{posixpath.basename(name)}`" for name in need.files[:2])
    if need.is_project:
        remedy = f"Copy {files} first and install the dependencies alone"
        skip = {"uv": "`uv sync --no-install-project`", "poetry": "`poetry install --no-root`"}
        if install.manager in skip:
            remedy += f" ({skip[install.manager]})"
        remedy += ", then copy the source and install the project"
    elif need.files:
        remedy = f"Copy {files} first, install, and copy the rest after the RUN"
    else:
        remedy = "Move the RUN above the COPY: it needs nothing of what is copied"
    what = "the whole build context" if source.is_whole else f"`{source.word.raw}`"
    return ctx.report(
        source.word,
        f"every edit of {what} runs `{_shown(install)}` again",
        help=remedy,
        related=[ctx.label(install.own_span, "installs anew after each edit")],
        severity=Severity.INFO if need.is_project and install.manager == "pip" else None,
        confidence=None if source.is_whole else Confidence.MEDIUM,
    )


def _shown(install: Install) -> str:
    words = [install.program, *([install.subcommand] if install.subcommand else [])]
    if install.requirement_files:
        words += ["-r", text_of(install.requirement_files[0])]
    return " ".join(words)


def _sources(copy: CopyLike, ctx: Context) -> Iterator[_Source]:
    if isinstance(copy, Copy) and not copy.is_from_context:
        return
    suffixes = tuple(ctx.kb.names("source-folder.suffixes"))
    names = ctx.kb.name_set("source-folder.names")
    for word in copy.sources:
        text = word.raw
        if isinstance(copy, Add) and "://" in text:
            continue
        if text in _WHOLE or text in {"*", "./*"}:
            yield _Source(copy, word, is_whole=True)
        elif text.strip("./") in names or _is_code(text.removeprefix("./"), suffixes, ctx):
            yield _Source(copy, word, is_whole=False)


def _is_code(name: str, suffixes: tuple[str, ...], ctx: Context) -> bool:
    """Tell whether a file at the top of the context is code, and no helper of the build."""
    return (
        name.endswith(suffixes)
        and "/" not in name
        and not name.startswith(tuple(ctx.kb.names("source-folder.helper-prefixes")))
    )


def _needs(run: Run, ctx: Context) -> Iterator[_Need]:
    """Yield the installs of a RUN that need no source, or its manifest alone."""
    if run.is_onbuild:
        return
    pure = _installs_only(run)
    bootstrap = ctx.kb.name_set("bootstrap.packages")
    is_mixed = False
    for command in run.commands:
        install = install_of(command)
        if install is None or command.has_piped_operands or command.is_unconditional is False:
            continue
        cache = ctx.kb.cache(install.program) or ctx.kb.cache(install.manager)
        if cache is not None and mount_covers(run, ("cache",), cache.paths, cache.user_path):
            continue
        if mount_covers(run, ("bind",), ("/",)) and any(
            not isinstance(use.mount, Unknown) and use.mount.type == "bind" and use.source is None
            for use in run.mounts
        ):
            continue
        if install.manager in {"setuptools", "dpkg", "rpm", "go", "cargo", "gem"}:
            continue
        files = tuple(text_of(word) for word in install.requirement_files) + install.manifests
        if any(spec.path or spec.editable for spec in install.packages):
            is_mixed = True
            continue
        if install.installs_project:
            if install.manager in {"uv", "poetry", "pdm"}:
                yield _Need(install, files, is_project=True)
            continue
        if files:
            yield _Need(install, files, is_project=is_mixed)
        elif (
            pure
            and install.packages
            and not any(spec.is_dynamic for spec in install.packages)
            and not {spec.name for spec in install.packages} <= bootstrap
        ):
            yield _Need(install, (), is_project=False)


def _installs_only(run: Run) -> bool:
    """Tell whether every command of a RUN belongs to installing, so that none needs the source."""
    for command in run.commands:
        if install_of(command) is not None or cleanups_of(command):
            continue
        if any(
            kind.of(command) is not None
            for kind in (RefreshIndex, UpgradeSystem, Remove, SetEnv, MakeDirectory)
        ):
            continue
        if command.program in {"set", "apt-get", "apt", "echo", "true", ":"}:
            continue
        return False
    return True


def _blocking(sources: list[_Source], need: _Need, run: Run) -> _Source | None:
    """Return the copy that makes an install run again though it needs none of it, or None."""
    whole = next((source for source in sources if source.is_whole), None)
    if whole is not None or not sources:
        return whole
    places = [_reaches(name, run, need.install) for name in need.files]
    return None if None in places else sources[0]


def _reaches(name: str, run: Run, command: Command) -> str | None:
    """Return the absolute path of a manifest that a command names, or None."""
    if "$" in name or "://" in name:
        return None
    for other in run.commands:
        moved = ChangeDirectory.of(other)
        if moved is not None and other.span.start < command.span.start:
            if moved.directory is None or moved.directory.value is None:
                return None
            name = posixpath.join(moved.directory.value, name)
    path = run.state.resolve(name)
    return None if isinstance(path, Unknown) else path
