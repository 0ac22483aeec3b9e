"""Edits of the commands of a RUN: append, remove, replace.

A RUN is changed only where its script was read without a problem, and where the place lies in the
outermost list of commands: within a loop, a condition, a substitution or another command's text
the meaning of a neighbour is not ours to guess, and the answer is None.
"""

from __future__ import annotations

import re

from dockwright.edits.lines import remove_instruction
from dockwright.syntax.dockerfile.nodes import Form
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.command import Command
    from dockwright.model.instructions import Run
    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.syntax.shell.nodes import SimpleCommand

__all__ = [
    "append_command",
    "can_append",
    "insert_command_before",
    "remove_command",
    "replace_command",
    "top_level_commands",
]

_STEP = "    "


def top_level_commands(run: Run) -> tuple[SimpleCommand, ...] | None:
    """Return the commands of a RUN's outermost list, or None where it is not plainly one.

    Plainly: a shell form that was read whole, and nothing compound beside simple commands and
    pipelines.
    """
    if run.node.form is not Form.SHELL or run.is_onbuild:
        return None
    script = run.script
    if script is None or script.problems or script.reason or not script.commands:
        return None
    if run.heredocs and not run.is_heredoc_script:
        return None
    scope = script.commands[0].scope
    top = tuple(
        command for command in script.commands if command.scope == scope and not command.context
    )
    own = [command for command in script.commands if "substitution" not in command.context]
    if len(top) != len(own):
        return None
    return top


def can_append(run: Run) -> bool:
    """Tell whether ``&& command`` at the end of a RUN runs after everything else succeeded."""
    top = top_level_commands(run)
    if top is None:
        return False
    if run.is_heredoc_script:
        return True
    return (
        all(command.connector in {"", "&&", ";", "|", "|&"} for command in top)
        and not any(command.follower in {"&", "||"} for command in top)
        and top[-1].follower == ""
    )


def append_command(tree: DockerfileTree, run: Run, text: str) -> tuple[Edit, ...] | None:
    """Add a command at the end of a RUN, joined and laid out as its others are."""
    if not can_append(run):
        return None
    if run.is_heredoc_script:
        heredoc = run.heredocs[0]
        at = heredoc.terminator_span.start
        body = tree.source.slice(heredoc.body_span)
        indent = re.findall(r"^([ \t]*)\S", body, re.MULTILINE)
        return (
            Edit(
                Span(at, at),
                f"{indent[-1] if indent else ''}{text}{tree.source.newline}",
            ),
        )
    end = run.node.text_span.end
    return (Edit(Span(end, end), _joint(tree, run) + text),)


def insert_command_before(
    tree: DockerfileTree, run: Run, command: SimpleCommand, text: str
) -> tuple[Edit, ...] | None:
    """Put a command before one of a RUN's outermost list, which then depends on its success."""
    top = top_level_commands(run)
    if top is None or command not in top or command.pipeline[1] != 0:
        return None
    start = command.span.start
    if run.is_heredoc_script:
        source = tree.source
        line = source.lines.line_of(start)
        at = source.lines.line_span(line).start
        indent = source.text[at:start]
        if indent.strip():
            return None
        return (Edit(Span(at, at), f"{indent}{text}{source.newline}"),)
    if command.connector == "||":
        return None
    return (Edit(Span(start, start), text + _joint(tree, run)),)


def remove_command(
    tree: DockerfileTree, run: Run, command: SimpleCommand
) -> tuple[Edit, ...] | None:
    """Take a command of the outermost list out, with the operator that joins it.

    A RUN that holds nothing else goes altogether.
    """
    top = top_level_commands(run)
    if top is None or command not in top or command.pipeline[2] != 1:
        return None
    at = top.index(command)
    if {command.connector, command.follower} & {"||", "&"}:
        return None
    if len(top) == 1:
        return remove_instruction(tree, run.node)
    if run.is_heredoc_script and ";" in {command.connector, command.follower}:
        source = tree.source
        first = source.lines.line_span(source.lines.line_of(command.span.start))
        last = source.lines.line_span(source.lines.line_of(command.span.end))
        own = source.text[first.start : last.end].strip().removesuffix(";")
        if own.strip() == source.slice(command.span):
            return (Edit(Span(first.start, last.end), ""),)
        return None
    text = tree.source.text
    if at + 1 < len(top):
        gap = text[command.span.end : top[at + 1].span.start]
        if _has_comment(tree, command.span.end, top[at + 1].span.start):
            return None
        if gap.replace(tree.escape, "").split() != [command.follower]:
            return None
        return (Edit(Span(command.span.start, top[at + 1].span.start), ""),)
    start = top[at - 1].span.end
    if _has_comment(tree, start, command.span.start):
        return None
    if text[start : command.span.start].replace(tree.escape, "").split() != [command.connector]:
        return None
    return (Edit(Span(start, command.span.end), ""),)


def replace_command(command: Command, text: str) -> tuple[Edit, ...] | None:
    """Put other text in a command's place, wrappers and redirections included.

    None where the command stands within another's text or in a JSON form.
    """
    instruction = command.instruction
    if instruction is None or command.parent is not None or instruction.node.form is Form.JSON:
        return None
    return (Edit(command.span, text),)


def _has_comment(tree: DockerfileTree, start: int, end: int) -> bool:
    return any(start <= comment.span.start < end for comment in tree.comments)


def _joint(tree: DockerfileTree, run: Run) -> str:
    """Return what joins two commands of a RUN as it is laid out."""
    text = tree.source.slice(run.span)
    newline = tree.source.newline
    mark = re.escape(tree.escape)
    leading = re.search(rf"{mark}[ \t]*\r?\n([ \t]*)&&([ \t]+)", text)
    if leading:
        return f" {tree.escape}{newline}{leading[1]}&&{leading[2]}"
    trailing = re.search(rf"&&[ \t]*{mark}[ \t]*\r?\n([ \t]*)", text)
    if trailing:
        return f" && {tree.escape}{newline}{trailing[1]}"
    if "\n" in text:
        indents = re.findall(r"\n([ \t]*)\S", text)
        shortest = min(indents, key=len) if indents else _STEP
        return f" {tree.escape}{newline}{shortest or _STEP}&& "
    return " && "
