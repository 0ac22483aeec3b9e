"""Edits of whole instructions.

An instruction owns the lines from its keyword to its end, heredocs included.  The comment lines
directly above it speak of it; comments between its continued lines are kept whatever happens to
the instruction: they move above what takes its place.
"""

from __future__ import annotations

from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockwright.syntax.dockerfile.nodes import Comment, DockerfileTree, InstructionNode

__all__ = [
    "block_of",
    "comments_above",
    "comments_within",
    "hold",
    "indent_of",
    "insert_after",
    "insert_before",
    "recase",
    "remove_instruction",
    "replace_instruction",
]


def hold(tree: DockerfileTree, *spans: Span) -> tuple[Edit, ...]:
    """Return edits that change nothing, and keep the changes of other fixes out of a pass.

    A fix that copies texts needs them: else another may change a text, and not its copy.
    """
    held: list[Span] = []
    for span in sorted(set(spans)):
        if not held or span.start >= held[-1].end:
            held.append(span)
    return tuple(Edit(span, tree.source.slice(span)) for span in held)


def block_of(tree: DockerfileTree, node: InstructionNode) -> Span:
    """Return the whole lines of an instruction, the last line's ending included."""
    text = tree.source.text
    start = text.rfind("\n", 0, node.span.start) + 1
    if tree.source.has_byte_order_mark and start == 0:
        start = 1
    end = text.find("\n", node.span.end)
    return Span(start, len(text) if end < 0 else end + 1)


def indent_of(tree: DockerfileTree, node: InstructionNode) -> str:
    """Return the blanks before an instruction's keyword."""
    return tree.source.text[block_of(tree, node).start : node.span.start]


def comments_within(tree: DockerfileTree, node: InstructionNode) -> tuple[Comment, ...]:
    """Return the comments between an instruction's continued lines."""
    start, end = node.span
    return tuple(
        comment
        for comment in tree.comments
        if start < comment.span.start < end
        and not any(
            heredoc.body_span.start <= comment.span.start < heredoc.body_span.end
            for heredoc in node.heredocs
        )
    )


def comments_above(tree: DockerfileTree, node: InstructionNode) -> tuple[Comment, ...]:
    """Return the unbroken run of comment lines that ends in the line above an instruction."""
    found: list[Comment] = []
    line = node.start_line - 1
    before = [comment for comment in tree.comments if comment.span.start < node.span.start]
    while before and before[-1].line == line:
        found.append(before.pop())
        line -= 1
    return tuple(reversed(found))


def remove_instruction(tree: DockerfileTree, node: InstructionNode) -> tuple[Edit, ...]:
    """Take an instruction's lines out; comments between them stay where they are."""
    kept = _comment_lines(tree, comments_within(tree, node), indent_of(tree, node))
    block = block_of(tree, node)
    start = block.start
    text = tree.source.text
    if not kept and block.end == len(text) and not text.endswith("\n") and start > 1:
        # The file did not end in a newline: it must not begin to.
        start -= 2 if text[start - 2 : start] == "\r\n" else 1
    return (Edit(Span(start, block.end), kept),)


def replace_instruction(
    tree: DockerfileTree, node: InstructionNode, lines: str | Sequence[str]
) -> tuple[Edit, ...]:
    """Put other lines in an instruction's place; the first takes over its indent.

    ``lines`` is one instruction, or several, each without line ending at its end; newlines within
    are written as the file has them.
    """
    indent = indent_of(tree, node)
    texts = [lines] if isinstance(lines, str) else list(lines)
    newline = tree.source.newline
    body = (newline + indent).join(text.replace("\n", newline) for text in texts)
    within = _comment_lines(tree, comments_within(tree, node), indent)
    return (Edit(node.span, within.removeprefix(indent) + (indent if within else "") + body),)


def insert_before(
    tree: DockerfileTree,
    node: InstructionNode,
    lines: Iterable[str],
    *,
    above_comments: bool = True,
) -> tuple[Edit, ...]:
    """Insert instructions before one: above the comments that speak of it, unless told otherwise.

    Comments that other tools read as belonging to the next line stay with their instruction.
    """
    start = block_of(tree, node).start
    if above_comments:
        comments = comments_above(tree, node)
        if comments:
            first = comments[0]
            start = tree.source.lines.line_span(first.line).start
            if start == 0 and tree.source.has_byte_order_mark:
                start = 1
    return (Edit(Span(start, start), _text_of(tree, node, lines)),)


def insert_after(
    tree: DockerfileTree, node: InstructionNode, lines: Iterable[str]
) -> tuple[Edit, ...]:
    """Insert instructions after one."""
    end = block_of(tree, node).end
    text = _text_of(tree, node, lines)
    if not tree.source.text[:end].endswith("\n"):
        newline = tree.source.newline
        text = newline + text.removesuffix(newline)
    return (Edit(Span(end, end), text),)


def recase(tree: DockerfileTree, span: Span, *, upper: bool) -> tuple[Edit, ...] | None:
    """Write a keyword in upper or lower case; None where a continued line divides it."""
    text = tree.source.slice(span)
    if not (text.isascii() and text.isalpha()):
        return None
    new = text.upper() if upper else text.lower()
    return () if new == text else (Edit(span, new),)


def _text_of(tree: DockerfileTree, node: InstructionNode, lines: Iterable[str]) -> str:
    newline = tree.source.newline
    indent = indent_of(tree, node)
    return "".join(
        f"{indent}{line.replace(chr(10), newline)}{newline}" if line else newline for line in lines
    )


def _comment_lines(tree: DockerfileTree, comments: Iterable[Comment], indent: str) -> str:
    newline = tree.source.newline
    source = tree.source
    return "".join(f"{indent}{source.slice(comment.span).strip()}{newline}" for comment in comments)
