"""What a project asks for and its lock lacks, and what the install's tool then does."""

from __future__ import annotations

import posixpath

from dockwright.model.contents import Python, contents_of
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_before, environment_of, path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.packages import DependencyFile, Requirement
    from dockwright.rules.base import Context

__all__ = ["Gap", "LockUse", "gaps_of", "lock_used_by"]

_WITHOUT = "goes on without it"
_ON = frozenset({"1", "true", "yes", "on"})
_GROUP_OPTIONS = ("--group", "--only-group", "--with")


class LockUse(NamedTuple):
    """The files that an install compares, or does not.

    Attributes:
        manifest: ``pyproject.toml`` or ``Pipfile``.
        lock: the lock.
        name: the lock's name.
        refuses: whether the tool stops where the lock is out of date; else it takes what is there.
        python: the stage's Python, where it is known.
    """

    manifest: DependencyFile
    lock: DependencyFile
    name: str
    refuses: bool
    python: str


class Gap(NamedTuple):
    """Something that is asked for, and not as the lock has it.

    Attributes:
        words: what is the matter, as the middle of a sentence.
        then: what a tool that takes the lock as it is does then.
        asked: its place in the manifest.
        locked: its place in the lock.
        stops: whether the tool stops at it, also where it takes the lock as it is.
        is_plain: whether the project itself needs it, or the install names the group.
    """

    words: str
    then: str
    asked: Span
    locked: Span
    stops: bool
    is_plain: bool = True


def lock_used_by(install: Install, ctx: Context) -> LockUse | None:
    """Return the lock and the manifest that an install goes by; None where they are not known."""
    run, context = install.instruction, ctx.build_context
    if not isinstance(run, Run) or run.stage is None or isinstance(context, Unknown):
        return None
    if install.project_directory is None or install.has("--package", "--all-packages", "--script"):
        return None
    chosen = _mode(install, ctx)
    folder = path_seen_by(install, install.project_directory or ".")
    if chosen is None or folder is None or _may_be_made(install, run, ctx):
        return None
    name, refuses = chosen
    kind = "Pipfile" if install.manager == "pipenv" else "pyproject.toml"
    wanted = file_seen_by(posixpath.join(folder, kind), install, context)
    lock = file_seen_by(posixpath.join(folder, name), install, context)
    if wanted is None or lock is None:
        return None
    from dockwright.packages import read_dependency_file

    asked = read_dependency_file(wanted, "Pipfile" if kind == "Pipfile" else "pyproject")
    locked = read_dependency_file(lock, name)
    if "override" in wanted.text or "exclude-dependencies" in wanted.text:
        return None  # the resolver may have been told of other versions, or to leave some out
    if locked.problems or locked.unknown or asked.problems or not locked.source.text.strip():
        return None
    python = contents_of(run.stage, ctx.kb).python
    known = isinstance(python, Python) and isinstance(python.version, str)
    return LockUse(asked, locked, name, refuses, str(python.version) if known else "")  # type: ignore[union-attr]


def _mode(install: Install, ctx: Context) -> tuple[str, bool] | None:
    """Return the lock that an install goes by, and whether it stops where that is out of date.

    None for an install that makes the lock anew.  ``--ignore-pipfile`` leaves nothing to compare,
    whatever ``--deploy`` says.
    """
    called = f"{install.manager} {install.subcommand}"
    for fact, refuses in (
        ("lock-file.trusting-installs", False),
        ("lock-file.checking-installs", True),
    ):
        found = ctx.kb.mapping(fact).get(called)
        if found is not None:
            name, *options = found
            if not options or any(_is_on(install, option, ctx) for option in options):
                return name, refuses
    return None


def _may_be_made(install: Install, run: Run, ctx: Context) -> bool:
    """Tell whether an earlier command of the tool may have written the lock anew."""
    writers = ctx.kb.mapping("lock-file.rewriters").get(install.program, ())
    before = list(commands_before(install))
    for earlier in () if run.stage is None else run.stage.layers():
        if earlier is run:
            break
        if isinstance(earlier, Run):
            before += earlier.commands
    for each in before:
        if each.program != install.program:
            continue
        if any(word.value in writers for word in each.words[1:]):
            return True
        other = install_of(each)
        if other is not None and other.installs_lock and _mode(other, ctx) is None:
            return True
    return False


def _is_on(install: Install, option: str, ctx: Context) -> bool:
    if install.has(option):
        return True
    variable = ctx.kb.mapping("lock-file.switches").get(option)
    if variable is None:
        return False
    own = install.variable(variable)
    if own is not None:
        return own.value is not None and (own.value.value or "").lower() in _ON
    value = environment_of(install).get(variable)
    return isinstance(value, str) and value.lower() in _ON


def gaps_of(use: LockUse, install: Install, ctx: Context) -> Iterator[Gap]:
    """Yield what the lock lacks or has otherwise, of what the tool looks at."""
    asked = list(_asked(use, install, ctx))
    groups = _groups_of(use)
    wanted = _wanted_groups(use, install)
    named = _named_groups(install)
    lacking: set[str] = set()
    is_told = False
    if groups is not None:
        for group in dict.fromkeys(each.group for each in asked if each.group not in groups):
            is_named = group in named
            if not use.refuses and not is_named and not _takes(group, wanted):
                continue
            lacking.add(group)
            first = next(each for each in asked if each.group == group)
            stops = is_named and install.manager in {"uv", "pdm"}
            words = f"the group `{group}` is asked for, and {use.name} lacks it"
            yield Gap(words, _WITHOUT, first.span, _first_of(use.lock), stops, is_named)
            is_told = True
    pins: dict[str, list[tuple[str, Span, str]]] = {}
    for package in use.lock.locked:
        pins.setdefault(package.name, []).append((package.version, package.span, package.source))
    for each in asked:
        if each.group in lacking or not (use.refuses or _takes(each.group, wanted)):
            continue
        there = pins.get(each.name)
        is_plain = not each.group or each.group in named
        if there is None:
            words = f"`{each.name}` is asked for, and {use.name} lacks it"
            at = _first_of(use.lock)
            yield Gap(words, _WITHOUT, each.span, at, stops=False, is_plain=is_plain)
            is_told = True
        elif all(source == "index" for _, _, source in there) and not _is_met(each, there):
            version, span, _ = there[0]
            words = f"{each.specifier} of `{each.name}` is asked for, and {use.name} pins {version}"
            then = f"installs {version}"
            yield Gap(words, then, each.span, span, stops=False, is_plain=is_plain)
            is_told = True
    if is_told:
        return
    # The hash covers the addresses of indexes, too, which a mirror changes in both files: what it
    # stands for has to differ as well.
    manifest, lock = use.manifest, use.lock
    if manifest.python == lock.python and manifest.indexes == lock.indexes:
        return
    digests = manifest.digest, lock.digest
    if use.refuses and all(digests) and digests[0] != digests[1]:
        words = f"{use.name} was made from another Pipfile, as its hash tells"
        yield Gap(words, "", Span(0, 0), use.lock.digest_span, stops=False)


def _first_of(lock: DependencyFile) -> Span:
    return lock.locked[0].span if lock.locked else Span(0, 0)


def _asked(use: LockUse, install: Install, ctx: Context) -> Iterator[Requirement]:
    """Yield the requirements that the tool reads and that hold in the image."""
    from dockwright.packages import Target
    from dockwright.packages.places import Places
    from dockwright.packages.target import marker_holds

    manifest = use.manifest
    foreign = tuple(ctx.kb.mapping("lock-file.foreign-tables").get(install.manager, ()))
    places = Places(manifest.source) if manifest.kind == "pyproject" else None
    tables = {
        each: "" if places is None else places.table_at(each.span.start)
        for each in manifest.requirements
    }
    # Poetry's own table only adds to what `[project]` lists.
    lists_plainly = any(table == "project" and not each.group for each, table in tables.items())
    for each, table in tables.items():
        if not each.name or each.url or each.ecosystem != "python":
            continue
        if each.name == manifest.name or table.startswith(foreign):
            continue
        if table == "tool.poetry.dependencies" and lists_plainly:
            continue
        if each.marker:
            if not use.python:
                continue
            holds = marker_holds(each.marker, Target(use.python, ctx.platform or "linux/amd64"))
            if isinstance(holds, Unknown) or not holds:
                continue
        yield each


def _groups_of(use: LockUse) -> frozenset[str] | None:
    """Return the groups and extras that a lock holds, its plain packages among them."""
    lock = use.lock
    if lock.kind == "uv.lock":
        roots = [each for each in lock.locked if each.path == "."]
        if len(roots) != 1:
            return None
        held = {edge.extra.removeprefix("group:") for edge in roots[0].edges}
        return frozenset({"", *held})
    if lock.kind in {"pdm.lock", "Pipfile.lock"} and lock.groups:
        return frozenset({"", *lock.groups})
    return None


def _named_groups(install: Install) -> frozenset[str]:
    """Return the extras and groups that the install's own words name."""
    from dockwright.packages.records import canonical_name

    found: set[str] = set()
    for option in install.all_options(*_GROUP_OPTIONS, "--extra", "--categories"):
        words = re.split(r"[\s,]+", option.text.strip("'\""))
        if option.name == "--categories":
            renamed = {"packages": "", "default": "", "dev-packages": "dev", "develop": "dev"}
            found.update(renamed.get(word, word) for word in words)
        else:
            found.update(canonical_name(word) for word in words if not word.startswith(":"))
    if install.manager == "pipenv" and install.has("--dev"):
        found.add("dev")
    return frozenset(found)


def _wanted_groups(use: LockUse, install: Install) -> frozenset[str]:
    """Return the extras and groups that are installed, ``*`` for all; ``""`` is the project."""
    named = set(_named_groups(install))
    if install.manager == "pipenv":
        return frozenset(named) if install.has("--categories") else frozenset({"", *named})
    if install.has("--only-group", "--only-dev"):
        return frozenset(named | ({"dev"} if install.has("--only-dev") else set()))
    if install.manager == "pdm":
        return frozenset({"", *named})
    default = use.manifest.default_groups
    usual = {"dev"} if default is None else set(default)
    if install.has("--no-default-groups"):
        usual = set()
    if install.has("--all-extras"):
        usual.update(use.manifest.extras)
    if install.has("--no-dev"):
        usual.discard("dev")
    if install.has("--all-groups"):
        usual.add("*")
    for option in install.all_options("--no-group"):
        usual.discard(option.text)
        if "*" in usual:
            return frozenset({"", *named})
    return frozenset({"", *named, *usual})


def _takes(group: str, wanted: frozenset[str]) -> bool:
    return group in wanted or "*" in wanted


def _is_met(asked: Requirement, there: list[tuple[str, Span, str]]) -> bool:
    """Tell whether a pinned version is one that is asked for, or that cannot be told."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion

    try:
        wanted = SpecifierSet(asked.specifier)
        return any(wanted.contains(version, prereleases=True) for version, _, _ in there)
    except (InvalidSpecifier, InvalidVersion):
        return True
