"""Reads HCL's native syntax, as Bake files have it.

It never raises: what cannot be read is a ``Broken`` expression or is passed over to the next line,
and a ``Problem`` says why.  Nesting beyond ``_DEEPEST`` is not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dockwright.syntax.hcl.nodes import (
    Access,
    Attribute,
    Binary,
    Block,
    Body,
    Broken,
    Call,
    Comment,
    Conditional,
    Entry,
    Expression,
    For,
    HclFile,
    Index,
    Joined,
    ListOf,
    Literal,
    Name,
    ObjectOf,
    Problem,
    Splat,
    Template,
    Unary,
)
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.text import Source

__all__ = ["read_hcl", "read_template"]

_DEEPEST: Final = 60
_BLANK = re.compile(r"[ \t\r\ufeff]+")
_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_NUMBER = re.compile(r"\d+(\.\d+)?([eE][+-]?\d+)?")
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)[ \t]*\r?\n")
_PLAIN = re.compile(r'[^"\\$%\n]+')
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_OPENING = re.compile(r"[$%]\{")
_OPERATORS = re.compile(r"\|\||&&|==|!=|<=|>=|[<>+\-*/%]")
_BINDING: Final = {
    **dict.fromkeys(("||",), 1),
    **dict.fromkeys(("&&",), 2),
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}


class _Failure(Exception):  # noqa: N818 - never leaves this module
    """The expression at a place cannot be read."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


def read_hcl(source: Source) -> HclFile:
    """Read a file; what cannot be read is told in ``problems``."""
    reader = _Reader(source.text)
    body = reader.body(closed=False)
    invalid = [Problem(span, "this byte is not UTF-8") for span in source.invalid_bytes()[:1]]
    return HclFile(body, tuple(reader.comments), (*invalid, *reader.problems))


def read_template(text: str, start: int, end: int) -> Expression:
    """Read a range of a text as a template, in which backslashes have no meaning."""
    reader = _Reader(text, start, end)
    try:
        return reader.template(start, end)
    except _Failure as failure:
        return Broken(Span(start, end), failure.message)


class _Reader:
    """Reads one text from a place on."""

    def __init__(self, text: str, at: int = 0, end: int | None = None) -> None:
        self.text = text
        self.at = at
        self.end = len(text) if end is None else end
        self.depth = 0
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []

    # Blanks and signs

    def skip(self, *, lines: bool) -> None:
        """Pass over blanks and comments, and over line ends where they mean nothing."""
        text = self.text
        while self.at < self.end:
            blank = _BLANK.match(text, self.at, self.end)
            if blank:
                self.at = blank.end()
            elif text[self.at] == "\n" and lines:
                self.at += 1
            elif text[self.at] == "#" or text.startswith("//", self.at):
                end = text.find("\n", self.at, self.end)
                self.remark(self.end if end < 0 else end)
            elif text.startswith("/*", self.at):
                end = text.find("*/", self.at + 2, self.end)
                self.remark(self.end if end < 0 else end + 2)
            else:
                return

    def remark(self, end: int) -> None:
        written = self.text[self.at : end].rstrip("\r")
        bare = written.removesuffix("*/") if written.startswith("/*") else written
        # What is tried and then read again would be told twice.
        if not self.comments or self.comments[-1].span.start < self.at:
            span = Span(self.at, self.at + len(written))
            self.comments.append(Comment(span, bare.lstrip("#/*").strip()))
        self.at = end

    def has(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at, self.end)

    def take(self, sign: str) -> bool:
        if self.has(sign):
            self.at += len(sign)
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise _Failure(self.at, f"`{sign}` is missing")

    def identifier(self) -> str:
        found = _IDENTIFIER.match(self.text, self.at, self.end)
        if not found:
            raise _Failure(self.at, "a name is missing")
        self.at = found.end()
        return found[0]

    # Bodies

    def body(self, *, closed: bool) -> Body:
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        while True:
            self.skip(lines=True)
            if self.at >= self.end:
                if closed:
                    self.problems.append(Problem(Span(self.at, self.at), "a block is not closed"))
                break
            if closed and self.take("}"):
                break
            start, depth = self.at, self.depth
            try:
                self.statement(attributes, blocks)
            except _Failure as failure:
                self.depth = depth
                place = Span(failure.at, min(failure.at + 1, self.end))
                self.problems.append(Problem(place, failure.message))
                self.at = max(self.at, start + 1)
                self.next_line(closed=closed)
        return Body(tuple(attributes), tuple(blocks))

    def next_line(self, *, closed: bool) -> None:
        """Go to the end of the line, or to the brace that closes the body on it."""
        while self.at < self.end and self.text[self.at] != "\n":
            if closed and self.text[self.at] == "}":
                return
            self.at += 1

    def statement(self, attributes: list[Attribute], blocks: list[Block]) -> None:
        start = self.at
        if self.has('"'):
            raise _Failure(self.at, "a name is missing")
        name = self.identifier()
        name_span = Span(start, self.at)
        self.skip(lines=False)
        if self.has("=") and not self.has("=="):
            self.at += 1
            self.skip(lines=False)
            value = self.expression(lines=False)
            attributes.append(Attribute(Span(start, value.span.end), name, name_span, value))
            self.skip(lines=False)
            if self.at < self.end and self.text[self.at] not in "\n}":
                raise _Failure(self.at, "a line end is missing after the value")
            if any(each.name == name for each in attributes[:-1]):
                self.problems.append(Problem(name_span, f"`{name}` is set twice"))
            return
        labels: list[str] = []
        spans: list[Span] = []
        while not self.has("{"):
            begin = self.at
            labels.append(self.label())
            spans.append(Span(begin, self.at))
            self.skip(lines=False)
        self.at += 1
        opened = self.at
        self.depth += 1
        if self.depth > _DEEPEST:
            self.at = self.end
            raise _Failure(start, "blocks are nested too deeply")
        inner = self.body(closed=True)
        self.depth -= 1
        self.check_lines(opened, inner)
        blocks.append(Block(Span(start, self.at), name, tuple(labels), tuple(spans), inner))

    def check_lines(self, opened: int, inner: Body) -> None:
        """Tell of a block that has more than one argument on a line of its braces."""
        spans = [each.span for each in inner.attributes] + [each.span for each in inner.blocks]
        first = min(spans, default=None)
        if first is None or self.text[self.at - 1] != "}":
            return
        last = max(span.end for span in spans)
        if "\n" in self.text[opened : first.start]:
            if "\n" not in self.text[last : self.at]:
                place = Span(self.at - 1, self.at)
                self.problems.append(Problem(place, "a line end is missing before `}`"))
        elif "\n" in self.text[last : self.at] or len(inner.attributes) != 1 or inner.blocks:
            message = (
                "a block whose first argument is on the line of its `{` is closed on that line"
            )
            self.problems.append(Problem(first, message))

    def label(self) -> str:
        if not self.take('"'):
            return self.identifier()
        end = self.at
        while end < self.end and self.text[end] not in '"\n':
            end += 2 if self.text[end] == "\\" else 1
        if end >= self.end or self.text[end] != '"':
            raise _Failure(self.at, "a quote is not closed")
        label = self.text[self.at : end]
        self.at = end + 1
        return label

    # Expressions

    def expression(self, *, lines: bool) -> Expression:
        """Read an expression; ``lines`` tells that line ends mean nothing within it."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Failure(self.at, "expressions are nested too deeply")
        start = self.at
        found = self.operation(1, lines=lines)
        self.skip(lines=lines)
        if self.take("?"):
            self.skip(lines=True)
            then = self.expression(lines=lines)
            self.skip(lines=True)
            self.need(":")
            self.skip(lines=True)
            otherwise = self.expression(lines=lines)
            found = Conditional(Span(start, otherwise.span.end), found, then, otherwise)
        self.depth -= 1
        return found

    def operation(self, least: int, *, lines: bool) -> Expression:
        start = self.at
        left = self.operand(lines=lines)
        while True:
            before = self.at
            self.skip(lines=lines)
            sign = _OPERATORS.match(self.text, self.at, self.end)
            if not sign or _BINDING[sign[0]] < least or self.has("//"):
                self.at = before
                return left
            self.at = sign.end()
            self.skip(lines=True)
            right = self.operation(_BINDING[sign[0]] + 1, lines=lines)
            left = Binary(Span(start, right.span.end), sign[0], left, right)

    def operand(self, *, lines: bool) -> Expression:
        start = self.at
        for sign in "!-":
            if self.take(sign):
                self.depth += 1
                if self.depth > _DEEPEST:
                    raise _Failure(start, "expressions are nested too deeply")
                self.skip(lines=lines)
                of = self.operand(lines=lines)
                self.depth -= 1
                return Unary(Span(start, of.span.end), sign, of)
        found = self.term()
        while True:
            if self.has("...") or self.at >= self.end:
                return found
            if self.take(".*") or self.take("[*]"):
                found = Splat(Span(start, self.at), found, self.names())
            elif self.take("."):
                number = _NUMBER.match(self.text, self.at, self.end)
                if number:
                    digits = number[0].partition(".")[0]
                    key = Literal(Span(self.at, self.at + len(digits)), _number(digits))
                    self.at = key.span.end
                    found = Index(Span(start, self.at), found, key)
                else:
                    name = self.identifier()
                    found = Access(Span(start, self.at), found, name)
            elif self.take("["):
                self.skip(lines=True)
                inner = self.expression(lines=True)
                self.skip(lines=True)
                self.need("]")
                found = Index(Span(start, self.at), found, inner)
            else:
                return found

    def names(self) -> tuple[str, ...]:
        found: list[str] = []
        while self.has(".") and not self.has("..."):
            self.at += 1
            found.append(self.identifier())
        return tuple(found)

    def term(self) -> Expression:
        start = self.at
        if self.at >= self.end or self.text[self.at] == "\n":
            raise _Failure(self.at, "a value is missing")
        sign = self.text[self.at]
        if sign == '"':
            return self.quoted()
        if sign == "<":
            return self.heredoc()
        if sign == "[":
            return self.list_of()
        if sign == "{":
            return self.object_of()
        if self.take("("):
            self.skip(lines=True)
            inner = self.expression(lines=True)
            self.skip(lines=True)
            self.need(")")
            return inner
        number = _NUMBER.match(self.text, self.at, self.end)
        if number:
            self.at = number.end()
            return Literal(Span(start, self.at), _number(number[0]))
        name = self.identifier()
        span = Span(start, self.at)
        while self.take("::"):
            name += "::" + self.identifier()
        if self.take("("):
            return self.call(start, name, span)
        if name in _WORDS:
            return Literal(span, _WORDS[name])
        return Name(span, name)

    def call(self, start: int, name: str, name_span: Span) -> Expression:
        arguments: list[Expression] = []
        spreads = False
        self.skip(lines=True)
        while not self.take(")"):
            arguments.append(self.expression(lines=True))
            self.skip(lines=True)
            spreads = self.take("...")
            self.skip(lines=True)
            if not self.take(",") and not self.has(")"):
                raise _Failure(self.at, "`)` is missing")
            self.skip(lines=True)
        return Call(Span(start, self.at), name, name_span, tuple(arguments), spreads)

    def is_for(self) -> bool:
        """Tell whether ``for`` follows, and take it."""
        word = _IDENTIFIER.match(self.text, self.at, self.end)
        if word is None or word[0] != "for":
            return False
        after = self.text[word.end() : word.end() + 1]
        if after not in {" ", "\t", "\n", "\r"}:
            return False
        before = self.at
        self.at = word.end()
        self.skip(lines=True)
        if self.has("=") or self.has(":"):
            self.at = before
            return False
        return True

    def list_of(self) -> Expression:
        start = self.at
        self.at += 1
        self.skip(lines=True)
        if self.is_for():
            return self.comprehension(start, "]")
        items: list[Expression] = []
        while not self.take("]"):
            items.append(self.expression(lines=True))
            self.skip(lines=True)
            if not self.take(",") and not self.has("]"):
                raise _Failure(self.at, "`]` is missing")
            self.skip(lines=True)
        return ListOf(Span(start, self.at), tuple(items))

    def object_of(self) -> Expression:
        start = self.at
        self.at += 1
        self.skip(lines=True)
        if self.is_for():
            return self.comprehension(start, "}")
        entries: list[Entry] = []
        while not self.take("}"):
            begin = self.at
            key = self.key()
            self.skip(lines=False)
            if not self.take("=") and not self.take(":"):
                raise _Failure(self.at, "`=` is missing")
            self.skip(lines=True)
            value = self.expression(lines=False)
            entries.append(Entry(Span(begin, value.span.end), key, value))
            self.skip(lines=False)
            if not self.take(",") and not self.take("\n") and not self.has("}"):
                raise _Failure(self.at, "`}` is missing")
            self.skip(lines=True)
        return ObjectOf(Span(start, self.at), tuple(entries))

    def key(self) -> Expression:
        """Read the key of an object's entry: a bare word is a text."""
        word = _IDENTIFIER.match(self.text, self.at, self.end)
        if word:
            before = self.at
            self.at = word.end()
            self.skip(lines=False)
            if self.has("=") or self.has(":"):
                return Literal(Span(word.start(), word.end()), word[0])
            self.at = before
        return self.expression(lines=False)

    def loop_names(self) -> tuple[str, ...]:
        """Read the variables of a ``for``, and ``in``."""
        names = [self.identifier()]
        self.skip(lines=True)
        if self.take(","):
            self.skip(lines=True)
            names.append(self.identifier())
            self.skip(lines=True)
        if self.identifier() != "in":
            raise _Failure(self.at, "`in` is missing")
        self.skip(lines=True)
        return tuple(names)

    def comprehension(self, start: int, closing: str) -> Expression:
        names = self.loop_names()
        of = self.expression(lines=True)
        self.skip(lines=True)
        self.need(":")
        self.skip(lines=True)
        value = self.expression(lines=True)
        self.skip(lines=True)
        key: Expression | None = None
        if closing == "}":
            self.need("=>")
            self.skip(lines=True)
            key, value = value, self.expression(lines=True)
            self.skip(lines=True)
        groups = self.take("...")
        self.skip(lines=True)
        condition: Expression | None = None
        if not self.has(closing):
            if self.identifier() != "if":
                raise _Failure(self.at, f"`{closing}` is missing")
            self.skip(lines=True)
            condition = self.expression(lines=True)
            self.skip(lines=True)
        self.need(closing)
        return For(Span(start, self.at), names, of, key, value, condition, groups)

    # Texts

    def quoted(self) -> Expression:
        start = self.at
        self.at += 1
        pieces: list[_Piece] = []
        letters: list[str] = []
        begin = self.at

        def close() -> None:
            if letters:
                pieces.append(_Piece(Span(begin, self.at), "text", "".join(letters)))
                letters.clear()

        while True:
            if self.at >= self.end or self.text[self.at] == "\n":
                raise _Failure(start, "a quote is not closed")
            plain = _PLAIN.match(self.text, self.at, self.end)
            if plain:
                letters.append(plain[0])
                self.at = plain.end()
            elif self.has('"'):
                close()
                self.at += 1
                break
            elif self.has("$${") or self.has("%%{"):
                letters.append(self.text[self.at + 1 : self.at + 3])
                self.at += 3
            elif self.has("${") or self.has("%{"):
                close()
                pieces.append(self.insertion())
                begin = self.at
            elif self.take("\\"):
                letters.append(self.escape(start))
            else:
                letters.append(self.text[self.at])
                self.at += 1
        return _assembled(Span(start, self.at), pieces)

    def escape(self, start: int) -> str:
        sign = self.text[self.at : self.at + 1]
        if sign in {"u", "U"}:
            digits = self.text[self.at + 1 : self.at + (5 if sign == "u" else 9)]
            self.at += 1 + len(digits)
            try:
                return chr(int(digits, 16))
            except (ValueError, OverflowError):
                raise _Failure(start, "an escape in a text names no character") from None
        if sign not in _ESCAPES:
            raise _Failure(start, f"a text has the unknown escape `\\{sign}`")
        self.at += 1
        return _ESCAPES[sign]

    def insertion(self) -> _Piece:
        """Read ``${…}`` or a directive, ``%{…}``."""
        start = self.at
        is_directive = self.has("%{")
        self.at += 2
        trims_before = self.take("~")
        self.skip(lines=True)
        word = "value"
        names: tuple[str, ...] = ()
        of: Expression | None = None
        if is_directive:
            place = self.at
            word = self.identifier()
            self.skip(lines=True)
            if word == "for":
                names = self.loop_names()
            elif word not in {"if", "else", "endif", "endfor"}:
                raise _Failure(place, f"`{word}` is no directive of a template")
        if word in {"value", "if", "for"}:
            of = self.expression(lines=True)
            self.skip(lines=True)
        trims_after = self.take("~")
        self.need("}")
        return _Piece(Span(start, self.at), word, "", of, names, trims_before, trims_after)

    def template(self, start: int, end: int, *, is_flush: bool = False) -> Expression:
        """Read a range in which backslashes have no meaning; ``is_flush`` takes off its margin."""
        pieces: list[_Piece] = []
        outer, self.end = self.end, end
        self.at = begin = start
        letters: list[str] = []

        def close() -> None:
            # A sign that trims reaches to the end of the line, as HCL takes a text line by line.
            span = Span(begin, self.at)
            pieces.extend(_Piece(span, "text", line) for line in _LINE.findall("".join(letters)))
            letters.clear()

        while self.at < end:
            sign = _OPENING.search(self.text, self.at, end)
            found = sign.start() if sign else end
            letters.append(self.text[self.at : found])
            self.at = found
            if found == end:
                break
            if found > begin and self.text[found - 1] == self.text[found]:
                letters.append(self.text[found + 1])
                self.at = found + 2
                continue
            close()
            pieces.append(self.insertion())
            begin = self.at
        close()
        self.end = outer
        return _assembled(Span(start, end), pieces, is_flush=is_flush)

    def heredoc(self) -> Expression:
        start = self.at
        opening = _HEREDOC.match(self.text, self.at, self.end)
        if not opening:
            raise _Failure(start, "a value is missing")
        closing = re.compile(rf"^[ \t]*{re.escape(opening[2])}[ \t]*\r?$", re.MULTILINE)
        end = closing.search(self.text, opening.end(), self.end)
        if not end:
            self.at = self.end  # whatever follows may be meant as its text
            raise _Failure(start, f"the text that ends with `{opening[2]}` is not closed")
        found = self.template(opening.end(), end.start(), is_flush=bool(opening[1]))
        self.at = end.end()
        return found._replace(span=Span(start, self.at))


class _Piece(NamedTuple):
    """A text of a template (``word`` is ``text``), a value or a directive.

    Attributes:
        span: where it stands.
        word: ``text``, ``value``, or the directive's name.
        text: the text.
        of: the value, the condition, or what is gone through.
        names: the variables of a ``for``.
        trims_before: whether it takes the blanks before it away.
        trims_after: whether it takes those behind it away.
    """

    span: Span
    word: str
    text: str = ""
    of: Expression | None = None
    names: tuple[str, ...] = ()
    trims_before: bool = False
    trims_after: bool = False


def _number(text: str) -> int | float:
    if len(text) > 300:
        return 0
    return int(text) if text.isdigit() else float(text)


def _assembled(span: Span, pieces: list[_Piece], *, is_flush: bool = False) -> Expression:
    """Return what the pieces of a template are together.

    Raises:
        _Failure: its directives are not balanced.
    """
    trimmed = list(pieces)
    for number, piece in enumerate(pieces):
        if piece.trims_before and number and trimmed[number - 1].word == "text":
            before = trimmed[number - 1]
            trimmed[number - 1] = before._replace(text=before.text.rstrip())
        if piece.trims_after and number + 1 < len(pieces) and pieces[number + 1].word == "text":
            after = trimmed[number + 1]
            trimmed[number + 1] = after._replace(text=after.text.lstrip())
    if is_flush:
        trimmed = _without_margin(trimmed)
    parts = _nested(trimmed)
    if not parts:
        return Literal(span, "")
    if len(parts) == 1 and isinstance(parts[0], Literal) and isinstance(parts[0].value, str):
        return Literal(span, parts[0].value)
    return Template(span, tuple(parts))


class _Open(NamedTuple):
    """A directive whose end is awaited, what came before it, and what it holds so far."""

    piece: _Piece
    before: list[Expression]
    then: list[Expression] | None = None


def _nested(pieces: list[_Piece]) -> list[Expression]:
    """Return the parts of a template, a directive with all that it holds as one."""
    parts: list[Expression] = []
    waiting: list[_Open] = []
    for piece in pieces:
        if piece.word == "text":
            last = parts[-1] if parts else None
            if isinstance(last, Literal) and isinstance(last.value, str):
                whole = Span(last.span.start, piece.span.end)
                parts[-1] = Literal(whole, last.value + piece.text)
            elif piece.text:
                parts.append(Literal(piece.span, piece.text))
        elif piece.word == "value":
            assert piece.of is not None
            # A literal must not melt into the text before it: it may be alone, and a number.
            parts.append(
                Template(piece.span, (piece.of,)) if isinstance(piece.of, Literal) else piece.of
            )
        elif piece.word in {"if", "for"}:
            if len(waiting) >= _DEEPEST:
                raise _Failure(piece.span.start, "directives are nested too deeply")
            waiting.append(_Open(piece, parts))
            parts = []
        else:
            opened = waiting.pop() if waiting else None
            wanted = "for" if piece.word == "endfor" else "if"
            if opened is None or opened.piece.word != wanted:
                raise _Failure(piece.span.start, f"`%{{ {piece.word} }}` closes nothing")
            if piece.word == "else":
                if opened.then is not None:
                    raise _Failure(piece.span.start, "`%{ else }` is there twice")
                waiting.append(opened._replace(then=parts))
                parts = []
                continue
            whole = Span(opened.piece.span.start, piece.span.end)
            parts = [*opened.before, _directive(opened, parts, whole)]
    if waiting:
        opened = waiting[-1]
        name = opened.piece.word
        raise _Failure(opened.piece.span.start, f"`%{{ {name} … }}` lacks its `%{{ end{name} }}`")
    return parts


def _directive(opened: _Open, parts: list[Expression], span: Span) -> Expression:
    of = opened.piece.of
    assert of is not None
    # The empty text makes it a text, whatever the type of what it holds.
    held = Template(span, (Literal(span, ""), *parts))
    if opened.piece.word == "for":
        return Joined(span, For(span, opened.piece.names, of, None, held, None, groups=False))
    if opened.then is None:
        return Conditional(span, of, held, Literal(span, ""))
    then = Template(span, (Literal(span, ""), *opened.then))
    return Conditional(span, of, then, held)


def _without_margin(pieces: list[_Piece]) -> list[_Piece]:
    """Take off the blanks that all lines of an indented text begin with."""
    margins: list[int] = []
    adjusted: list[int] = []
    begins = True
    for number, piece in enumerate(pieces):
        bare = piece.text.lstrip()
        if begins:
            begins = False
            if piece.word != "text":
                margins.append(0)
            elif bare or not piece.text.endswith("\n"):
                margins.append(len(piece.text) - len(bare))
                adjusted.append(number)
        if piece.word == "text" and piece.text.endswith("\n"):
            begins = True
    margin = min(margins, default=0)
    found = list(pieces)
    for number in adjusted:
        found[number] = found[number]._replace(text=found[number].text[margin:])
    return found
