"""DW203: the whole source is copied before the dependencies are installed."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import (
    ChangeDirectory,
    GitClone,
    MakeDirectory,
    RefreshIndex,
    Remove,
    SetEnv,
    Uninstall,
    UpgradeSystem,
    cleanups_of,
)
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Run, Workdir
from dockwright.model.layers import commands_after, is_under, mount_covers
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._sizes import download_impact
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.command import Command
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic

_WHOLE = frozenset({".", "./", "/", "./."})
_INSTALLED = frozenset({"node_modules", ".venv", "venv", "vendor"})
"""Folders that installs make in the working directory."""
_OF_INSTALLING = (RefreshIndex, UpgradeSystem, Remove, SetEnv, MakeDirectory, ChangeDirectory)


class _Source(NamedTuple):
    copy: CopyLike
    word: Text
    is_whole: bool
    is_folder: bool = False
    """Whether it is some folder, which counts where the manifest can only come from it."""


class _Need(NamedTuple):
    install: Install
    files: tuple[str, ...]
    is_project: bool
    is_copied: bool = False
    """Whether a COPY of their own brings the files before the source."""
    is_local: bool = False
    """Whether pip or uv installs the project from its folder."""


class LateInstall(NamedTuple):
    """What a finding is about.

    Attributes:
        copy: the instruction that brings the source.
        install: the install that comes after it.
        files: the manifests that the install reads, as it names them.
        is_project: whether it installs the project itself too.
    """

    copy: CopyLike
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
    facts=(
        "source-folder.names",
        "source-folder.suffixes",
        "source-folder.helper-prefixes",
        "source-folder.lock-files",
    ),
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
    the downloads; where the project itself is installed (`pip install .`) and its pyproject.toml,
    which has to be seen, does not list the dependencies; where packages are named and the RUN runs
    other programs too, which may need the source; for Bundler in a stage that builds or installs a
    gem, whose Gemfile reads the source; where the manifest comes with a repository that a RUN
    clones; for ONBUILD; in stages that the build does not need.
    A folder of another name than `src` and its like counts where the manifest can come from it
    alone.

    ## Fix safety

    The fix copies what the install reads on its own, moves the COPY of the source below the RUN,
    and cuts the RUN in two where its later commands need the source; `cd`, `export` and the like
    are said again in the second half.
    uv, Poetry and PDM first install the dependencies alone; for `pip install .` and its like they
    are read from pyproject.toml, which pip needs a Python with `tomllib` for.
    It is safe where the build context is known, so that every manifest could be read and names no
    local path, and where no folder such as `node_modules` of the context would come to lie over
    the installed one; else it is unsafe.
    It is refused where something between the two may need the source or copies to the same place,
    where the source comes in another stage, and where the RUN deletes at its end what it made.

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
    named: set[str] = set()
    settled: set[str] = set()
    struck: list[tuple[_Source, _Need]] = []
    is_used = False
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike):
            sources.extend(_sources(instruction, ctx))
            named |= {posixpath.basename(word.raw) for word in instruction.sources}
        elif isinstance(instruction, Run):
            for need in _needs(instruction, ctx):
                manager = need.install.ecosystem
                if not sources:
                    if (need.files and not need.is_local) or manager == "system":
                        settled.add(manager)
                    continue
                if instruction.stage is not stage or manager in settled:
                    continue
                if is_used and not need.files:
                    continue  # it may be meant to come after what an earlier RUN made
                found = _blocking(sources, need, instruction, named)
                if need.is_local:
                    files = () if found is None else _listing(found, need, ctx)
                    if found is not None and files:
                        struck.append((found, need._replace(files=files)))
                elif found is not None:
                    copied = bool(need.files) and _is_brought(found, need, stage)
                    struck.append((found, need._replace(is_copied=copied)))
                elif need.files:
                    settled.add(manager)
            is_used = is_used or (
                any(not source.is_folder for source in sources) and not installs_only(instruction)
            )
    if struck:
        yield _report(struck, ctx)


def _report(struck: list[tuple[_Source, _Need]], ctx: Context) -> Diagnostic:
    """Report the install that matters most, and the others beside it."""
    source, need = min(struck, key=lambda each: (each[1].is_project, not each[1].files))
    install = need.install
    run = install.instruction
    files = ", ".join(f"`{name}`" for name in _in_context(need, source, ctx))
    if need.is_project:
        remedy = f"Copy {files} first and install the dependencies alone"
        skip = {"uv": "`uv sync --no-install-project`", "poetry": "`poetry install --no-root`"}
        if need.is_local:
            if not need.files[0].endswith("pyproject.toml"):
                remedy += f" (`-r {need.files[0]}`)"
            elif install.manager == "uv":
                remedy += " (`uv pip install -r pyproject.toml`)"
            else:
                remedy += " from a list made of it"
        elif install.manager in skip:
            remedy += f" ({skip[install.manager]})"
        remedy += ", then copy the source and install the project"
        if install.manager == "poetry" and _has_version_of_git(need, source, ctx):
            remedy += (
                "; as the version comes from git, the first step needs "
                "`POETRY_DYNAMIC_VERSIONING_BYPASS=0.0.0`"
            )
    elif need.files and isinstance(run, Run) and not installs_only(run, moves=True):
        before, after = _beside(install, run)
        if any(takes_away(each) for each in commands_after(install)):
            return _reported(
                struck,
                source,
                need,
                "Install and build in a stage of its own, and copy from there what the image "
                "needs: at its end the RUN takes away what it installed",
                ctx,
            )
        too = " and what its commands before the install read" if before else ""
        remedy = (
            f"Split the RUN after the install: above its first part copy {files}{too}, above its "
            "second the rest of the source"
            if after
            else f"Above the RUN copy {files}{too}, and below it the rest of the source"
        )
    elif need.is_copied:
        remedy = (
            f"Move the RUN above this {source.copy.keyword}: what it reads ({files}) is copied "
        )
        remedy += "before on its own"
    elif need.files:
        remedy = f"Copy {files} first, install, and copy the rest after the RUN"
    else:
        remedy = "Move the RUN above the COPY: it needs nothing of what is copied"
    return _reported(struck, source, need, remedy, ctx)


def _reported(
    struck: list[tuple[_Source, _Need]], source: _Source, need: _Need, remedy: str, ctx: Context
) -> Diagnostic:
    install = need.install
    what = "in the build context" if source.is_whole else f"of `{source.word.raw}`"
    line = ctx.dockerfile.source.lines.line_of(install.own_span.start)
    return ctx.report(
        source.word,
        f"every edit {what} runs `{_shown(install)}` (line {line}) again",
        help=remedy,
        related=[
            ctx.label(each.install.own_span, "installs anew after each edit")
            for _, each in sorted(struck, key=lambda each: each[1] is not need)[:4]
        ],
        severity=Severity.INFO
        if need.is_local or (need.is_project and install.manager == "pip")
        else None,
        confidence=None if source.is_whole else Confidence.MEDIUM,
        impact=download_impact([each.install for _, each in struck], ctx),
        about=LateInstall(source.copy, install, need.files, need.is_project),
    )


def takes_away(command: Command) -> bool:
    """Tell whether a command removes packages, or the folder that an install made."""
    if Uninstall.of(command) is not None:
        return True
    remove = Remove.of(command)
    return remove is not None and any(
        text_of(word).rstrip("/").rpartition("/")[2] in _INSTALLED for word in remove.paths
    )


def _has_version_of_git(need: _Need, source: _Source, ctx: Context) -> bool:
    """Tell whether the project's version is asked of the repository, which is not there yet."""
    if isinstance(ctx.build_context, Unknown):
        return False
    names = [name for name in need.files if name.endswith("pyproject.toml")]
    prefix = "" if source.is_whole else source.word.raw
    data = ctx.build_context.read(posixpath.join(prefix, *names[:1])) if names else b""
    return isinstance(data, bytes) and b"[tool.poetry-dynamic-versioning]" in data


def _is_brought(source: _Source, need: _Need, stage: Stage) -> bool:
    """Tell whether COPYs that name the manifests, above the RUN, bring all of them."""
    run = need.install.instruction
    if not isinstance(run, Run):
        return False
    places: set[str] = set()
    for instruction in stage.layers():
        if instruction is run:
            break
        if isinstance(instruction, CopyLike) and instruction is not source.copy:
            target = instruction.target_path
            for word in instruction.sources if isinstance(target, str) else ():
                name = posixpath.basename(word.raw)
                places |= {str(target), posixpath.join(str(target), name)}
    return all(path_of_manifest(name, run, need.install) in places for name in need.files)


def _beside(install: Install, run: Run) -> tuple[bool, bool]:
    """Tell whether a RUN does something else before an install, and after it."""
    others = [command.span.start for command in run.commands if not _is_of_installing(command)]
    return (
        any(start < install.span.start for start in others),
        any(start > install.span.start for start in others),
    )


def _in_context(need: _Need, source: _Source, ctx: Context) -> list[str]:
    """Return the manifests as the COPY has to name them; a folder of requirements as a whole.

    Files of requirements that share a folder often include each other.
    """
    run = need.install.instruction
    target = source.copy.target_path
    folders = ctx.kb.name_set("source-folder.requirement-folders")
    shown: list[str] = []
    for name in need.files[:2]:
        path = _manifest_path(name, need.install)
        base = target.rstrip("/") + "/" if isinstance(target, str) else ""
        if path is not None and base and path.startswith(base) and not _is_file(source):
            path = path[len(base) :]
            if not source.is_whole:
                path = posixpath.join(source.word.raw, path)
        elif source.is_whole and isinstance(run, Run):
            path = _from_the_copy(name, source, need.install, run)
        else:
            path = None
        found = path or posixpath.basename(name)
        folder = posixpath.dirname(found)
        if posixpath.basename(folder).strip(".") in folders:
            found = folder + "/"
        if found not in shown:
            shown.append(found)
    return _there(shown, need.install, ctx)


def _manifest_path(name: str, install: Install) -> str | None:
    run, folder = install.instruction, install.project_directory
    if not isinstance(run, Run) or folder is None:
        return None
    return path_of_manifest(posixpath.join(folder, name), run, install)


def _from_the_copy(name: str, source: _Source, install: Install, run: Run) -> str | None:
    """Return where a manifest is in the context that is copied to ``.``, wherever that is."""
    copy, folder = source.copy, install.project_directory
    if copy.destination is None or copy.destination.raw not in {".", "./"} or folder is None:
        return None
    moves: list[str | None] = []
    for instruction in run.stage.layers() if run.stage is not None else ():
        is_between = copy.span.start < instruction.span.start < run.span.start
        if isinstance(instruction, Workdir) and is_between:
            moves.append(instruction.path.raw)
    for command in run.commands:
        moved = ChangeDirectory.of(command)
        if moved is not None and command.span.start < install.span.start:
            moves.append(None if moved.directory is None else moved.directory.value)
    path = ""
    for move in (*moves, folder, name):
        if move is None or move.startswith("/") or "$" in move:
            return None
        path = posixpath.normpath(posixpath.join(path, move))
    return None if path.startswith("..") else path


def _there(names: list[str], install: Install, ctx: Context) -> list[str]:
    """Return the manifests, a lock file that may not be there as part of a pattern.

    npm before version 5 writes none, and many projects keep none; a COPY that names a file that is
    not there stops the build.
    """
    context = ctx.build_context
    known = ctx.kb.name_set("source-folder.lock-files")
    locks = [name for name in names if posixpath.basename(name) in known]
    if install.subcommand in {"ci", "sync"}:
        return names  # it fails without its lock file
    for lock in locks:
        if not isinstance(context, Unknown) and context.exists(lock):
            continue
        folder, name = posixpath.split(lock)
        if name == "package-lock.json":
            return [posixpath.join(folder, "package*.json")]
        if any(
            other != lock and not isinstance(context, Unknown) and context.exists(other)
            for other in names
        ):
            names = [each for each in names if each != lock]
    return names


def _shown(install: Install) -> str:
    words = [install.program, *([install.subcommand] if install.subcommand else [])]
    if install.requirement_files:
        if install.ecosystem == "conda":
            words.append("-f")
        elif not install.subcommand.endswith("sync"):
            words.append("-r")
        words.append(text_of(install.requirement_files[0]))
    project = local_project(install)
    if project is not None:
        words.append(project.raw)
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
        elif _is_folder(text, ctx):
            yield _Source(copy, word, is_whole=False, is_folder=True)


def _is_code(name: str, suffixes: tuple[str, ...], ctx: Context) -> bool:
    """Tell whether a file at the top of the context is code, and no helper of the build."""
    return (
        name.endswith(suffixes)
        and "/" not in name
        and not name.startswith(tuple(ctx.kb.names("source-folder.helper-prefixes")))
    )


def _is_file(source: _Source) -> bool:
    return "." in posixpath.basename(source.word.raw).strip(".")


def _is_folder(text: str, ctx: Context) -> bool:
    """Tell whether a source is a folder of the context that is no folder of requirements."""
    name = posixpath.basename(text.rstrip("/")).lower()
    if not name or any(char in text for char in "$*?[") or "." in name.strip("."):
        return False
    if text[:1].isupper() and "/" not in text:
        return False  # Makefile, LICENSE, Procfile
    return name.strip(".") not in ctx.kb.name_set("source-folder.requirement-folders") and not any(
        part in name for part in ("require", "depend")
    )


def _needs(run: Run, ctx: Context) -> Iterator[_Need]:
    """Yield the installs of a RUN that need no source, or its manifest alone."""
    if run.is_onbuild:
        return
    bootstrap = ctx.kb.name_set("bootstrap.packages")
    is_mixed = False
    for command in run.commands:
        install = install_of(command)
        if install is None or command.has_piped_operands or command.is_unconditional is False:
            continue
        cache = ctx.kb.cache(install.program) or ctx.kb.cache(install.manager)
        if cache is not None and mount_covers(run, ("cache",), cache.paths, cache.user_path):
            continue
        if any(
            not isinstance(use.mount, Unknown)
            and use.mount.type == "cache"
            and install.manager in use.mount.target
            for use in run.mounts
        ):
            continue  # a store that a setting puts there, such as /pnpm/store
        if mount_covers(run, ("bind",), ("/",)) and any(
            not isinstance(use.mount, Unknown) and use.mount.type == "bind" and use.source is None
            for use in run.mounts
        ):
            continue
        if install.has("--no-index", "--find-links"):
            continue  # the packages themselves are copied
        if install.manager in {"setuptools", "dpkg", "rpm", "go", "cargo", "gem"}:
            continue
        files = tuple(text_of(word) for word in install.requirement_files) + install.manifests
        if files and _is_of_a_clone(files, run, install):
            continue
        if install.manager == "bundle" and _makes_a_gem(run):
            continue
        if any(spec.path or spec.editable for spec in install.packages):
            is_mixed = True
            project = local_project(install)
            if project is not None:
                manifest = posixpath.join(project.path, "pyproject.toml")
                yield _Need(install, (manifest,), is_project=True, is_local=True)
            continue
        if install.installs_project:
            if install.manager in {"uv", "poetry", "pdm"}:
                yield _Need(install, files, is_project=True)
            continue
        if files:
            yield _Need(install, files, is_project=is_mixed)
        elif (
            install.packages
            and not any(spec.is_dynamic for spec in install.packages)
            and not {spec.name for spec in install.packages} <= bootstrap
            and installs_only(run)
        ):
            yield _Need(install, (), is_project=False)


def local_project(install: Install) -> PackageSpec | None:
    """Return the folder that pip or uv installs a project from, where that is all it reads."""
    found = [spec for spec in install.packages if spec.path or spec.editable]
    if (
        (install.manager, install.subcommand) not in {("pip", "install"), ("uv", "pip install")}
        or install.has("--target", "--prefix", "--root", "--force-reinstall", "--ignore-installed")
        or len(found) != 1
        or not found[0].is_directory
        or found[0].is_dynamic
        or install.no_deps
        or install.requirement_files
        or install.constraint_files
        or any(spec.is_dynamic for spec in install.packages)
    ):
        return None
    return found[0]


def _listing(source: _Source, need: _Need, ctx: Context) -> tuple[str, ...]:
    """Return the files that say what a project depends on: its pyproject.toml, or those it names.

    Nothing where that is not known before the project is built.
    """
    run, target = need.install.instruction, source.copy.target_path
    if isinstance(ctx.build_context, Unknown) or not isinstance(run, Run) or not source.is_whole:
        return ()
    place = path_of_manifest(need.files[0], run, need.install)
    if place is None or isinstance(target, Unknown) or not is_under(place, target.rstrip("/")):
        return ()
    data = ctx.build_context.read(posixpath.relpath(place, target))
    project = local_project(need.install)
    if isinstance(data, Unknown) or project is None:
        return ()
    if dependencies_of(data, project.extras):
        return need.files
    files = () if project.extras else _files_of_setuptools(data)
    return tuple(posixpath.join(project.path, name) for name in files)


def _files_of_setuptools(data: bytes) -> tuple[str, ...]:
    """Return the files of requirements that a pyproject.toml has setuptools read."""
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8", "replace"))
        if "dependencies" not in document["project"]["dynamic"]:
            return ()
        named = document["tool"]["setuptools"]["dynamic"]["dependencies"]["file"]
    except (tomllib.TOMLDecodeError, KeyError, RecursionError, TypeError):
        return ()
    files = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    return tuple(each for each in files if isinstance(each, str) and " " not in each)


def dependencies_of(data: bytes, extras: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the dependencies that a pyproject.toml lists for its project and extras.

    Nothing where they are worked out when the project is built, or one lies beside it.
    """
    import tomllib

    try:
        project = tomllib.loads(data.decode("utf-8", "replace")).get("project", {})
        found = [*project.get("dependencies", ())]
        dynamic = project.get("dynamic", ())
        optional = project.get("optional-dependencies", {})
        for extra in extras:
            found += optional[extra]
        name = re.escape(str(project["name"]))
    except (tomllib.TOMLDecodeError, AttributeError, KeyError, RecursionError, TypeError):
        return ()
    if {"dependencies", "optional-dependencies"} & {*dynamic} or not all(
        isinstance(each, str) and not re.search(rf"@\s*(file:|[./])|^\s*{name}\s*\[", each)
        for each in found
    ):
        return ()
    return tuple(found)


def _makes_a_gem(run: Run) -> bool:
    """Tell whether the stage builds or installs a gem of its own.

    The Gemfile of such a project says `gemspec`, so that Bundler reads the source too.
    """
    return run.stage is not None and any(
        (
            command.program == "rake"
            and not {text_of(word) for word in command.words[1:]}.isdisjoint({"install", "build"})
        )
        or (command.program == "gem" and command.subcommand == "build")
        or any(text_of(word).endswith(".gemspec") for word in command.words)
        for other in run.stage.runs()
        for command in other.commands
    )


def installs_only(run: Run, *, moves: bool = False) -> bool:
    """Tell whether every command of a RUN belongs to installing, so that none needs the source.

    Args:
        run: the RUN.
        moves: whether changing the directory counts as such.
    """
    return all(
        _is_of_installing(command) and (moves or ChangeDirectory.of(command) is None)
        for command in run.commands
    )


def _is_of_installing(command: Command) -> bool:
    return (
        command.program in {"set", "apt-get", "apt", "echo", "true", ":"}
        or install_of(command) is not None
        or bool(cleanups_of(command))
        or any(kind.of(command) is not None for kind in _OF_INSTALLING)
    )


def _is_of_a_clone(files: tuple[str, ...], run: Run, install: Install) -> bool:
    """Tell whether the manifests come with a repository that this or an earlier RUN clones."""
    stage = run.stage
    for other in stage.layers() if stage is not None else (run,):
        if isinstance(other, Run):
            for command in other.commands:
                if other is run and command.span.start >= install.span.start:
                    return False
                clone = GitClone.of(command)
                if clone is None or clone.url is None:
                    continue
                if clone.destination is not None:
                    name = text_of(clone.destination)
                else:
                    name = posixpath.basename(text_of(clone.url).rstrip("/")).removesuffix(".git")
                place = path_of_manifest(name, other, command)
                for path in (path_of_manifest(file, run, install) for file in files):
                    if path is None or place is None:
                        if other is run:
                            return True
                    elif is_under(path, place):
                        return True
        if other is run:
            break
    return False


def _blocking(sources: list[_Source], need: _Need, run: Run, named: set[str]) -> _Source | None:
    """Return the copy that makes an install run again though it needs none of it, or None."""
    whole = next((source for source in sources if source.is_whole), None)
    if whole is not None or not sources:
        return whole
    places = [path_of_manifest(name, run, need.install) for name in need.files]
    if None in places:
        return None
    code = next((source for source in sources if not source.is_folder), None)
    if code is not None:
        return code
    if not places or any(posixpath.basename(name) in named for name in need.files):
        return None
    bringing = [source for source in sources if _brings(source, places)]
    return bringing[0] if len(bringing) == 1 else None


def _brings(source: _Source, places: list[str | None]) -> bool:
    """Tell whether all the places lie where a COPY puts its folder."""
    target = source.copy.target_path
    if not isinstance(target, str):
        return False
    return all(place and is_under(place, target.rstrip("/") or "/") for place in places)


def path_of_manifest(name: str, run: Run, command: Command) -> str | None:
    """Return the absolute path of a file that a command names, or None."""
    if "$" in name or "://" in name:
        return None
    folder = ""
    for other in run.commands:
        moved = ChangeDirectory.of(other)
        if moved is not None and other.span.start < command.span.start:
            if moved.directory is None or moved.directory.value is None:
                return None
            folder = posixpath.join(folder, moved.directory.value)
    path = run.state.resolve(posixpath.join(folder, name))
    return None if isinstance(path, Unknown) else path
