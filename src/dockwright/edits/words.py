"""Edits of words: of a shell command, of a JSON form, of an instruction's arguments."""

from __future__ import annotations

from dockwright.edits.quoting import json_string
from dockwright.syntax.dockerfile.nodes import Form
from dockwright.text import Edit, Span, edits_conflict
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable
    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode
    from dockwright.syntax.shell.nodes import ShellWord

__all__ = [
    "insert_words",
    "remove_all_words",
    "remove_span",
    "remove_words",
    "replace_word",
    "substitute",
]

_BLANKS = " \t"


def insert_words(command: Command, after: ShellWord, *texts: str) -> tuple[Edit, ...] | None:
    """Insert words into a command, behind one of its words.

    ``texts`` are words as the shell is to read them; in a JSON form each becomes a string.
    None where the command stands within another's text, whose quoting would have to be known, and
    in a script that is not read to its end.
    """
    instruction = command.instruction
    if instruction is None or command.parent is not None or _is_broken(instruction):
        return None
    at = after.span.end
    if instruction.node.form is Form.JSON:
        # A word's span leaves its quotes out.
        return (Edit(Span(at + 1, at + 1), "".join(f", {json_string(text)}" for text in texts)),)
    return (Edit(Span(at, at), "".join(f" {text}" for text in texts)),)


def replace_word(command: Command, word: ShellWord, text: str) -> tuple[Edit, ...] | None:
    """Put another word in a word's place; None as for ``insert_words``."""
    instruction = command.instruction
    if instruction is None or command.parent is not None or _is_broken(instruction):
        return None
    if instruction.node.form is Form.JSON:
        return (Edit(word.span, json_string(text)[1:-1]),)
    return (Edit(word.span, text),)


def _is_broken(instruction: Runnable) -> bool:
    """Tell whether a quote is open, say, so that a word may not be where it seems to be."""
    script = instruction.script
    return script is not None and bool(script.problems)


def remove_words(
    tree: DockerfileTree, command: Command, first: Span, last: Span | None = None
) -> tuple[Edit, ...] | None:
    """Take words out of a command, from the one at ``first`` to the one at ``last``.

    None as for ``insert_words``.
    """
    instruction = command.instruction
    if instruction is None or command.parent is not None:
        return None
    node = instruction.node
    span = Span(first.start, (last or first).end)
    if node.form is not Form.JSON:
        return remove_span(tree, node, span)
    text = tree.source.text
    start, end = span.start - 1, span.end + 1
    before = text.rfind(",", node.span.start, start)
    if before >= 0 and not text[before + 1 : start].strip():
        return (Edit(Span(before, end), ""),)
    behind = text.find(",", end, node.span.end)
    if behind >= 0 and not text[end:behind].strip():
        rest = behind + 1
        while text[rest : rest + 1] in set(_BLANKS):
            rest += 1
        return (Edit(Span(start, rest), ""),)
    return None


def remove_all_words(
    tree: DockerfileTree, command: Command, spans: Iterable[Span]
) -> tuple[Edit, ...] | None:
    """Take several words out of a command; those that stand side by side go as one.

    None as for ``insert_words``, and where a comment stands between words of which each takes the
    line of the other with it.
    """
    text = tree.source.text
    runs: list[tuple[Span, Span]] = []
    for span in sorted(set(spans)):
        between = text[runs[-1][1].end : span.start] if runs else "-"
        if between.translate({ord(char): None for char in f"{_BLANKS}\r\n{tree.escape}"}):
            runs.append((span, span))
        else:
            runs[-1] = runs[-1][0], span
    edits: list[Edit] = []
    for first, last in runs:
        more = remove_words(tree, command, first, last)
        if more is None or any(edits_conflict(a, b) for a in more for b in edits):
            return None
        edits += more
    return tuple(edits)


def remove_span(tree: DockerfileTree, node: InstructionNode, span: Span) -> tuple[Edit, ...]:
    """Take words of an instruction out, with the blanks before them.

    A continued line that would be left with nothing goes altogether; where it was the
    instruction's last, the line before it no longer continues.
    """
    text = tree.source.text
    start, end = span
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    before = text[line_start:start]
    behind = text[end:line_end].rstrip("\r")
    alone = not before.strip(_BLANKS)
    continues = behind.strip(_BLANKS) == tree.escape and line_end < len(text)
    if alone and continues and node.span.start < line_start:
        return (Edit(Span(line_start, line_end + 1), ""),)
    if alone and not behind.strip(_BLANKS) and node.span.start < line_start:
        mark = _continuation_before(tree, node, line_start)
        if mark is not None:
            blanks = mark.start
            while blanks > 0 and text[blanks - 1] in _BLANKS:
                blanks -= 1
            cut = line_start - 1
            if text[cut - 1 : cut] == "\r":
                cut -= 1
            ending = line_end - 1 if text[line_end - 1 : line_end] == "\r" else line_end
            if mark.end >= cut:
                return (Edit(Span(blanks, ending), ""),)
            # Comment lines stand between: the mark and the line go, the comments stay.
            return (Edit(Span(blanks, mark.end), ""), Edit(Span(cut, ending), ""))
    blanks = start
    while blanks > line_start and text[blanks - 1] in _BLANKS:
        blanks -= 1
    if blanks in (line_start, start):
        # Nothing before it on its line, or something that is no blank: what follows moves up.
        rest = end
        while text[rest : rest + 1] in set(_BLANKS):
            rest += 1
        return (Edit(Span(start, rest), ""),)
    return (Edit(Span(blanks, end), ""),)


def substitute(
    tree: DockerfileTree, word: ShellWord, span: Span, script: str
) -> tuple[Edit, ...] | None:
    """Put what a script prints in the place of a part of a shell word, as one piece.

    ``script`` needs no quoting within ``$(…)``.  None where the word's quotes before the part
    cannot be told, or the part holds quotes or expansions of its own.
    """
    text = tree.source.text
    inner = text[span.start : span.end]
    if not word.span.start <= span.start < span.end <= word.span.end or re.search(
        r"""[\s'"`$\\]""", inner
    ):
        return None
    quote = ""
    at = word.span.start
    while at < span.start:
        char = text[at]
        if quote == "'":
            quote = "" if char == "'" else quote
        elif char == "`" or text.startswith(("$(", "$'"), at):
            return None
        elif char == "\\":
            at += 1
        elif char in {"'", '"'}:
            quote = "" if quote == char else quote or char
        at += 1
    made = f"$({script})"
    if quote == "'":
        made = f"'\"{made}\"'"
    elif not quote:
        made = f'"{made}"'
    return (Edit(span, made),)


def _continuation_before(
    tree: DockerfileTree, node: InstructionNode, line_start: int
) -> Span | None:
    """Return the escape character that continues into the line at ``line_start``."""
    found: Span | None = None
    for mark in tree.continuations:
        if node.span.start <= mark.start < line_start:
            found = Span(mark.start, mark.start + 1)
    return found
