"""How Compose splits a command that is written as one text.

It is no shell: quotes and backslashes count, variables do not, and the first of ``;``, ``&``,
``|``, ``<`` and ``>`` outside quotes ends the command, what follows it being lost.

Source: mattn/go-shellwords, which Compose splits with (behaviour, tested against Compose).
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CommandLine", "split_command"]

_BLANKS = " \t\r\n"
_ENDS = ";&|<>"


class CommandLine(NamedTuple):
    """A command as Compose splits it.

    Attributes:
        words: its words.
        cut: where it ends before its text does; -1 where it does not.
        problem: why Compose refuses it, or empty.
    """

    words: tuple[str, ...]
    cut: int = -1
    problem: str = ""


def split_command(text: str) -> CommandLine:
    """Return the words that Compose makes of a command's text.

    >>> split_command("sh -c 'a && b'").words, split_command("a && b").words
    (('sh', '-c', 'a && b'), ('a',))
    """
    words: list[str] = []
    buffer: list[str] = []
    has_word = escaped = False
    quote = ""  # one of ' " ` or $( while within it
    at = -1
    for at, char in enumerate(text):
        if escaped:
            buffer.append({"t": "\t", "n": "\n"}.get(char, char))
            escaped = False
            has_word = True
        elif char == "\\" and quote != "'":
            escaped = True
        elif char in _BLANKS and not quote:
            if has_word:
                words.append("".join(buffer))
                buffer.clear()
                has_word = False
        elif char in {"'", '"'} and (not quote or quote in {char, "`"}):
            if quote == char:
                quote = ""
                has_word = True
            elif not quote:
                quote = char
        elif char == "`" and quote in {"", "`"}:
            quote = "" if quote else "`"
            buffer.append(char)
            has_word = True
        elif char == "(" and quote not in {"'", '"', "`"}:
            if quote == "$(" or buffer[-1:] != ["$"]:
                return CommandLine((), problem="a bracket stands outside quotes")
            quote = "$("
            buffer.append(char)
        elif char == ")" and quote not in {"'", '"', "`"}:
            if quote != "$(":
                return CommandLine((), problem="a bracket stands outside quotes")
            quote = ""
            buffer.append(char)
            has_word = True
        elif char in _ENDS and not quote:
            if char == ">" and buffer[:1] and buffer[0][:1].isdecimal():
                has_word = False
            if has_word:
                words.append("".join(buffer))
            return CommandLine(tuple(words), at)
        else:
            buffer.append(char)
            has_word = True
    if escaped or quote:
        return CommandLine((), problem="a quote or a backslash is not closed")
    if has_word:
        words.append("".join(buffer))
    return CommandLine(tuple(words))
