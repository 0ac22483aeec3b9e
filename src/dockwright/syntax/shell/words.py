"""Reads the words of shell commands: quotes removed, expansions as parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from dockwright.syntax.shell.nodes import PartKind, ShellWord, WordPart

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.text import Span

__all__ = ["WordReader", "is_plain"]

T = TypeVar("T")

_SPECIAL = re.compile(r"[\\'\"$`*?\[~{<>]")
_QUOTED_SPECIAL = re.compile(r'[\\"$`]')
_GAP = re.compile(r"[\s\\'\"$`<>]")
_NAME = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|([0-9@*#?$!-]))")
_BRACED = re.compile(
    r"\$\{([!#]?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])"
    r"(?:\[[^\]]*\])?(:?[-+=?]|##?|%%?|/[/#%]?|\^\^?|,,?|@|:|)",
)
_STOPS_IN_BRACES = re.compile(r"[\\'\"$`{}]")
_STOPS_IN_PARENTHESES = re.compile(r"[\\'\"$`()]")
_TILDE = re.compile(r"~[A-Za-z0-9_.+-]*")
_BRACKETS = re.compile(r"\[[!^]?\]?[^\]\s'\"$`\\]*\]")
_BRACE_PLAIN = re.compile(r"\{[^{}\s'\"$`\\]*\}")
_ANSI = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))",
    re.DOTALL,
)
_ANSI_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "E": "\x1b",
}

_LITERAL = PartKind.LITERAL
_STATIC = frozenset({PartKind.LITERAL, PartKind.GLOB, PartKind.TILDE})


def is_plain(text: str, start: int, end: int) -> bool:
    """Tell whether a word has no character that the shell treats in a special way."""
    return _SPECIAL.search(text, start, end) is None


class WordReader(Generic[T]):
    """Reads words of one script.

    Attributes:
        text: the script.
        place: gives the span of the file for two offsets into the script.
        known: where the grammar found substitutions: the offset of their ``$(``, their end, and
            what to remember of them; what is None stands for arithmetic.
        found: substitutions in the words read since it was last emptied, in order: the part that
            holds the substitution (None within an operand), its offsets, what ``known`` has.
    """

    __slots__ = ("found", "known", "place", "text")

    def __init__(self, text: str, place: Callable[[int, int], Span]) -> None:
        self.text = text
        self.place = place
        self.known: dict[int, tuple[int, T | None]] = {}
        self.found: list[tuple[WordPart | None, int, int, T | None]] = []

    def word(self, start: int, end: int, *, is_value: bool = False) -> ShellWord:
        """Read the word at ``[start, end)``; ``is_value`` for what an assignment assigns."""
        text = self.text
        raw = text[start:end]
        if _SPECIAL.search(raw) is None:
            return ShellWord(raw, self.place(start, end), None, raw)
        parts: list[WordPart] = []
        self._unquoted(start, end, parts, is_value=is_value)
        value: str | None = None
        for part in parts:
            if part.kind not in _STATIC:
                break
        else:
            value = "".join([part.text for part in parts])
        return ShellWord(raw, self.place(start, end), tuple(parts), value)

    def split(self, start: int, end: int) -> list[tuple[int, int]]:
        """Find the words between white space in ``[start, end)``, quotes respected."""
        text = self.text
        words: list[tuple[int, int]] = []
        first = -1
        at = start
        while at < end:
            found = _GAP.search(text, at, end)
            here = found.start() if found else end
            if here > at and first < 0:
                first = at
            at = here
            if at >= end:
                break
            if text[at].isspace():
                if first >= 0:
                    words.append((first, at))
                    first = -1
                at += 1
            elif text.startswith("\\\n", at):
                at += 2
            else:
                if first < 0:
                    first = at
                at = self.skip(at, end)
        if first >= 0:
            words.append((first, end))
        return words

    def skip(self, at: int, end: int) -> int:
        """Return the end of what is quoted or expanded at ``at``, or of that one character."""
        text = self.text
        char = text[at]
        if char == "\\":
            return min(at + 2, end)
        if char == "'":
            return self._find("'", at + 1, end)
        if char == '"':
            return self._string_end(at, end)
        known = self.known.get(at)
        if known is not None:
            return min(known[0], end)
        following = text[at + 1 : at + 2]
        if char == "`":
            return self._backquote_end(at, end)
        if char in "<>":
            return self._closing(at + 2, end, "(", ")") if following == "(" else at + 1
        if char == "$":
            if following == "{":
                return self._closing(at + 2, end, "{", "}")
            if following == "(":
                return self._closing(at + 2, end, "(", ")")
            if following == "'":
                return self._ansi_end(at, end)
        return at + 1

    def _find(self, char: str, at: int, end: int) -> int:
        closed = self.text.find(char, at, end)
        return end if closed < 0 else closed + 1

    def _ansi_end(self, at: int, end: int) -> int:
        text = self.text
        at += 2
        while at < end and text[at] != "'":
            at += 2 if text[at] == "\\" else 1
        return min(at + 1, end)

    def _backquote_end(self, at: int, end: int) -> int:
        text = self.text
        at += 1
        while at < end and text[at] != "`":
            at += 2 if text[at] == "\\" else 1
        return min(at + 1, end)

    def _string_end(self, at: int, end: int) -> int:
        """Return the end of the string that begins at ``at``."""
        text = self.text
        at += 1
        while at < end:
            found = _QUOTED_SPECIAL.search(text, at, end)
            if found is None:
                return end
            at = found.start()
            if text[at] == '"':
                return at + 1
            at = at + 1 if text.startswith("$'", at) else self.skip(at, end)
        return end

    def _closing(self, at: int, end: int, opens: str, closes: str) -> int:
        """Return the end of what a bracket before ``at`` opened, nested ones and quotes skipped.

        The nesting is counted, so that the depth of the text costs no stack; strings within
        strings within substitutions do recurse, and only where the grammar failed.
        """
        text = self.text
        stops = _STOPS_IN_BRACES if closes == "}" else _STOPS_IN_PARENTHESES
        depth = 1
        while at < end:
            found = stops.search(text, at, end)
            if found is None:
                return end
            at = found.start()
            char = text[at]
            if char == closes:
                depth -= 1
                at += 1
                if not depth:
                    return at
            elif char == opens:
                depth += 1
                at += 1
            elif char == "$" and at not in self.known:
                # Its own bracket is counted where it is the same; others cannot hold ours unquoted.
                at += 1
            elif char == '"':
                at = self._plain_string_end(at, end)
            elif char in "\\'`$":
                at = self.skip(at, end)
            else:
                at += 1
        return end

    def _plain_string_end(self, at: int, end: int) -> int:
        """Return the end of a string without following what it expands, known ones excepted."""
        text = self.text
        at += 1
        while at < end:
            found = _QUOTED_SPECIAL.search(text, at, end)
            if found is None:
                return end
            at = found.start()
            char = text[at]
            if char == '"':
                return at + 1
            known = self.known.get(at)
            if known is not None:
                at = min(known[0], end)
            else:
                at += 2 if char == "\\" else 1
        return end

    def _literal(
        self, text: str, start: int, end: int, parts: list[WordPart], *, quoted: bool
    ) -> None:
        parts.append(WordPart(_LITERAL, text, self.place(start, end), quoted=quoted))

    def _unquoted(self, start: int, end: int, parts: list[WordPart], *, is_value: bool) -> None:
        text = self.text
        at = literal = start
        while True:
            found = _SPECIAL.search(text, at, end)
            here = found.start() if found else end
            kind: PartKind | None = None
            stop = here + 1
            char = text[here] if here < end else ""
            if char in "*?" and char:
                while stop < end and text[stop] == char == "*":
                    stop += 1
                kind = PartKind.GLOB
            elif char == "[":
                brackets = _BRACKETS.match(text, here, end)
                if brackets is not None:
                    stop = brackets.end()
                    kind = PartKind.GLOB
            elif char == "~":
                if here == start or (is_value and text[here - 1] == ":"):
                    tilde = _TILDE.match(text, here, end)
                    assert tilde is not None
                    stop = tilde.end()
                    if stop == end or text[stop] in "/:":
                        kind = PartKind.TILDE
            elif char == "{":
                stop, is_expansion = self._brace(here, end)
                if is_expansion and not is_value:
                    kind = PartKind.BRACE
                else:
                    stop = here + 1
            elif char in "<>" and char and text[here + 1 : here + 2] != "(":
                pass
            elif char:
                # A quote, an escape, an expansion: what stood before it is literal.
                if here > literal:
                    self._literal(text[literal:here], literal, here, parts, quoted=False)
                at = literal = self._quoted_or_expanded(here, end, parts)
                continue
            if kind is not None or here >= end:
                if here > literal:
                    self._literal(text[literal:here], literal, here, parts, quoted=False)
                literal = stop
            if here >= end:
                return
            if kind is not None:
                parts.append(WordPart(kind, text[here:stop], self.place(here, stop)))
                if kind is PartKind.BRACE:
                    self._substitutions(here + 1, stop)
            at = stop

    def _brace(self, at: int, end: int) -> tuple[int, bool]:
        """Return the end of what the brace at ``at`` opens and whether it is an expansion."""
        text = self.text
        plain = _BRACE_PLAIN.match(text, at, end)
        stop = plain.end() if plain is not None else self._closing(at + 1, end, "{", "}")
        within = text[at + 1 : stop - 1]
        return stop, text[stop - 1] == "}" and stop > at + 1 and ("," in within or ".." in within)

    def _quoted_or_expanded(self, at: int, end: int, parts: list[WordPart]) -> int:
        text = self.text
        char = text[at]
        if char == "\\":
            if at + 1 >= end:
                self._literal("\\", at, end, parts, quoted=False)
            elif text[at + 1] != "\n":
                self._literal(text[at + 1], at, at + 2, parts, quoted=True)
            return min(at + 2, end)
        if char == "'":
            stop = self._find("'", at + 1, end)
            close = stop - (text[stop - 1] == "'" and stop > at + 1)
            self._literal(text[at + 1 : close], at + 1, close, parts, quoted=True)
            return stop
        if char == '"':
            return self._string(at, end, parts)
        if char == "$":
            if text.startswith('"', at + 1) and at + 1 < end:  # $"…": to be translated
                return self._string(at + 1, end, parts)
            if text.startswith("'", at + 1) and at + 1 < end:
                stop = self._ansi_end(at, end)
                close = max(stop - 1, at + 2) if text[stop - 1] == "'" else stop
                body = text[at + 2 : close]
                if "\\" in body:
                    self._literal(_ansi(body), at, stop, parts, quoted=True)
                else:
                    self._literal(body, at + 2, close, parts, quoted=True)
                return stop
        return self._expansion(at, end, parts, quoted=False)

    def _string(self, start: int, end: int, parts: list[WordPart]) -> int:
        """Read the string whose quote is at ``start``."""
        text = self.text
        at = literal = start + 1
        count = len(parts)
        while True:
            found = _QUOTED_SPECIAL.search(text, at, end)
            here = found.start() if found else end
            char = text[here] if here < end else '"'
            if char == "\\":
                following = text[here + 1 : here + 2]
                if here + 1 >= end or following not in '$`"\\\n':
                    at = here + 1
                    continue
            elif char == "$" and text[here + 1 : here + 2] in {"'", '"', ""}:
                at = here + 1
                continue
            if here > literal:
                self._literal(text[literal:here], literal, here, parts, quoted=True)
            if char == '"':
                if len(parts) == count:
                    self._literal("", here, here, parts, quoted=True)
                return min(here + 1, end)
            if char == "\\":
                if text[here + 1] != "\n":
                    self._literal(text[here + 1], here, here + 2, parts, quoted=True)
                at = literal = here + 2
            else:
                at = literal = self._expansion(here, end, parts, quoted=True)

    def _expansion(self, at: int, end: int, parts: list[WordPart], *, quoted: bool) -> int:
        """Read what ``$``, a backquote, ``<(`` or ``>(`` begins."""
        text = self.text
        known = self.known.get(at)
        if known is not None:
            stop = min(known[0], end)
            remembered = known[1]
            kind = PartKind.ARITHMETIC if remembered is None else PartKind.COMMAND
            part = WordPart(kind, text[at:stop], self.place(at, stop), quoted=quoted)
            parts.append(part)
            if remembered is None:
                self._substitutions(at + 1, stop)
            else:
                self.found.append((part, at, stop, remembered))
            return stop
        if text[at] == "$":
            name = _NAME.match(text, at, end)
            if name is not None:
                stop = name.end()
                part = WordPart(
                    PartKind.VARIABLE,
                    text[at:stop],
                    self.place(at, stop),
                    quoted=quoted,
                    name=name[1] or name[2],
                )
                parts.append(part)
                return stop
            following = text[at + 1 : at + 2] if at + 1 < end else ""
            if following == "{":
                return self._braced(at, end, parts, quoted=quoted)
            if following != "(":
                self._literal("$", at, at + 1, parts, quoted=quoted)
                return at + 1
        # The grammar failed here: where the substitution ends is counted.
        stop = self.skip(at, end)
        is_arithmetic = text.startswith("$((", at)
        kind = PartKind.ARITHMETIC if is_arithmetic else PartKind.COMMAND
        part = WordPart(kind, text[at:stop], self.place(at, stop), quoted=quoted)
        parts.append(part)
        if not is_arithmetic:
            self.found.append((part, at, stop, None))
        return stop

    def _braced(self, at: int, end: int, parts: list[WordPart], *, quoted: bool) -> int:
        text = self.text
        stop = self._closing(at + 2, end, "{", "}")
        close = stop - 1 if text[stop - 1] == "}" and stop > at + 2 else stop
        found = _BRACED.match(text, at, close)
        name = operator = operand = ""
        if found is not None:
            name = found[2]
            operator = found[3] or found[1]
            operand = text[found.end() : close]
        parts.append(
            WordPart(
                PartKind.VARIABLE,
                text[at:stop],
                self.place(at, stop),
                quoted=quoted,
                name=name,
                operator=operator,
                operand=operand,
            )
        )
        self._substitutions(at + 2, stop)
        return stop

    def _substitutions(self, start: int, end: int) -> None:
        """Note the substitutions within an operand, arithmetic or a brace expansion."""
        text = self.text
        if "(" not in text[start:end] and "`" not in text[start:end]:
            return
        at = start
        while at < end:
            found = _GAP.search(text, at, end)
            if found is None:
                return
            at = found.start()
            known = self.known.get(at)
            if known is not None and known[1] is not None:
                self.found.append((None, at, known[0], known[1]))
                at = known[0]
            elif text[at] == "\\":
                at += 2
            elif text[at] == "'" and text.find("'", at + 1, end) >= 0:
                at = text.find("'", at + 1, end) + 1
            else:
                at += 1

    def array(self, start: int, end: int) -> ShellWord:
        """Read the ``(…)`` that an assignment assigns: one part, as written."""
        raw = self.text[start:end]
        span = self.place(start, end)
        self._substitutions(start, end)
        return ShellWord(raw, span, (WordPart(PartKind.BRACE, raw, span),), None)


def _ansi(text: str) -> str:
    """Return what stands between ``$'`` and ``'``, escapes resolved."""
    return _ANSI.sub(_resolve, text)


def _resolve(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2] or found[3]
    if hexadecimal:
        code = int(hexadecimal, 16)
        return chr(code) if code < 0x110000 else found[0]
    if found[4]:
        return chr(int(found[4], 8) & 0xFF)
    if found[5]:
        return chr(ord(found[5].upper()) & 0x1F)
    letter: str = found[6]
    return _ANSI_LETTERS.get(letter, letter if letter in "\\'\"?" else "\\" + letter)
