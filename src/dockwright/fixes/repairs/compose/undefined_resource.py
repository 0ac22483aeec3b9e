"""Repairs DW720: a misspelt name becomes the declared one, a volume or network is declared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._shared import root_of
from dockwright.model.compose.tree import Problem
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Mapping
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix

_BY_NAME_ALONE = frozenset({"volume", "network"})
"""What is declared by its name alone."""


@repair("DW720", on=Problem, touches=("volumes.*", "networks.*"))
def undefined_resource(problem: Problem, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write the name that is meant, or declare it."""
    told = re.fullmatch(r"no (\w+) `([^`]+)` is declared", problem.message)
    if told is None:
        yield Refusal("what is meant is not known")
        return
    if problem.path != ctx.document.path:
        yield Refusal("it is written in another file")
        return
    kind, name = told[1], told[2]
    near = re.fullmatch(r"Did you mean `([^`]+)`\?", problem.help)
    if near is not None:
        written = ctx.document.source.slice(problem.span)
        places = [*re.finditer(rf"(?<![\w./-]){re.escape(name)}(?![\w.-])", written)]
        if len(places) != 1:
            yield Refusal("the name is not written as it is read")
            return
        start = problem.span.start + places[0].start()
        edits = (Edit(Span(start, start + len(name)), near[1]),)
        key = problem.where[2] if len(problem.where) > 2 else "*"
        yield ctx.unsafe(f"Write `{near[1]}`", edits, touches=(f"services.{key}",))
        return
    if kind not in _BY_NAME_ALONE:
        yield Refusal("where its content comes from is not known")
        return
    if kind == "volume" and _is_beside(name, ctx):
        yield Refusal(f"`./{name}`, which is there, may be meant")
        return
    yield ctx.unsafe(
        f"Declare the {kind} `{name}`",
        _declaration(f"{kind}s", name, ctx),
        unless="the top of the file is not written as a plain mapping",
    )


def _is_beside(name: str, ctx: DocumentRepairContext) -> bool:
    """Tell whether a file or directory of that name lies beside the project's file."""
    entries = ctx.project.listing(ctx.document.root.directory)
    return not isinstance(entries, Unknown) and any(each.name == name for each in entries)


def _declaration(key: str, name: str, ctx: DocumentRepairContext) -> tuple[Edit, ...] | None:
    root, source = root_of(ctx), ctx.document.source
    if root is None:
        return None
    pair = next((each for each in root.pairs if each.name == key), None)
    if pair is None:
        edits = add_key(root, key, [f"  {name}:"], source)
        last = root.pairs[-1].key.span.start
        before = source.text[:last].replace("\r\n", "\n")
        if edits is None or not before.endswith("\n\n"):
            return edits
        # Sections that a blank line sets apart keep it.
        at = edits[0]
        lead = source.newline if source.text[at.span.start - 1 : at.span.start] == "\n" else ""
        return (Edit(at.span, f"{lead or source.newline}{at.text}"),)
    if isinstance(pair.value, Mapping):
        empty = "{}" if pair.value.is_flow else ""
        return None if pair.value.anchor else add_key(pair.value, name, [empty], source)
    return None
