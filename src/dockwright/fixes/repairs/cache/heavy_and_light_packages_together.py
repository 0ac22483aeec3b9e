"""Repairs DW202: heavy packages are installed first, in a RUN of their own.

It is unsafe: two installs are resolved one after the other, and may choose other versions.
"""

from __future__ import annotations

from dockwright.edits.lines import hold, insert_before
from dockwright.edits.words import remove_all_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import as_one
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW202", on=Install, touches=("run", "order", "mounts"))
def heavy_and_light_packages_together(
    install: Install, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Put a RUN with the heavy packages above."""
    run = install.instruction
    assert isinstance(run, Run)
    if install.parent is not None or run.is_exec_form or run.is_onbuild:
        yield Refusal("the install stands within the text of another command")
        return
    simple = install.simple
    if install.requirement_files:
        yield Refusal("the packages of a file of requirements are resolved with them")
        return
    before = [command for command in run.commands if command.span.start < simple.span.start]
    if before or simple.context or simple.pipeline[2] > 1:
        yield Refusal("the RUN does something before the install, which both halves may need")
        return
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    packages = {spec.span for spec in install.packages}
    heavy = {spec.span for spec in install.packages if spec.span in places}
    together = heavy | {spec.span for spec in install.packages if _follows(spec.name, ctx)}
    words = [
        word.raw
        for word in simple.words
        if word.span in together or not any(word.span == span for span in packages)
    ]
    edits = as_one(ctx, install.own_span, remove_all_words(ctx.tree, install, together))
    if edits is None:
        yield Refusal("the install stands within the text of another command")
        return
    flags = "".join(f" {flag.text}" for flag in run.node.flags)
    assignments = "".join(f"{ctx.tree.source.slice(each.span)} " for each in simple.assignments)
    line = f"{run.node.raw_keyword}{flags} {assignments}{' '.join(words)}"
    yield ctx.unsafe(
        "Install the heavy packages first, in a RUN of their own",
        (
            *insert_before(ctx.tree, run.node, [line]),
            *hold(ctx.tree, Span(run.span.start, run.commands[0].span.start)),
            *edits,
        ),
    )


def _follows(name: str, ctx: RepairContext) -> bool:
    """Tell whether a package is built for one version of a heavy one, and belongs to it."""
    facts = ctx.kb.package(name) if name else None
    return facts is not None and (facts.cuda is not None or facts.is_framework)
