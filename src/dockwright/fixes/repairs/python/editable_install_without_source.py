"""Repairs DW509: the project is installed as files, not as a pointer."""

from __future__ import annotations

from dockwright.edits.words import insert_words, remove_span
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW509", on=Install, touches=("run",))
def editable_install_without_source(
    install: Install, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Leave ``-e`` out, or tell uv not to make a pointer."""
    instruction = install.instruction
    if instruction is None or install.parent is not None or instruction.is_exec_form:
        yield Refusal("the install stands within the text of another command")
        return
    if install.subcommand == "sync":
        yield ctx.unsafe(
            "Install the project's files: `--no-editable`",
            insert_words(install, install.subcommand_words[-1], "--no-editable"),
        )
        return
    option = next(
        (
            each
            for each in install.options
            if each.name == "--editable"
            and (each.value is None or each.value.span.overlaps(ctx.finding.primary.span))
        ),
        None,
    )
    if option is None or option.is_clustered:
        yield Refusal("the option that makes the install editable is not plain")
        return
    if option.value is None:
        edits = remove_span(ctx.tree, instruction.node, option.span)
    else:
        edits = (Edit(Span(option.span.start, option.value.span.start), ""),)
    yield ctx.unsafe("Install the project's files: leave `-e` out", edits)
