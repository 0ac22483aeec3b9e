"""Whether a step can check certificates: the authorities that a downloader trusts are there."""

from __future__ import annotations

from dockwright.edits.words import insert_words
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.text import Edit

__all__ = ["TRUST_STORE", "trust_store", "uses_trust_store"]

TRUST_STORE = "ca-certificates"
"""The package that every distribution calls so."""

_BUNDLES = frozenset({TRUST_STORE, "ca-certificates-bundle", "ca-certificates-mozilla"})
_USERS = frozenset({"curl", "wget", "git", "aria2c", "svn"})


def uses_trust_store(program: str) -> bool:
    """Tell whether a program trusts the system's authorities, and brings none of its own."""
    return program in _USERS


def trust_store(run: Run) -> tuple[Edit, ...] | None:
    """Return the edits after which a RUN has the certificate authorities; None where none can be.

    No edits where the base image has them, an install brings them, or the base image is not known.
    """
    stage = run.stage
    if stage is None:
        return ()
    facts = stage.image_facts
    known = () if isinstance(facts, Unknown) else facts.libraries
    if not _BUNDLES.isdisjoint(known):
        return ()
    found: tuple[Edit, ...] | None = None
    for instruction in stage.layers():
        if not isinstance(instruction, Run) or instruction.span.start > run.span.start:
            continue
        for command in instruction.commands:
            install = install_of(command)
            if install is None or install.ecosystem != "system":
                continue
            names = {package.name for package in install.packages}
            if TRUST_STORE in names:
                return ()
            tool = next((each for each in install.packages if uses_trust_store(each.name)), None)
            if tool is None or found:
                continue
            word = next((each for each in install.operands if each.span == tool.span), None)
            if word is not None:
                found = insert_words(install, word, TRUST_STORE)
    lacks = not isinstance(facts, Unknown) and TRUST_STORE in facts.absent_libraries
    return found if found or lacks else ()
