"""Repairs DW125: the instruction that does for later steps what the shell did for itself."""

from __future__ import annotations

from dockwright.edits.lines import comments_within, remove_instruction, replace_instruction
from dockwright.edits.quoting import docker_string
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import ChangeDirectory, SetEnv
from dockwright.model.instructions import Run
from dockwright.rules.correctness.effect_ends_with_run import is_meant, is_needless
from dockwright.syntax.shell.nodes import PartKind
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import Assignment, ShellWord

_PLAIN = re.compile(r"[\w./+:@%~-]*")


@repair("DW125", on=Run, touches=("run", "env", "workdir", "order"))
def effect_ends_with_run(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write WORKDIR or ENV in the RUN's place."""
    if run.is_onbuild or run.node.flags or run.heredocs or comments_within(ctx.tree, run.node):
        yield Refusal("an ONBUILD trigger, flags, a here-document or comments stand in the RUN")
        return
    script = run.script
    simple = () if script is None else script.commands
    if not run.commands:
        lines = [_assigned([pair for each in simple for pair in each.assignments], run)]
    elif len(run.commands) == len(simple) and all(is_meant(each, ctx.kb) for each in run.commands):
        lines = [_line(command, run) for command in run.commands]
    else:
        yield Refusal("other commands stand in the RUN")
        return
    if is_needless(run):
        yield ctx.fix(
            "Remove it: the directory is set already, or by the WORKDIR that follows",
            remove_instruction(ctx.tree, run.node),
            touches=("run", "order"),
        )
        return
    found = [line for line in lines if line is not None]
    if len(found) < len(lines):
        yield Refusal("no instruction is known to do the same here")
        return
    yield ctx.unsafe(
        f"Write `{found[0]}`, which later steps see",
        replace_instruction(ctx.tree, run.node, found),
    )


def _line(command: Command, run: Run) -> str | None:
    """Return the instruction that does the same for later steps, or None."""
    if ChangeDirectory.of(command) is not None:
        value = command.words[1].value if len(command.words) == 2 else None
        if command.program != "cd" or not value or not _PLAIN.fullmatch(value) or "~" in value:
            return None
        return None if value.startswith("-") else f"WORKDIR {value}"
    if command.program in {".", "source"}:
        path = command.words[1].value
        if path is None or not path.startswith("/") or not path.endswith("/bin/activate"):
            return None
        folder = path.removesuffix("/bin/activate")
        if not _PLAIN.fullmatch(folder):
            return None
        return f"ENV VIRTUAL_ENV={folder} PATH={folder}/bin:$PATH"
    named = SetEnv.of(command)
    return None if named is None else _assigned(named.assignments, run)


def _assigned(assignments: Sequence[Assignment], run: Run) -> str | None:
    pairs: list[str] = []
    for assignment in assignments:
        pair = _pair(assignment, run)
        if pair is None:
            return None
        pairs.append(pair)
    return f"ENV {' '.join(pairs)}" if pairs else None


def _pair(assignment: Assignment, run: Run) -> str | None:
    value = assignment.value
    text = "" if value is None else _value(value, run)
    if text is None or assignment.appends or value is None:
        return None
    return f"{assignment.name}={text}"


def _value(word: ShellWord, run: Run) -> str | None:
    """Return a value as ENV has it, None where the shell alone knows it."""
    pieces: list[str] = []
    for part in word.parts:
        if part.kind is PartKind.LITERAL:
            pieces.append(docker_string(part.text, run.escape)[1:-1])
        elif part.kind is PartKind.VARIABLE and not part.operator:
            if run.lookup(part.name) is None:
                return None
            pieces.append(f"${{{part.name}}}")
        else:
            return None
    text = "".join(pieces)
    if "\n" in text:
        return None
    bare = re.sub(r"\$\{\w+\}", "", text)
    return text if text and _PLAIN.fullmatch(bare) else f'"{text}"'
