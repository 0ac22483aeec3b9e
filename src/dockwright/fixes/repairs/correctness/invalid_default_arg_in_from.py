"""Repairs DW109: a default for the argument that is the version of a known image."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import VALUES
from dockwright.model.instructions import From
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW109", on=From, touches=("args", "base", *VALUES))
def invalid_default_arg_in_from(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Give the version of the official Python image its default; refuse for other images."""
    image = instruction.image
    if image is None:
        return
    found = re.fullmatch(r"((?:docker\.io/)?(?:library/)?python):\$\{?(\w+)\}?(-\w+)?", image.raw)
    if found is None:
        yield Refusal("which default the argument is to have is not known")
        return
    version = ctx.kb.text("python.recommended")
    for declared in ctx.dockerfile.global_args:
        for argument in declared.arguments:
            if argument.name == found[2] and argument.default is None:
                end = argument.span.end
                yield ctx.unsafe(
                    f"Give it a default: `ARG {found[2]}={version}`",
                    (Edit(Span(end, end), f"={version}"),),
                )
                return
    yield Refusal("the argument's default is more than a version that is missing")
