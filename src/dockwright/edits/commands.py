"""Edits of the commands of a RUN: append, remove, replace.

A RUN is changed only where its script was read without a problem, and where the place lies in the
outermost list of commands: within a loop, a condition, a substitution or another command's text
the meaning of a neighbour is not ours to guess, and the answer is None.
"""

from __future__ import annotations

from itertools import pairwise

from dockwright.edits.lines import remove_instruction
from dockwright.syntax.dockerfile.nodes import Form
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.model.command import Command
    from dockwright.model.instructions import Run
    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.syntax.shell.nodes import SimpleCommand

__all__ = [
    "append_command",
    "begin_script_with",
    "can_append",
    "insert_command_before",
    "join_by_success",
    "join_runs",
    "prepend_command",
    "remove_command",
    "remove_commands",
    "replace_command",
    "replace_pipeline",
    "top_level_commands",
]

_STEP = "    "
_ENDING = frozenset({"exit", "exec", "return"})
"""After which the shell runs nothing more."""


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
    """Tell whether ``&& command`` at the end of a RUN runs after everything else succeeded.

    ``&&`` and ``||`` bind alike and from the left, so what is joined at the end depends on the
    whole list before it, whatever that holds.
    """
    if run.node.form is not Form.SHELL:
        return False
    script = run.script
    if script is None or script.problems or script.reason or not script.commands:
        return False
    outermost = script.commands[0].scope
    for command in script.commands:
        if command.scope != outermost or "substitution" in command.context:
            continue
        # What works in the background is not done yet; what ends the shell leaves nothing behind.
        if command.follower == "&" or (
            command.name in _ENDING and command.connector != "||" and not command.context
        ):
            return False
    text = script.text.rstrip()
    last = text.rpartition("\n")[2]
    return not text.endswith(("&", "|", ";", "(", "\\")) and not re.search(r"(^|[\s;&|()])#", last)


def append_command(tree: DockerfileTree, run: Run, text: str) -> tuple[Edit, ...] | None:
    """Add a command at the end of a RUN, joined and laid out as its others are."""
    if not can_append(run):
        return None
    if not run.is_heredoc_script:
        end = run.node.text_span.end
        return (Edit(Span(end, end), _joint(tree, run) + text),)
    heredoc = run.heredocs[0]
    if _stops_on_error(run):
        at = heredoc.terminator_span.start
        lines = tree.source.slice(heredoc.body_span)
        indents = re.findall(r"^([ \t]*)\S", lines, re.MULTILINE)
        line = f"{indents[-1] if indents else ''}{text}{tree.source.newline}"
        return (Edit(Span(at, at), line),)
    # Without `set -e` the last command's status is the RUN's: it must not be hidden.
    top = top_level_commands(run)
    if top is None or any(redirect.body is not None for redirect in top[-1].redirects):
        return None
    end = top[-1].span.end
    return (Edit(Span(end, end), f" && {text}"),)


def _stops_on_error(run: Run) -> bool:
    """Tell whether a script begins with ``set -e``, or is run by a shell that is told so."""
    for word in run.shell[1:]:
        if word.startswith("-") and not word.startswith("--") and "e" in word:
            return True
    script = run.script
    for command in script.commands if script is not None else ():
        if command.name != "set" or command.context:
            return False
        words = [word.value or "" for word in command.words[1:]]
        if any(word.startswith("-") and "e" in word for word in words) or "errexit" in words:
            return True
    return False


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


def prepend_command(tree: DockerfileTree, run: Run, text: str) -> tuple[Edit, ...] | None:
    """Put a command before everything that a RUN does, which then depends on its success."""
    if run.node.form is not Form.SHELL or run.is_onbuild:
        return None
    script = run.script
    if script is None or script.problems or script.reason or not script.text.strip():
        return None
    if run.is_heredoc_script:
        return begin_script_with(tree, run, text)
    start = run.node.text_span.start
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


def remove_commands(
    tree: DockerfileTree, run: Run, commands: Sequence[SimpleCommand]
) -> tuple[Edit, ...] | None:
    """Take several commands of the outermost list out; see `remove_command`.

    Of a heredoc's script only one is taken out, or all.
    """
    top = top_level_commands(run)
    if top is None or not commands:
        return None
    if all(command in commands for command in top):
        return remove_instruction(tree, run.node)
    if len(commands) == 1 or run.is_heredoc_script:
        return remove_command(tree, run, commands[0]) if len(commands) == 1 else None
    edits: list[Edit] = []
    kept = max(at for at, command in enumerate(top) if command not in commands)
    for at, command in enumerate(top):
        if command not in commands:
            continue
        own = remove_command(tree, run, command)
        if own is None:
            return None
        if at < kept:
            edits += own
    if kept + 1 < len(top):
        gap = tree.source.text[top[kept].span.end : top[kept + 1].span.start]
        if gap.replace(tree.escape, "").split() != [top[kept + 1].connector]:
            return None
        edits.append(Edit(Span(top[kept].span.end, top[-1].span.end), ""))
    return tuple(edits)


def join_runs(tree: DockerfileTree, runs: Sequence[Run]) -> tuple[Edit, ...] | None:
    """Make neighbouring RUNs one, each depending on the success of those before.

    Comments between them stay where they are, between the continued lines.  None where one is not
    a plain list, where their flags differ, or where something else stands between them.
    """
    edits: list[Edit] = []
    text = tree.source.text
    newline = tree.source.newline
    for run in runs:
        top = top_level_commands(run)
        if top is None or run.is_heredoc_script or not can_append(run):
            return None
        if any("&" in {one.connector, one.follower} for one in top):
            return None
        if any(one.redirects and any(each.body for each in one.redirects) for one in top):
            return None
        if sorted(f.text for f in run.node.flags) != sorted(f.text for f in runs[0].node.flags):
            return None
    for before, run in pairwise(runs):
        start, end = before.node.text_span.end, run.node.text_span.start
        between = [
            tree.source.slice(each.span).strip()
            for each in tree.comments
            if start <= each.span.start < end
        ]
        gap = text[before.span.end : run.span.start]
        lines = [line.strip() for line in gap.splitlines() if line.strip()]
        if any(not line.startswith("#") for line in lines) or text[start : before.span.end].strip():
            return None
        if between:
            body = "".join(f"{_STEP}{line}{newline}" for line in between)
            edits.append(Edit(Span(start, end), f" {tree.escape}{newline}{body}{_STEP}&& "))
        else:
            joint = f" {tree.escape}{newline}{_STEP}&& "
            edits.append(Edit(Span(start, end), joint))
    return tuple(edits)


def replace_command(command: Command, text: str) -> tuple[Edit, ...] | None:
    """Put other text in a command's place, wrappers and redirections included.

    None where the command stands within another's text or in a JSON form.
    """
    instruction = command.instruction
    if instruction is None or command.parent is not None or instruction.node.form is Form.JSON:
        return None
    return (Edit(command.span, text),)


def replace_pipeline(
    tree: DockerfileTree, run: Run, command: SimpleCommand, texts: Sequence[str]
) -> tuple[Edit, ...] | None:
    """Put other commands in the place of a pipeline of the outermost list, joined by success.

    None where the pipeline stands before or behind ``||``: it could not fail as one any more.
    """
    top = top_level_commands(run)
    if top is None or command not in top:
        return None
    number = command.pipeline[0]
    own = [each for each in top if each.pipeline[0] == number]
    if len(own) != command.pipeline[2] or {own[0].connector, own[-1].follower} & {"||", "&"}:
        return None
    if _has_comment(tree, own[0].span.start, own[-1].span.end):
        return None
    joint = " && " if run.is_heredoc_script else _joint(tree, run)
    return (Edit(Span(own[0].span.start, own[-1].span.end), joint.join(texts)),)


def join_by_success(
    tree: DockerfileTree, run: Run, first: SimpleCommand
) -> tuple[Edit, ...] | None:
    """Join a command of the outermost list, and all behind it, by ``&&`` where ``;`` stands.

    Not where ``||`` or ``&`` follows: ``a && b || c`` runs ``c`` where ``a`` failed, too, and
    ``a && b &`` waits for neither.
    """
    top = top_level_commands(run)
    if top is None or first not in top or run.is_heredoc_script:
        return None
    text = tree.source.text
    edits: list[Edit] = []
    rest = top[top.index(first) :]
    if any(command.follower in {"||", "&"} for command in rest):
        return None
    for command, following in pairwise(rest):
        if command.follower != ";":
            continue
        start, end = command.span.end, following.span.start
        at = text.find(";", start, end)
        if at < 0 or _has_comment(tree, start, end):
            return None
        if text[start:end].replace(tree.escape, "").split() != [";"]:
            return None
        gap = "" if text[at - 1] in " \t" else " "
        behind = "" if text[at + 1] in " \t" else " "
        edits.append(Edit(Span(at, at + 1), f"{gap}&&{behind}"))
    return tuple(edits) or None


def begin_script_with(tree: DockerfileTree, run: Run, text: str) -> tuple[Edit, ...] | None:
    """Put a line at the beginning of a heredoc script, below a line that names its interpreter."""
    if not run.is_heredoc_script:
        return None
    heredoc = run.heredocs[0]
    source = tree.source
    at = heredoc.body_span.start
    if heredoc.content.lstrip("\t").startswith("#!"):
        at = source.lines.line_span(source.lines.line_of(at)).end
        if at >= heredoc.terminator_span.start:
            return None
    rest = source.text[at : heredoc.terminator_span.start]
    indent = re.match(r"(?:[ \t]*\r?\n)*([ \t]*)", rest)
    return (Edit(Span(at, at), f"{indent[1] if indent else ''}{text}{source.newline}"),)


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
