"""Texts and parts of shell words, with their places in the file."""

from __future__ import annotations

from dockwright.syntax.shell.nodes import PartKind, ShellWord, WordPart
from dockwright.text import OriginMap, Span

__all__ = ["cover", "is_wholly_dynamic", "origin_of", "piece", "text_of", "words_within"]

_STATIC = frozenset({PartKind.LITERAL, PartKind.GLOB, PartKind.TILDE, PartKind.BRACE})


def text_of(word: ShellWord) -> str:
    """Return a word's text after quote removal, its expansions as they are written."""
    value = word.value
    if value is not None:
        return value
    return "".join(part.text for part in word.parts) if word.parts else word.raw


def is_wholly_dynamic(word: ShellWord) -> bool:
    """Tell whether the whole word is an expansion: it may be several words, or an option."""
    if word.value is not None:
        return False
    return all(part.kind not in _STATIC for part in word.parts)


def origin_of(word: ShellWord) -> OriginMap:
    """Return where the characters of `text_of` stand in the file.

    Where escapes or continuations stand within a piece the map is exact at the piece's begin only.
    """
    if not word.parts:
        text = text_of(word)
        return OriginMap.identity(word.span.start + _lead(len(text), word.span), len(text))
    starts: list[int] = []
    origins: list[int] = []
    at = 0
    for part in word.parts:
        size = len(part.text)
        if not size:
            continue
        starts.append(at)
        origins.append(part.span.start + _lead(size, part.span))
        at += size
    if not starts:
        return OriginMap.identity(word.span.start, 0)
    return OriginMap(starts, origins, at)


def _lead(size: int, span: Span) -> int:
    """Return how many characters of quoting stand before a text of ``size`` in ``span``."""
    extra = span.end - span.start - size
    if extra in {2, 1}:
        return 1
    return 2 if extra == 3 else 0  # $'…' has two characters before, one after


def piece(word: ShellWord, start: int, end: int | None = None) -> ShellWord:
    """Return the part ``[start, end)`` of a word's text as a word of its own."""
    text = text_of(word)
    if end is None:
        end = len(text)
    if start <= 0 and end >= len(text):
        return word
    origin = origin_of(word)
    within = text[start:end]
    if start < len(text) or not text:
        span = origin.span(start, end) if text else Span(word.span.start, word.span.start)
    else:
        span = Span(word.span.end, word.span.end)
    if not word.parts:
        return ShellWord(within, span, (), None if word.value is None else within)
    parts: list[WordPart] = []
    at = 0
    static = True
    for part in word.parts:
        stop = at + len(part.text)
        if stop > start and at < end:
            low, high = max(start, at), min(end, stop)
            if part.kind not in _STATIC:
                static = False
            if low == at and high == stop:
                parts.append(part)
            else:
                parts.append(
                    WordPart(part.kind, text[low:high], origin.span(low, high), quoted=part.quoted)
                )
        at = stop
    static = static or word.value is not None
    return ShellWord(within, span, tuple(parts), within if static else None)


def words_within(word: ShellWord) -> tuple[ShellWord, ...]:
    """Return the pieces of a word's text between its white space."""
    text = text_of(word)
    found: list[ShellWord] = []
    at = 0
    for token in text.split():
        at = text.index(token, at)
        found.append(piece(word, at, at + len(token)))
        at += len(token)
    return tuple(found)


def cover(first: ShellWord, last: ShellWord) -> Span:
    """Return the span from one word to another after it."""
    return Span(first.span.start, last.span.end)
