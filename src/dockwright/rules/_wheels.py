"""What compiling a package takes in an image, and which Pythons have wheels for a lock."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.contents import Contents
    from dockwright.packages import LockedPackage, Target


def compile_needs(name: str, contents: Contents, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the distro's packages that compiling a package takes; empty where that is not known.

    Args:
        name: the normalised name.
        contents: the stage's contents, with its base image.
        kb: the knowledge base.
    """
    facts, python = contents.facts, contents.python
    manager = None if facts is None else facts.package_manager
    if manager not in {"apt", "apk"}:
        return ()
    known = kb.package(name)
    needs = () if known is None else known.build_apt
    if needs and manager == "apk":
        names = kb.mapping("compile-need.apk")
        if any(each not in names for each in needs):
            return ()
        needs = tuple(named for each in needs for named in names[each])
    needs = needs or tuple(kb.mapping("compile-need.plain")[manager])
    if getattr(python, "origin", None) == "distro":
        needs = (*needs, kb.mapping("compile-need.headers-of-python")[manager])
    return tuple(dict.fromkeys(needs))


def compiling(name: str, contents: Contents, kb: KnowledgeBase) -> str:
    """Return what compiling a package takes, to be put behind a sentence; empty where unknown."""
    needs = compile_needs(name, contents, kb)
    if not needs:
        return ""
    known = kb.package(name)
    least = "" if known is not None and known.build_apt else "at least "
    return f"; compiling {name} takes {least}{' '.join(needs)}"


def pythons_for(
    packages: Iterable[LockedPackage], target: Target, takes: str, kb: KnowledgeBase
) -> tuple[str, ...]:
    """Return the maintained Pythons, oldest first, that have a wheel of each package.

    Args:
        packages: what is installed.
        target: the platform and C library.
        takes: the Pythons that the lock is for, as a specifier.
        kb: the knowledge base.
    """
    from dockwright.packages import fits
    from dockwright.packages.target import takes_python

    listed = [
        [file for file in each.files if file.name.endswith(".whl")]
        for each in packages
        if each.files
    ]
    wheels = [each for each in listed if each]
    return tuple(
        python
        for python in kb.names("python.supported")
        if takes_python(takes, python) is not False
        and all(
            any(fits(file, target._replace(python=python)) is not False for file in files)
            for files in wheels
        )
    )
