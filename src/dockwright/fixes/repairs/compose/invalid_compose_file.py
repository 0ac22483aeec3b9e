"""Repairs DW700: a misspelt key gets the name of the one that is near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Problem
from dockwright.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW700", on=Problem, touches=("services.*",))
def invalid_compose_file(problem: Problem, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write the key that is meant."""
    near = re.fullmatch(r"Did you mean `([\w-]+)`\?", problem.help)
    wrong = re.search(r"has no key `([^`]+)`$", problem.message)
    if near is None or wrong is None or problem.path != ctx.document.path:
        yield Refusal("what is meant is not known")
        return
    written = ctx.document.source.slice(problem.span)
    if written.strip("'\"") != wrong[1]:
        yield Refusal("the key is not written as it is read")
        return
    edits = [Edit(problem.span, written.replace(wrong[1], near[1]))]
    key = f"services.{wrong[1]}", f"services.{near[1]}"
    yield ctx.fix(f"Write `{near[1]}`", edits, touches=key)
