"""How Compose splits a command that is written as one text.

It is no shell: quotes and backslashes count, variables do not, and the first of ``;``, ``&``,
``|``, ``<`` and ``>`` outside quotes ends the command, what follows it being lost.

Source: mattn/go-shellwords 1.0.12, which Compose splits with (behaviour, tested against Compose).
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
    word: list[str] = []
    has_word = is_escaped = False
    cut = -1
    # What is open: a quote; a backquote, which may hold quotes; "(" for "$(" or a lone ")".
    quote = back = ""
    for at, char in enumerate(text):
        if is_escaped:
            word.append(char)
            is_escaped, has_word = False, True
            continue
        if char == "\\" and quote != "'":
            is_escaped = True
            continue
        if char in _BLANKS and not quote and not back:
            if has_word:
                words.append("".join(word))
                word.clear()
                has_word = False
            continue
        if char in "'\"" and back != "(" and quote in {"", char}:
            has_word = has_word or bool(quote)
            quote = "" if quote else char
            continue
        if char == "`" and not quote and back != "(":
            back = "" if back else "`"
        elif char == ")" and not quote and back != "`":
            back = "" if back else "("
        elif char == "(" and not quote and back != "`":
            if back or word[-1:] != ["$"]:
                return CommandLine((), problem="a bracket stands outside quotes")
            back = "("
        elif char in _ENDS and not quote and not back:
            # A number before ">" is that of a stream, as in "2>".
            has_word = has_word and not (char == ">" and word[:1] and word[0] in "0123456789")
            cut = at
            break
        word.append(char)
        has_word = has_word or char not in _BLANKS
    if is_escaped or quote or back:
        return CommandLine((), problem="a quote, a bracket or a backslash is not closed")
    if has_word:
        words.append("".join(word))
    return CommandLine(tuple(words), cut)
