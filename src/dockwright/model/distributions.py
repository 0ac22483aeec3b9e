"""Which distributions of Python packages a stage may hold: those asked for, and what they pull in.

What a distribution pulls in is known for common ones, over their releases together
(``requires.*`` of the knowledge base), and for pinned ones where releases differ by those around
them (``requires-at.*``): the answer errs towards more.  A distribution that is not known may pull
in anything, unless its list has hashes: pip refuses such a list where it lacks one.
"""

from __future__ import annotations

from dockwright.model.actions import MakeVenv, RunPython
from dockwright.model.contents import contents_of
from dockwright.model.install import install_of
from dockwright.model.layers import environment_of
from dockwright.model.listed import listed_packages
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.contents import Contents
    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage

__all__ = [
    "brought_by",
    "distributions_of",
    "installs_nothing",
    "may_bring",
    "pulled_in",
    "required_by",
]

_NAMING_VARIABLES = ("PIP_REQUIREMENT", "PIP_GROUP", "PIP_EDITABLE")
"""Variables that pip takes as it takes the options of those names."""


def pulled_in(
    names: Iterable[str], kb: KnowledgeBase, versions: Mapping[str, str] | None = None
) -> frozenset[str] | Unknown:
    """Return distributions with all that they may pull in.

    Args:
        names: normalised names, with an extra in brackets where it is asked for.
        kb: knows what pulls in what.
        versions: the releases of those that are pinned, by name: what another release pulls in
            need not count for them.
    """
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        version = (versions or {}).get(name.partition("[")[0], "")
        required = required_by(name, version, kb)
        if required is None:
            return Unknown(f"what {name} pulls in is not known")
        pending += required
    return frozenset(name.partition("[")[0] for name in found)


def required_by(name: str, version: str, kb: KnowledgeBase) -> Iterable[str] | None:
    """Return what a distribution asks for: in a release, where it is known of those around it.

    Args:
        name: its normalised name, with an extra in brackets where it is asked for.
        version: the release; empty for any.
        kb: knows what pulls in what.

    Returns:
        Names, with extras in brackets; None where nothing is known.
    """
    if version and kb.has_fact(f"requires-at.{name}"):
        from packaging.version import InvalidVersion, Version

        known = [(Version(each), names) for each, names in kb.value(f"requires-at.{name}")]
        try:
            wanted = Version(version)
        except InvalidVersion:
            wanted = Version("0")
        before = [names for each, names in known if each <= wanted]
        after = [names for each, names in known if each >= wanted]
        if before and after:
            # Releases were read for the Pythons of their day: older ones take backports with them.
            ported = kb.name_set("code.backports").intersection(
                kb.names(f"requires.{name}") if kb.has_fact(f"requires.{name}") else ()
            )
            return frozenset((*before[-1], *after[0], *ported))
    return kb.names(f"requires.{name}") if kb.has_fact(f"requires.{name}") else None


def distributions_of(
    stage: Stage, context: BuildContext | Unknown, kb: KnowledgeBase
) -> frozenset[str] | Unknown:
    """Return every distribution that the installs of a stage may have brought.

    ``Unknown`` where an install may bring one that cannot be told.  What COPY brings, and what the
    base image holds, is another question.
    """
    found: set[str] = set()
    contents = contents_of(stage, kb)
    for command in contents.builders:
        install = install_of(command)
        if install is None:
            if not installs_nothing(command, kb):
                return Unknown(f"`{command.program}` may bring a package")
            continue
        brought = brought_by(install, context, kb)
        if isinstance(brought, Unknown):
            return brought
        found |= brought
    return frozenset(found)


def may_bring(
    contents: Contents,
    sources: frozenset[str],
    context: BuildContext | Unknown,
) -> bool | Unknown:
    """Tell whether an install of a stage may have brought one of some distributions."""
    found = distributions_of(contents.stage, context, contents.kb)
    return found if isinstance(found, Unknown) else not sources.isdisjoint(found)


def installs_nothing(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether a command that could install packages surely installs none."""
    if MakeVenv.of(command) is not None and command.program in {"venv", "virtualenv", "uv"}:
        return True
    harmless = kb.mapping("contents.installing-nothing")
    if command.program in harmless:
        return command.subcommand in harmless[command.program] or command.has("--version")
    python = RunPython.of(command)
    if python is None:
        return False
    if python.module is not None:
        return text_of(python.module) in kb.name_set("contents.modules-installing-nothing")
    script = python.script
    return script is not None and text_of(script).rpartition("/")[2] in kb.name_set(
        "contents.scripts-installing-nothing"
    )


def brought_by(
    install: Install, context: BuildContext | Unknown, kb: KnowledgeBase
) -> frozenset[str] | Unknown:
    """Return every distribution that an install by name may bring, by normalised name.

    ``Unknown`` for what a lock or a project in place asks for: reading these is not this room's.
    """
    if install.manager not in {"pip", "uv"} or install.installs_lock:
        return Unknown(f"what {install.manager} installs is not read")
    if install.has("--group") or _is_told_by_variable(install):
        return Unknown("what a group or a variable asks for is not read")
    if install.has_piped_operands:
        return Unknown("which packages are piped to it cannot be told")
    listed = listed_packages(install, context)
    if not listed.is_read:
        return Unknown("a file of requirements cannot be read whole")
    specs = (*install.packages, *listed.packages, *listed.conditional)
    names: set[str] = set()
    versions: dict[str, str] = {}
    for spec in specs:
        name = _name(spec)
        if name is None:
            return Unknown(f"{spec.raw} is not known by name")
        names |= {name, *(f"{name}[{extra}]" for extra in spec.extras)}
        if spec.is_pinned and spec.version:
            versions[name] = spec.version
    if listed.is_complete and install.manager == "pip" and not install.packages:
        return frozenset(name.partition("[")[0] for name in names)
    return pulled_in(names, kb, versions)


def _is_told_by_variable(install: Install) -> bool:
    """Tell whether a variable names files or groups of packages besides the operands."""
    environment = environment_of(install)
    return any(
        install.variable(name) is not None or environment.get(name) is not None
        for name in _NAMING_VARIABLES
    )


def _name(spec: PackageSpec) -> str | None:
    hidden = spec.url or spec.path or spec.is_dynamic or spec.editable
    return None if hidden or not spec.name else spec.name
