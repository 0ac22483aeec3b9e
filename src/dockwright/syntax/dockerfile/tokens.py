"""The tokens of a Dockerfile: every character of the file, in order, in exactly one of them."""

from __future__ import annotations

from dockwright.syntax.dockerfile.nodes import Token, TokenKind
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode

__all__ = ["tokenize"]


def tokenize(tree: DockerfileTree) -> tuple[Token, ...]:
    """Divide a file into tokens whose texts concatenate to it."""
    found: list[Token] = []
    if tree.source.has_byte_order_mark:
        found.append(Token(TokenKind.BYTE_ORDER_MARK, Span(0, 1)))
    found.extend(Token(TokenKind.DIRECTIVE, directive.span) for directive in tree.directives)
    found.extend(Token(TokenKind.COMMENT, comment.span) for comment in tree.comments)
    found.extend(Token(TokenKind.CONTINUATION, span) for span in tree.continuations)
    for node in tree.instructions:
        _add_instruction(node, found)
    found.sort(key=lambda token: token.span)
    return tuple(_fill(tree.source.text, found))


def _add_instruction(node: InstructionNode, found: list[Token]) -> None:
    marks: list[tuple[TokenKind, int, int]] = []
    holder: InstructionNode | None = node
    at = 0
    line = node.line
    while holder is not None:
        start = line.find(holder.raw_keyword, at)
        stop = start + len(holder.raw_keyword)
        marks.append((TokenKind.KEYWORD, start, stop))
        if holder.flags:
            # Flags lie between the keyword and the arguments.
            marks.append((TokenKind.FLAG, stop, holder.text_start))
        at = holder.text_start
        if holder.child is None:
            marks.append((TokenKind.ARGUMENT, at, at + len(holder.text)))
        holder = holder.child
    for kind, start, stop in marks:
        text = line[start:stop]
        lead = len(text) - len(text.lstrip())
        start += lead
        stop = start + len(text.strip())
        if start >= stop:
            continue
        pieces = node.origin.slice(start, stop)
        bounds = [*pieces.starts[1:], pieces.length]
        for begin, origin, end in zip(pieces.starts, pieces.origins, bounds, strict=True):
            found.append(Token(kind, Span(origin, origin + end - begin)))
    for heredoc in node.heredocs:
        if heredoc.body_span.start < heredoc.body_span.end:
            found.append(Token(TokenKind.HEREDOC_BODY, heredoc.body_span))
        if heredoc.terminator_span.start < heredoc.terminator_span.end:
            found.append(Token(TokenKind.HEREDOC_END, heredoc.terminator_span))


def _fill(text: str, found: list[Token]) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for token in found:
        start, end = token.span
        if start > at:
            tokens.append(Token(TokenKind.BLANK, Span(at, start)))
        if end > max(at, start):
            tokens.append(Token(token.kind, Span(max(at, start), end)))
        at = max(at, end)
    if at < len(text):
        tokens.append(Token(TokenKind.BLANK, Span(at, len(text))))
    return tokens
