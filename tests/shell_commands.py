"""Commands made from one line of shell, for tests of the models above the reader.

It knows words, quotes, ``$NAME``, globs and assignments; structure is the reader's business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.command import command_of
from dockwright.syntax.shell.nodes import (
    Assignment,
    Dialect,
    PartKind,
    ShellScript,
    ShellWord,
    SimpleCommand,
    WordPart,
)
from dockwright.text import OriginMap, Span

if TYPE_CHECKING:
    from dockwright.model.command import Command

_WORD = re.compile(r"""(?:'[^']*'|"[^"]*"|\\.|[^\s'"&|;])+""")
_PIECE = re.compile(r"""'([^']*)'|"([^"]*)"|([^'"]+)""")
_VARIABLE = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
_NAME = re.compile(r"\w+=")


def _word(raw: str, start: int, origin: OriginMap) -> ShellWord:
    parts: list[WordPart] = []
    for found in _PIECE.finditer(raw):
        quoted = found[3] is None
        single = found[1] is not None
        text = next(group for group in found.groups() if group is not None)
        base = start + found.start() + quoted
        at = 0
        for name in [] if single else _VARIABLE.finditer(text):
            if name.start() > at:
                span = origin.span(base + at, base + name.start())
                literal = text[at : name.start()]
                parts.append(WordPart(PartKind.LITERAL, literal, span, quoted=quoted))
            span = origin.span(base + name.start(), base + name.end())
            variable = name[1] or name[2]
            parts.append(WordPart(PartKind.VARIABLE, name[0], span, quoted=quoted, name=variable))
            at = name.end()
        if at < len(text):
            span = origin.span(base + at, base + len(text))
            parts.append(WordPart(PartKind.LITERAL, text[at:], span, quoted=quoted))
    static = all(part.kind is PartKind.LITERAL for part in parts)
    value = "".join(part.text for part in parts) if static else None
    return ShellWord(raw, origin.span(start, start + len(raw)), tuple(parts), value)


def script(
    text: str, origin: OriginMap | None = None, dialect: Dialect = Dialect.POSIX
) -> ShellScript:
    """Return a script of commands joined by ``&&``, ``||``, ``;`` or ``|``."""
    origin = origin or OriginMap.identity(0, len(text))
    commands: list[SimpleCommand] = []
    connector = ""
    words: list[ShellWord] = []

    def finish() -> None:
        assignments: list[Assignment] = []
        while words and _NAME.match(words[0].raw):
            word = words.pop(0)
            name, _, value = word.raw.partition("=")
            within = _word(value, word.span.start + len(name) + 1, OriginMap.identity(0, 10_000))
            assignments.append(Assignment(name, within, word.span))
        if words or assignments:
            start = assignments[0].span.start if assignments else words[0].span.start
            end = words[-1].span.end if words else assignments[-1].span.end
            commands.append(
                SimpleCommand(
                    tuple(words), tuple(assignments), (), Span(start, end), connector=connector
                )
            )
        words.clear()

    at = 0
    while at < len(text):
        operator = re.compile(r"&&|\|\||[;|]").match(text, at)
        if operator:
            finish()
            connector = operator[0]
            at = operator.end()
            continue
        found = _WORD.match(text, at)
        if found is None:
            at += 1
            continue
        words.append(_word(found[0], at, origin))
        at = found.end()
    finish()
    return ShellScript(text, dialect, tuple(commands))


def command(line: str) -> Command:
    """Return the first command of a line."""
    made = command_of(script(line).commands[0])
    assert made is not None
    return made
