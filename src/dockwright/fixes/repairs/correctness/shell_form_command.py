"""Repairs DW104: the exec form where no shell is needed, else a shell that hands over.

Words that no shell expands become the exec form.  Where the shell is needed, ``exec`` before the
last command lets that take the shell's place, and get the signals.  So it is where an ENTRYPOINT's
shell keeps the words of CMD from the program: in exec form they would be its arguments.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.lines import comments_within
from dockwright.edits.quoting import json_array
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import Cmd, Entrypoint, Runnable
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.correctness.shell_form_command import (
    BUILTINS,
    inner_shell_stays,
    is_script,
    outer_commands,
    plain_words,
)
from dockwright.rules.diagnostic import Applicability
from dockwright.syntax.dockerfile import parse
from dockwright.text import Edit, Source, Span, apply_edits
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW104", on=Runnable, touches=("cmd", "entrypoint"))
def shell_form_command(instruction: Runnable, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the exec form, or begin the last command with ``exec``."""
    if not isinstance(instruction, (Cmd, Entrypoint)):
        return
    script = instruction.script
    if script is None or script.problems or script.reason:
        yield Refusal("its text is not read as shell")
        return
    text = script.text
    if re.search(r"(?:^|\s)#", text):
        yield Refusal("a shell comment stands in it, which the exec form has no place for")
        return
    commands = outer_commands(instruction)
    if len(commands) > 1 and _is_not_replaceable(instruction):
        yield Refusal("its last command may be a function, or a trap waits for the shell's end")
        return
    words = plain_words(commands)
    if words is not None and inner_shell_stays(instruction):
        yield Refusal("the shell that it calls itself would stand before the program as well")
        return
    how = _applicability(instruction)
    if words is not None and not _ignores_cmd(instruction):
        if comments_within(ctx.tree, instruction.node):
            yield Refusal("comments stand between its lines, and JSON has no place for them")
            return
        if len(words) == 1 and " " in words[0]:
            yield Refusal("no program has a name with blanks: the whole line is quoted")
            return
        if is_script(words[0], ctx.kb) and not _has_interpreter(words[0], ctx):
            how = Applicability.UNSAFE
        yield ctx.fix(
            f"Write the exec form: `{instruction.keyword} {json_array(words)}`",
            (Edit(instruction.node.text_span, json_array(words)),),
            applicability=how,
            touches={"cmd"} if isinstance(instruction, Cmd) else {"entrypoint"},
        )
        return
    script = instruction.script
    if script is None or script.problems or script.reason:
        yield Refusal("no shell can read its text as it stands")
        return
    last = commands[-1] if commands else None
    if last is None:
        yield Refusal("it runs no command that could take the shell's place")
        return
    simple = last.simple
    if "exec" in last.wrappers:
        yield Refusal("its shell hands over to the last command already")
        return
    if (
        simple.context
        or simple.pipeline[2] != 1
        or simple.connector not in {"", "&&", ";"}
        or simple.follower
        or simple.assignments
        or last.program in BUILTINS
        or not last.program
        or last.program.startswith("-")
    ):
        yield Refusal("its last command cannot take the shell's place: it is no single program")
        return
    start = simple.words[0].span.start
    edit = Edit(Span(start, start), "exec ")
    if not _hands_over_after(edit, instruction, ctx):
        yield Refusal("`exec` before its last command would not be read as such")
        return
    yield ctx.fix(
        "Let the last command take the shell's place: `exec`",
        (edit,),
        touches={"cmd"} if isinstance(instruction, Cmd) else {"entrypoint"},
    )


def _is_not_replaceable(instruction: Cmd | Entrypoint) -> bool:
    """Tell whether the shell is needed to the end: for functions, aliases and traps."""
    for command in instruction.commands:
        if "function" in command.simple.context or command.program in {"trap", "alias", "function"}:
            return True
        if command.program in {".", "source"} and not (
            command.operands and text_of(command.operands[0]).endswith("/activate")
        ):
            return True
    script = instruction.script
    return script is not None and re.search(r"\w\s*\(\)\s*\{", script.text) is not None


def _applicability(instruction: Cmd | Entrypoint) -> Applicability:
    """Tell whether another form changes what the other of ENTRYPOINT and CMD is to it."""
    stage = instruction.stage
    if stage is None:
        return Applicability.UNSAFE
    entrypoint, cmd = stage.final_command()
    other = entrypoint if isinstance(instruction, Cmd) else cmd
    if other is not None and other is not instruction:
        # A CMD's words go to the ENTRYPOINT; an ENTRYPOINT that had none of CMD's gets them.
        return Applicability.UNSAFE
    facts = stage.image_facts
    if isinstance(instruction, Cmd) and entrypoint is None:
        # The base image may have an entrypoint that reads the words.
        if isinstance(facts, Unknown):
            return Applicability.UNSAFE
        return Applicability.UNSAFE if facts.entrypoint else Applicability.SAFE
    return Applicability.SAFE


def _hands_over_after(edit: Edit, instruction: Cmd | Entrypoint, ctx: RepairContext) -> bool:
    """Tell whether an edit makes the last command one that takes the shell's place."""
    source = ctx.tree.source
    after = build_model(parse(Source(source.path, apply_edits(source.text, [edit]))))
    for other in after.instructions:
        if other.span.start == instruction.span.start and isinstance(other, (Cmd, Entrypoint)):
            commands = outer_commands(other)
            return bool(commands) and "exec" in commands[-1].wrappers
    return False


def _ignores_cmd(instruction: Cmd | Entrypoint) -> bool:
    """Tell whether the shell keeps CMD's words from the ENTRYPOINT, which the exec form takes."""
    if not isinstance(instruction, Entrypoint) or instruction.stage is None:
        return False
    return instruction.stage.final_command()[1] is not None


def _has_interpreter(program: str, ctx: RepairContext) -> bool:
    """Tell whether the script in the build context says what runs it."""
    context = ctx.build_context
    if isinstance(context, Unknown):
        return False
    data = context.read(posixpath.basename(program))
    return not isinstance(data, Unknown) and data.startswith(b"#!")
