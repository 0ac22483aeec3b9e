"""Repairs DW514: packages get the names that they have in this release."""

from __future__ import annotations

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import drop_packages
from dockwright.rules.diagnostic import Applicability
from dockwright.rules.python.removed_system_package import Gone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

_FOLLOWING = "default-"
"""How names begin that mean another version of the program than the one that is gone."""


@repair("DW514", on=Gone, touches=("run", "order"))
def removed_system_package(subject: Gone, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Rename what has a new name, and leave out what has none."""
    install = subject.install
    named = {spec.name for spec in install.packages}
    edits: list[Edit] = []
    superfluous = []
    told: list[str] = []
    old = ""
    for spec, names in subject.packages:
        if any(name.startswith("python3") for name in names) and "python3" not in spec.name:
            old = old or spec.name
            continue
        new = [name for name in names if name not in named]
        if not new:
            if not names and _is_used(spec.name, subject, ctx):
                yield Refusal(f"a step calls what {spec.name} brought, and this release has not")
                return
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
    if not edits:
        yield Refusal(
            f"{old} is of Python 2, and what the file does with it has to be brought to 3"
        )
        return
    title = f"Install {' '.join(told)}" if told else "Leave out what this release does not have"
    follows = any(name.startswith(_FOLLOWING) for name in told)
    safe = Applicability.SAFE if subject.is_certain and not follows else Applicability.UNSAFE
    yield ctx.fix(title, edits, applicability=safe)


def _is_used(package: str, subject: Gone, ctx: RepairContext) -> bool:
    """Tell whether a step of the stage calls a program of a package."""
    known = ctx.kb.system_package("apt", package)
    programs = set(known.programs) if known is not None else set()
    run = subject.install.instruction
    stage = None if run is None else run.stage
    return stage is not None and any(
        command.program in programs for each in stage.runs() for command in each.commands
    )
