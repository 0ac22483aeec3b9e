"""Here-documents of a script, found before the grammar sees it.

The grammar reads a here-document only where little else stands on its line.  So each is found
here, and the grammar is given the same script with ``<<EOF`` as a plain redirection and blanks
where the body stood: no offset moves.
"""

from __future__ import annotations

import re
from functools import cache

from dockwright.text.record import NamedTuple

__all__ = ["Heredoc", "find_heredocs", "without_heredocs"]


class Heredoc(NamedTuple):
    """One here-document; its numbers are offsets into the script."""

    start: int
    """Of the operator."""
    operator: str
    """``<<`` or ``<<-``."""
    end: int
    """Of the delimiter word."""
    is_expanded: bool
    """Whether the shell expands the body: no character of the delimiter is quoted."""
    body_start: int
    body_end: int
    close: int
    """The end of the line that ends the body, its newline left out."""
    is_closed: bool

    def body(self, text: str) -> str:
        """Return what the command reads, expansions as they are written."""
        body = text[self.body_start : self.body_end]
        if self.operator == "<<-" and "\t" in body:
            return "".join(line.lstrip("\t") for line in body.splitlines(keepends=True))
        return body


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(r"[\\'\"`$()#<\n}]"),
        re.compile(r"[ \t]*((?:'[^'\n]*'|\"[^\"\n]*\"|\\.|[^\s;&|<>()'\"\\`])+)"),
    )


def find_heredocs(text: str) -> tuple[Heredoc, ...]:
    """Find the here-documents of a script, in the order of their operators."""
    if "<<" not in text:
        return ()
    stop, delimiter = _patterns()
    found: list[Heredoc] = []
    waiting: list[tuple[int, str, int, str, bool]] = []
    # What the scan stands in: "(" code in parentheses, '"' a string, "{" a parameter expansion,
    # "`" a substitution, "((" arithmetic.  An empty stack is the script itself.
    within: list[str] = []
    at = 0
    length = len(text)
    while True:
        special = stop.search(text, at)
        if special is None:
            break
        here = special.start()
        char = text[here]
        at = here + 1
        mode = within[-1] if within else ""
        if char == "\\":
            at = here + 2
        elif char == "\n":
            if waiting and mode != '"':
                for start, operator, end, word, is_expanded in waiting:
                    document = _document(text, start, operator, end, word, is_expanded, at)
                    found.append(document)
                    at = min(document.close + 1, length)
                waiting.clear()
        elif char == '"':
            if mode == '"':
                within.pop()
            else:
                within.append('"')
        elif char == "$":
            following = text[at : at + 1]
            if following == "(":
                is_arithmetic = text.startswith("((", at)
                within.append("((" if is_arithmetic else "(")
                at += 2 if is_arithmetic else 1
            elif following == "{":
                within.append("{")
                at += 1
            elif following and following in "#$":
                at += 1
        elif char == "`":
            if mode == "`":
                within.pop()
            else:
                within.append("`")
        elif char == "}":
            if mode == "{":
                within.pop()
        elif mode == '"':
            continue
        elif char == "'":
            closed = text.find("'", at)
            at = length if closed < 0 else closed + 1
        elif char == "(":
            is_arithmetic = text.startswith("(", at) and mode != "(("
            within.append("((" if is_arithmetic else "(")
            at += is_arithmetic
        elif char == ")":
            if mode == "((":
                within.pop()
                at += text.startswith(")", at)
            elif mode == "(":
                within.pop()
        elif char == "#":
            if mode != "{" and (here == 0 or text[here - 1] in " \t\n;&|("):
                closed = text.find("\n", at)
                at = length if closed < 0 else closed
        elif char == "<" and text.startswith("<", at) and mode not in {"((", "{"}:
            if text.startswith("<<", at):
                at += 2
                continue
            operator = "<<-" if text.startswith("<-", at) else "<<"
            word = delimiter.match(text, here + len(operator))
            if word is None:
                at += 1
                continue
            at = word.end()
            raw = word[1]
            plain = raw.translate(_UNQUOTE)
            waiting.append((here, operator, at, plain, plain == raw))
    return tuple(sorted(found))


_UNQUOTE = {ord("'"): None, ord('"'): None, ord("\\"): None}


def _document(
    text: str, start: int, operator: str, end: int, word: str, is_expanded: bool, at: int
) -> Heredoc:
    """Read the body that begins at ``at``, up to the line that is ``word``."""
    length = len(text)
    body_start = min(at, length)
    find = text.find
    place = find(word, at)
    while place >= 0:
        line = text.rfind("\n", 0, place) + 1
        close = place + len(word)
        lead = text[line:place]
        if (
            line >= body_start
            and (not lead or (operator == "<<-" and not lead.strip("\t")))
            and (close == length or text[close] == "\n" or text.startswith("\r\n", close))
        ):
            return Heredoc(start, operator, end, is_expanded, body_start, line, close, True)
        following = find("\n", place)
        place = find(word, following + 1) if following >= 0 else -1
    return Heredoc(start, operator, end, is_expanded, body_start, length, length, False)


def without_heredocs(text: str, heredocs: tuple[Heredoc, ...]) -> str:
    """Return the script for the grammar: as long as ``text``, here-documents blanked."""
    pieces: list[str] = []
    at = 0
    blanks: list[tuple[int, int, str]] = []
    for document in heredocs:
        blanks.append((document.start, document.start + len(document.operator), "<"))
        if document.close > document.body_start:
            blanks.append((document.body_start, document.close, ""))
    for start, end, put in sorted(blanks):
        if start < at:
            continue
        pieces.append(text[at:start])
        pieces.append(put.ljust(end - start))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
