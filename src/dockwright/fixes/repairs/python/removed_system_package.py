"""Repairs DW514: packages get the names that they have in this release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import drop_packages
from dockwright.rules.diagnostic import Applicability
from dockwright.rules.python.removed_system_package import Gone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

_FOLLOWING = ("default-", "python3")
"""How names begin that mean another version of the program than the one that is gone."""


@repair("DW514", on=Gone, touches=("run", "order"))
def removed_system_package(subject: Gone, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Rename what has a new name, and leave out what has none."""
    install = subject.install
    named = {spec.name for spec in install.packages}
    edits: list[Edit] = []
    superfluous = []
    told: list[str] = []
    for spec, names in subject.packages:
        new = [name for name in names if name not in named]
        if not new:
            superfluous.append(spec)
            continue
        named.update(new)
        if spec.is_pinned:
            yield Refusal(f"{spec.raw} is pinned to a version of the old package")
            return
        more = replace_word(install, spec.word, " ".join(new))
        if more is None or (install.instruction is not None and install.instruction.is_exec_form):
            yield Refusal("the install stands within the text of another command")
            return
        edits += more
        told += new
    if superfluous:
        dropped = drop_packages(install, superfluous, ctx)
        if isinstance(dropped, Refusal):
            yield dropped
            return
        edits += dropped
    title = f"Install {' '.join(told)}" if told else "Leave out what this release does not have"
    follows = any(name.startswith(_FOLLOWING) for name in told)
    safe = Applicability.SAFE if subject.is_certain and not follows else Applicability.UNSAFE
    yield ctx.fix(title, edits, applicability=safe)
