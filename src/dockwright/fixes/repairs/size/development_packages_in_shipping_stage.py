"""Repairs DW317: packages for development are left out of the install.

It is unsafe: a program may import one of them after all.
"""

from __future__ import annotations

from dockwright.edits.words import remove_all_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW317", on=Install, touches=("run",))
def development_packages_in_shipping_stage(
    install: Install, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Take the packages out of the command."""
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    named = [spec for spec in install.packages if spec.span in places]
    if not named:
        yield Refusal("it comes with a file of requirements, which other images may share")
        return
    if any(_is_used(spec.name, install, ctx) for spec in named):
        yield Refusal("the file names one of them again, and may run it")
        return
    if len(named) == len(install.packages) and not install.requirement_files:
        yield Refusal("the command installs nothing else, so that the image may be there for it")
        return
    edits = remove_all_words(ctx.tree, install, (spec.span for spec in named))
    yield ctx.unsafe(
        "Leave out what is for development alone",
        edits,
        unless="the install stands within the text of another command",
    )


def _is_used(name: str, install: Install, ctx: RepairContext) -> bool:
    """Tell whether the file names a package elsewhere: it may be run, or set up."""
    start, end = install.span
    text = ctx.tree.source.text
    instruction = install.instruction
    first = 0 if instruction is None else instruction.span.start
    rest = text[first:start] + text[end:]
    code = "\n".join(line for line in rest.splitlines() if not line.lstrip().startswith("#"))
    return name in code or name.replace("-", "_") in code
