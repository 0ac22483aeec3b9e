"""Repairs DW107: the name that was meant, the declaration that lacks, or the part that is empty."""

from __future__ import annotations

import posixpath

from dockwright.edits.lines import insert_before, remove_instruction
from dockwright.edits.words import remove_span
from dockwright.fixes.digest import facet_of
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._references import rename_reference
from dockwright.model.actions import ChangeDirectory
from dockwright.model.dockerfile import AUTOMATIC_ARGS, PREDEFINED_ARGS
from dockwright.model.instructions import CopyLike, Env, Expose, Instruction, Runnable
from dockwright.model.words import text_of
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix

_VALUES = ("env", "labels")
_MOVES = frozenset({"make", "supervisord"})
"""Programs that start others in directories of their own files' choice."""
_SCRIPT = (".sh", ".bash")
_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_HOME = frozenset({"$HOME", "${HOME}"})


@repair("DW107", on=Instruction, touches=(*_VALUES, "args", "expose", "order"))
def undefined_variable(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Rename, declare, or make the part that may be missing optional."""
    span = ctx.finding.primary.span
    text = ctx.tree.source.slice(span)
    found = re.search(r"sets `([^`]*)`", ctx.finding.message)
    if found is None:
        return
    name = found[1]
    meant = re.search(r"^Write `\$\{(\w+)\}`$", ctx.finding.help)
    home = "/root"
    if isinstance(instruction, CopyLike) and instruction.destination is not None:
        # Of several sources the destination ends with a slash.
        home += "/" if instruction.destination.span == span else ""
    touches = {*_VALUES, facet_of(instruction.keyword)}
    if meant is not None:
        yield ctx.unsafe(
            f"Write the name that is set: `{meant[1]}`",
            rename_reference(ctx, span, name, meant[1]),
            unless="the name stands more than once in the word",
            touches=touches,
        )
    elif ctx.finding.related or name in AUTOMATIC_ARGS or name in PREDEFINED_ARGS:
        yield ctx.unsafe(
            f"Declare it in the stage: `ARG {name}`",
            insert_before(ctx.tree, instruction.node, [f"ARG {name}"]),
            touches={*touches, "args", "order"},
        )
    elif "for the part that may be missing" in ctx.finding.help:
        yield from _without_empty_entry(instruction, name, text, ctx)
    elif name == "HOME" and instruction.state.is_root is True and text in _HOME:
        yield ctx.unsafe("Write root's home folder", (Edit(span, home),), touches=touches)
    elif name == "HOME":
        yield Refusal("which home folder is meant is not known")
    elif ctx.finding.help.startswith("Leave it to"):
        yield Refusal("it is a secret, and the image would keep what ARG or ENV hold of it")
    elif isinstance(instruction, Expose) and text in {f"${name}", f"${{{name}}}"}:
        yield from _without_port(instruction, span, name, ctx)
    else:
        yield Refusal(f"nothing in the file says which value `{name}` is to have")


def _without_port(
    expose: Expose, span: Span, name: str, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Take a port out that is none: BuildKit drops a word that expands to nothing."""
    words = expose.node.words
    if not any(word.span == span for word in words):
        yield Refusal(f"nothing in the file says which value `{name}` is to have")
        return
    edits = (
        remove_instruction(ctx.tree, expose.node)
        if len(words) == 1
        else remove_span(ctx.tree, expose.node, span)
    )
    yield ctx.fix("Leave out what exposes no port", edits, touches=("expose",))


def _without_empty_entry(
    instruction: Instruction, name: str, text: str, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Write ``${NAME:+$NAME:}`` where the reference and its colon stand."""
    span = ctx.finding.primary.span
    source = ctx.tree.source.text
    if text not in {f"${name}", f"${{{name}}}"} or not isinstance(instruction, Env):
        yield Refusal("the reference is written in a way that is not changed here")
        return
    if source[span.end : span.end + 1] == ":":
        edit = Edit(Span(span.start, span.end + 1), f"${{{name}:+${name}:}}")
    elif source[span.start - 1 : span.start] == ":":
        edit = Edit(Span(span.start - 1, span.end), f"${{{name}:+:${name}}}")
    else:
        yield Refusal("no colon stands beside it")
        return
    yield ctx.fix(
        "Leave no empty entry where it is not set",
        (edit,),
        applicability=Applicability.SAFE
        if name == "PYTHONPATH" and _is_named_besides(instruction, name)
        else Applicability.UNSAFE,
        touches=_VALUES,
    )


def _is_named_besides(env: Env, name: str) -> bool:
    """Tell whether another entry names the directory that the empty one stands for.

    That is the current directory: of each later step, and of the container.
    """
    stage = env.stage
    pair = next((each for each in env.pairs if each.name.raw == name), None)
    if stage is None or pair is None or env.is_onbuild:
        return False
    written = {entry.strip("\"'") for entry in pair.value.raw.split(":")}
    entries = {posixpath.normpath(entry) for entry in written if entry.startswith("/")}
    for heir in stage.dockerfile.stages:
        if stage not in heir.lineage:
            continue
        if heir.final_state.workdir not in entries:
            return False
        for later in heir.layers():
            if not isinstance(later, Runnable) or later.span.start < env.span.start:
                continue
            if later.state.workdir not in entries or any(map(_may_move, later.commands)):
                return False
    return True


def _may_move(command: Command) -> bool:
    """Tell whether a command may start Python in another directory: itself, or by a script."""
    path = text_of(command.operands[0]) if command.operands else ""
    return (
        ChangeDirectory.of(command) is not None
        or command.program in _MOVES
        or command.has("--chdir")
        or any(text_of(word).startswith("--chdir") for word in command.words)
        or command.path.endswith(_SCRIPT)
        or (command.program in _SHELLS and not command.nested and bool(path))
    )
