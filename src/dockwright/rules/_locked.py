"""What an install takes from a lock that the build context has."""

from __future__ import annotations

import posixpath

from dockwright.model.contents import Python, contents_of
from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.contents import Contents
    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.packages import LockedPackage, Target
    from dockwright.rules.base import Context
    from dockwright.rules.diagnostic import Label

_NEWEST = (2, 99)


class Locked(NamedTuple):
    """What an install takes from a lock.

    Attributes:
        name: the lock's name, such as ``uv.lock``.
        path: its absolute path.
        packages: what is installed for the image's Python.
        target: that Python, and the platform that is built for, or the usual one.
        contents: the stage's contents.
        facts: its base image.
        takes: the Pythons that the lock is for, as a specifier; empty for any.
        takes_span: where it says so.
    """

    name: str
    path: str
    packages: tuple[LockedPackage, ...]
    target: Target
    contents: Contents
    facts: ImageFacts
    takes: str = ""
    takes_span: Span = Span(0, 0)


class Pinned(NamedTuple):
    """The packages that an install takes from its lock, as an install's own words would name them.

    Attributes:
        packages: each with the lock's name for its list; the install is their place.
        places: the place in the lock, by package.
        sources: those of which the lock lists source archives alone.
    """

    packages: tuple[PackageSpec, ...] = ()
    places: Mapping[str, Label] = {}
    sources: frozenset[str] = frozenset()


def pinned_by(install: Install, ctx: Context) -> Pinned:
    """Return the packages that an install takes from its lock; none where that is not known."""
    reading = ctx.kb.mapping("lock-file.reading-installs")
    if not install.lock_file and f"{install.manager} {install.subcommand}" not in reading:
        return Pinned()
    locked = locked_by(install, ctx)
    if locked is None:
        return Pinned()
    from dockwright.model.requirement import PackageSpec

    word = install.words[0]
    return Pinned(
        tuple(
            PackageSpec(
                each.name,
                each.name,
                install.own_span,
                word,
                each.version,
                f"=={each.version}",
                is_pinned=True,
                listed=locked.name,
            )
            for each in locked.packages
            if each.source == "index"
        ),
        {
            each.name: ctx.label_elsewhere(locked.path, each.span, "it is pinned here")
            for each in locked.packages
        },
        frozenset(
            each.name
            for each in locked.packages
            if each.files and not any(file.name.endswith(".whl") for file in each.files)
        ),
    )


def locked_by(install: Install, ctx: Context, platform: str | None = None) -> Locked | None:
    """Return what an install takes from its lock; None where part of that is not known.

    That is so too where the Python is not the base image's own.
    """
    return locked_in(install, ctx.build_context, ctx.kb, platform or ctx.platform)


def locked_in(
    install: Install, context: BuildContext | Unknown, kb: KnowledgeBase, platform: str | None
) -> Locked | None:
    """Return what an install takes from a lock of a build context, for a platform."""
    reading = kb.mapping("lock-file.reading-installs")
    named = install.lock_file
    lock_name = named or reading.get(f"{install.manager} {install.subcommand}")
    run = install.instruction
    if lock_name is None or not isinstance(run, Run) or isinstance(context, Unknown):
        return None
    if run.stage is None or install.project_directory is None or install.has("--python"):
        return None
    contents = contents_of(run.stage, kb)
    python, facts = contents.python, contents.facts
    if not isinstance(python, Python) or isinstance(python.version, Unknown) or facts is None:
        return None
    if python.origin != "image":
        return None
    folder = path_seen_by(install, install.project_directory or ".")
    if folder is None:
        return None
    lock = file_seen_by(posixpath.join(folder, lock_name), install, context)
    pinned = file_seen_by(posixpath.join(folder, ".python-version"), install, context)
    if lock is None:
        return None
    # What uv's project commands obey, a lock that is named does not.
    if named is None and pinned is not None and python.version not in pinned.text:
        return None
    declared = file_seen_by(posixpath.join(folder, "pyproject.toml"), install, context)
    from dockwright.packages import Target, installed, read_dependency_file
    from dockwright.packages.taken import asked_of_lock

    target = Target(python.version, platform or "linux/amd64")
    file = read_dependency_file(lock, lock_name if named is None else "pylock.toml")
    project = None if declared is None else read_dependency_file(declared, "pyproject")
    if file.problems or file.unknown:
        return None
    asked = asked_of_lock(install, file, project)
    if isinstance(asked, Unknown):
        return None
    taken = installed(
        file,
        target,
        extras=asked.extras,
        groups=asked.groups,
        declared=project,
        main=asked.main,
    )
    if taken.unknown:
        return None
    return Locked(
        posixpath.basename(lock_name),
        lock.path,
        taken.packages,
        target,
        contents,
        facts,
        file.python,
        file.python_span,
    )


def unfit(
    locked: Locked, kb: KnowledgeBase, *, knows_machine: bool
) -> list[tuple[LockedPackage, str]]:
    """Return the packages of which no wheel fits the image, though some fit its Python, and why.

    What has a source archive is left out where the image has a compiler, or may have one.

    Args:
        locked: what the lock installs.
        kb: the knowledge base.
        knows_machine: whether the target's processor counts.
    """
    facts = locked.facts
    compiles = facts.has_compiler is not False or not locked.contents.installs_only(
        kb.names("contents.bare-packages")
    )
    glibc = _version(facts.libc_version) if not facts.is_musl else _NEWEST
    target = locked.target._replace(is_musl=facts.is_musl, glibc=glibc or _NEWEST)
    found: list[tuple[LockedPackage, str]] = []
    for package in locked.packages:
        has_source = any(not each.name.endswith(".whl") for each in package.files)
        if has_source and compiles:
            continue
        why = _why_none_fits(package, target, facts, knows_machine=knows_machine)
        if why:
            found.append((package, why))
    return found


def _why_none_fits(
    package: LockedPackage, target: Target, facts: ImageFacts, *, knows_machine: bool
) -> str:
    """Return why no wheel of a package fits, though some fit the Python; empty where one may."""
    from dockwright.packages import fits

    wheels = [each for each in package.files if each.name.endswith(".whl")]
    machines = ("linux/amd64", "linux/arm64")
    targets = [target] if knows_machine else [target._replace(platform=each) for each in machines]
    answers = [fits(each, other) for each in wheels for other in targets]
    if not wheels or any(answer is not False for answer in answers):
        return ""
    anywhere = [
        (each, other)
        for each in wheels
        for platform in {*machines, target.platform}
        for is_musl in (False, True)
        if fits(each, other := target._replace(platform=platform, is_musl=is_musl, glibc=_NEWEST))
    ]
    here = [
        each for each, other in anywhere if other.platform == target.platform or not knows_machine
    ]
    if not anywhere:
        return ""
    if not here:
        return f"which has no wheel for {target.machine}"
    image = f"{facts.name}:{facts.tag}"
    if target.is_musl:
        return f"which has no wheel for musl, {image}'s C library"
    floors = [
        version
        for each in here
        if (match := re.search(r"manylinux_(\d+_\d+)_", each.name)) is not None
        and (version := _version(match[1].replace("_", ".")))
    ]
    if not floors:
        return f"which has no wheel for glibc, {image}'s C library"
    floor = ".".join(str(part) for part in min(floors))
    return f"whose wheels need glibc {floor}, and {image} has {facts.libc_version}"


def _version(text: str | None) -> tuple[int, int] | None:
    match = re.match(r"(\d+)\.(\d+)", text or "")
    return None if match is None else (int(match[1]), int(match[2]))
