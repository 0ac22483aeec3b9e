"""Commands that are written as one text: how Compose splits them into words, without a shell.

Source: mattn/go-shellwords, which Compose splits ``command`` and ``entrypoint`` with (behaviour).
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CommandWords", "split_command"]

_BLANKS = " \t\r\n"
_ENDINGS = ";&|<>"


class CommandWords(NamedTuple):
    """The words of a command.

    Attributes:
        words: the words, without their quotes.
        end: where Compose stops reading: at the first of ``; & | < >`` outside quotes, else
            behind the text.  What follows never reaches the container.
    """

    words: tuple[str, ...]
    end: int


def split_command(text: str) -> CommandWords:
    """Split a command as Compose does.

    >>> split_command('sh -c "a && b"').words, split_command("migrate && serve").words
    (('sh', '-c', 'a && b'), ('migrate',))

    Raises:
        ValueError: a quote or a parenthesis is not closed, or stands where none can.
    """
    words: list[str] = []
    word: list[str] = []
    has_word = is_escaped = False
    # What is open: a quote; a backquote, which may hold quotes; "(" for "$(" or a lone ")".
    quote = back = ""
    end = len(text)
    for at, char in enumerate(text):
        if is_escaped:
            word.append(char)
            is_escaped, has_word = False, True
            continue
        if char == "\\":
            if quote == "'":
                word.append(char)
            else:
                is_escaped = True
            continue
        if char in _BLANKS:
            if quote or back:
                word.append(char)
            elif has_word:
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
                raise ValueError("a parenthesis stands where none can")
            back = "("
        elif char in _ENDINGS and not quote and not back:
            if char == ">" and word and word[0] in "0123456789":
                has_word = False  # the number of a stream, as in `2>`
            end = at
            break
        has_word = True
        word.append(char)
    if has_word:
        words.append("".join(word))
    if is_escaped or quote or back:
        raise ValueError("a quote or a parenthesis is not closed")
    return CommandWords(tuple(words), end)
