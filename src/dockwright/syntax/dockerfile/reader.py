"""Reads a Dockerfile as Docker's official parser does, and keeps the place of everything.

The rules are those of BuildKit's ``frontend/dockerfile/parser`` (Apache-2.0), re-derived: which
lines are joined, where comments and blank lines may stand, how flags, words, pairs, JSON arrays
and heredocs are told apart, and what is refused.  Where Docker stops at the first problem, this
reader notes it and goes on.
"""

from __future__ import annotations

from dockwright.syntax.dockerfile.blanks import (
    ASCII_BLANK,
    SPACE,
    json_strings,
    replace_invalid,
)
from dockwright.syntax.dockerfile.nodes import (
    Comment,
    Directive,
    DockerfileTree,
    Flag,
    Form,
    Heredoc,
    InstructionNode,
    Pair,
    Problem,
    ProblemKind,
    Word,
)
from dockwright.text import OriginMap, Source, Span
from dockwright.text import regex as re
from dockwright.text.light import cache

__all__ = ["announced_heredocs", "heredoc_of_word", "pairs_of", "parse", "split_words"]

_BYTE_ORDER_MARK = "\ufeff"
_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z")
_DIRECTIVES = frozenset({"syntax", "escape", "check"})
_ESCAPES = frozenset("\\`")
_HEREDOC = re.compile(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)\Z")
_MAX_LINE = 65_536
"""Bytes: Go's ``bufio.MaxScanTokenSize``, the longest line that Docker reads."""

_MAX_NESTED = 100
"""Instructions that are read in each other: Docker refuses an ONBUILD within an ONBUILD."""

_FORMS = {
    "ADD": Form.LIST,
    "ARG": Form.PAIRS,
    "CMD": Form.SHELL,
    "COPY": Form.LIST,
    "ENTRYPOINT": Form.SHELL,
    "ENV": Form.PAIRS,
    "EXPOSE": Form.LIST,
    "FROM": Form.LIST,
    "HEALTHCHECK": Form.SHELL,
    "LABEL": Form.PAIRS,
    "MAINTAINER": Form.SHELL,
    "ONBUILD": Form.NESTED,
    "RUN": Form.SHELL,
    "SHELL": Form.SHELL,
    "STOPSIGNAL": Form.SHELL,
    "USER": Form.SHELL,
    "VOLUME": Form.LIST,
    "WORKDIR": Form.SHELL,
}
_TAKES_JSON = frozenset(
    {"ADD", "CMD", "COPY", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL", "VOLUME"}
)
_TAKES_HEREDOC = frozenset({"ADD", "COPY", "RUN"})


def parse(source: Source) -> DockerfileTree:
    """Read a Dockerfile; whatever the text, it gives a tree and never raises."""
    return _Reader(source).read()


class _Reader:
    """One pass over the lines of a source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.tree = DockerfileTree(source)
        self.at = 0
        """Where the next line begins."""
        self.line = 0
        """The number of the line read last."""
        self.escape = "\\"
        self.takes_directives = True
        self.directives: list[Directive] = []
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []
        self.continuations: list[Span] = []
        self.instructions: list[InstructionNode] = []

    def problem(self, span: Span, message: str, kind: ProblemKind = ProblemKind.PARSE) -> None:
        self.problems.append(Problem(span, message, kind))

    def next_line(self) -> tuple[int, int] | None:
        """Return the next line's offsets, its line ending among them."""
        start = self.at
        if start >= len(self.text):
            return None
        end = self.text.find("\n", start) + 1 or len(self.text)
        if end - start >= _MAX_LINE // 4:
            self.check_length(start, end)
        self.at = end
        self.line += 1
        return start, end

    def check_length(self, start: int, end: int) -> None:
        size = len(self.text[start:end].encode("utf-8", "surrogateescape"))
        has_ending = self.text[end - 1] == "\n"
        if size > _MAX_LINE or (size == _MAX_LINE and not has_ending):
            self.problem(
                Span(start, end),
                f"dockerfile line greater than max allowed size of {_MAX_LINE - 1}",
            )

    def read(self) -> DockerfileTree:
        text = self.text
        tree = self.tree
        before: list[str] = []
        while (bounds := self.next_line()) is not None:
            start, end = bounds
            if start == 0 and text.startswith(_BYTE_ORDER_MARK):
                start = 1
            raw = text[start:end]
            content = raw.rstrip("\r\n")
            stripped = content.lstrip(SPACE)
            begin = start + len(content) - len(stripped)
            if stripped.startswith("#"):
                # Docker cuts the first character of the line, even where that is a blank.
                words = raw[1:].strip(SPACE)
                if self.takes_directives and self.read_directive(stripped, begin):
                    continue
                if words:
                    before.append(words)
                else:
                    before = []
                self.add_comment(stripped, begin)
                continue
            self.takes_directives = False
            if not stripped:
                continue
            self.read_instruction(stripped, begin, before)
            before = []
        if not self.instructions:
            self.problem(Span(0, len(text)), "file with no instructions")
        for span in self.source.invalid_bytes():
            self.problem(span, "bytes that are not UTF-8", ProblemKind.ENCODING)
        tree.escape = self.escape
        tree.directives = tuple(self.directives)
        tree.comments = tuple(self.comments)
        tree.continuations = tuple(self.continuations)
        tree.instructions = tuple(self.instructions)
        from dockwright.syntax.dockerfile.validate import validate

        self.problems.extend(validate(tree))
        self.problems.sort(key=lambda problem: problem.span)
        tree.problems = tuple(self.problems)
        return tree

    def add_comment(self, stripped: str, begin: int) -> None:
        span = Span(begin, begin + len(stripped))
        self.comments.append(Comment(span, stripped[1:].strip(SPACE), self.line))

    def read_directive(self, stripped: str, begin: int) -> bool:
        """Take a comment line as a parser directive, if it is one."""
        body = stripped[1:].lstrip(SPACE)
        found = _DIRECTIVE.match(body)
        name = found.group(1).lower() if found else ""
        if found is None or name not in _DIRECTIVES:
            self.takes_directives = False
            return False
        span = Span(begin, begin + len(stripped))
        offset = begin + len(stripped) - len(body)
        value = found.group(2)
        value_span = Span(offset + found.start(2), offset + found.end(2))
        if any(directive.name == name for directive in self.directives):
            self.problem(span, f"only one {name} parser directive can be used")
        elif name == "escape" and value not in _ESCAPES:
            self.problem(value_span, f"invalid escape token '{value}' does not match ` or \\")
        elif name == "escape":
            self.escape = value
        self.directives.append(Directive(name, value, span, value_span, self.line))
        return True

    def read_instruction(self, stripped: str, begin: int, before: list[str]) -> None:
        """Join the lines of one instruction and read it, with its heredocs."""
        first = self.line
        escape = self.escape
        empty: list[Span] = []
        end = begin + len(stripped)
        stop = _continuation(stripped, escape)
        if stop < 0:
            line = stripped
            origin = OriginMap.identity(begin, len(line))
        else:
            pieces = [stripped[:stop]]
            starts = [0]
            origins = [begin]
            length = stop
            self.continuations.append(Span(begin + stop, end))
            while (bounds := self.next_line()) is not None:
                start, after = bounds
                content = self.text[start:after].rstrip("\r\n")
                bare = content.lstrip(SPACE)
                if bare.startswith("#"):
                    self.add_comment(bare, start + len(content) - len(bare))
                    continue
                if not bare:
                    empty.append(Span(start, after))
                    continue
                end = start + len(content)
                stop = _continuation(content, escape)
                piece = content if stop < 0 else content[:stop]
                if piece:
                    if length == 0:
                        starts, origins = [0], [start]
                    else:
                        starts.append(length)
                        origins.append(start)
                    pieces.append(piece)
                    length += len(piece)
                if stop < 0:
                    break
                self.continuations.append(Span(start + stop, end))
            line = "".join(pieces)
            origin = OriginMap(starts, origins, length)
        node = _read_line(line, origin, 0, escape, self.problems)
        node.comments = tuple(before)
        node.empty_continuations = tuple(empty)
        node.start_line = first
        node.span = Span(begin, end)
        if "<<" in line:
            end = self.read_heredocs(node, end)
            node.span = Span(begin, end)
        node.end_line = self.line
        child = node.child
        while child is not None:
            child.start_line = first
            child.end_line = self.line
            child.span = Span(child.keyword_span.start, end)
            child = child.child
        self.instructions.append(node)

    def read_heredocs(self, node: InstructionNode, end: int) -> int:
        """Read the bodies that the instruction's line announces; return where it now ends."""
        holder = node
        if node.keyword == "ONBUILD" and node.child is not None:
            holder = node.child
        if holder.keyword not in _TAKES_HEREDOC or holder.form is Form.JSON or node.has_error:
            return end
        heredocs: list[Heredoc] = []
        announced = announced_heredocs(node.line)
        if isinstance(announced, str):
            self.problem(node.span, announced)
            node.has_error = True
            return end
        for name, expand, chomp, descriptor, start, stop in announced:
            body_start = self.at
            body_end = body_start
            terminator: Span | None = None
            while (bounds := self.next_line()) is not None:
                content = self.text[bounds[0] : bounds[1]].rstrip("\r\n")
                bare = content.lstrip("\t") if chomp else content
                if bare == name:
                    end = bounds[0] + len(content)
                    terminator = Span(end - len(bare), end)
                    break
                body_end = bounds[1]
            span = node.origin.span(start, stop)
            if terminator is None:
                self.problem(span, "unterminated heredoc")
                node.has_error = True
                end = body_end
                terminator = Span(body_end, body_end)
            body = Span(body_start, body_end)
            content = self.text[body_start:body_end]
            heredocs.append(
                Heredoc(name, content, expand, chomp, descriptor, span, body, terminator)
            )
            if node.has_error:
                break
        holder.heredocs = node.heredocs = tuple(heredocs)
        return end


def _continuation(line: str, escape: str) -> int:
    """Return where the escape stands that joins the next line to this one, -1 where none does."""
    if escape not in line:
        return -1
    at = len(line.rstrip(" \t")) - 1
    if at < 0 or line[at] != escape or (at > 0 and line[at - 1] == escape):
        return -1
    return at


def announced_heredocs(line: str) -> list[tuple[str, bool, bool, int, int, int]] | str:
    """Return the heredocs that a line announces, or Docker's message where it refuses them.

    Each is (name, expand, chomp, descriptor, start, end); the offsets are those of the word.
    """
    from dockwright.syntax.dockerfile.words import expand_words

    words, _ = expand_words(
        line, _nothing, escape="\\", raw_quotes=True, raw_escapes=True, skip_unset=True
    )
    found: list[tuple[str, bool, bool, int, int, int]] = []
    at = 0
    for word in words:
        start = line.find(word, at)
        if start >= 0:
            at = start + len(word)
        if "<<" not in word:
            continue
        heredoc = heredoc_of_word(word)
        if isinstance(heredoc, str):
            return heredoc
        if heredoc is not None:
            # A word that expansion changed stands nowhere as such: its marker does.
            if start < 0:
                start = max(line.find("<<", at), 0)
            found.append((*heredoc, start, min(start + len(word), len(line))))
    return found


def _nothing(_name: str) -> str | None:
    return None


def heredoc_of_word(word: str) -> tuple[str, bool, bool, int] | str | None:
    """Read a word such as ``3<<-"EOF"``.

    Returns:
        (name, expand, chomp, descriptor); None where the word is no heredoc; Docker's message
        where it refuses the word.
    """
    from dockwright.syntax.dockerfile.words import expand_words

    match = _HEREDOC.match(word)
    if match is None or not match.group(3):
        return None
    rest = match.group(3)
    words, error = expand_words(rest, _nothing, escape="\\", skip_unset=True)
    if error is not None:
        return error
    if len(words) != 1:
        return None
    raw, error = expand_words(rest, _nothing, escape="\\", raw_quotes=True, skip_unset=True)
    if error is not None:
        return error
    if len(raw) != 1:
        return f"internal lexing of heredoc produced inconsistent results: {rest}"
    quotes = words[0].count("'") + words[0].count('"')
    raw_quotes = raw[0].count("'") + raw[0].count('"')
    digits = match.group(1)
    # Go's ParseUint gives its greatest value where the number does not fit.
    descriptor = min(int(digits[:25]), 2**64 - 1) if digits else 0
    return words[0], quotes == raw_quotes, bool(match.group(2)), descriptor


def _read_line(
    line: str, origin: OriginMap, offset: int, escape: str, problems: list[Problem]
) -> InstructionNode:
    """Read a logical line from ``offset`` on, and what ONBUILD nests in it."""
    top: InstructionNode | None = None
    parent: InstructionNode | None = None
    for _ in range(_MAX_NESTED):
        node = _read_one(line, origin, offset, escape, problems)
        if parent is None:
            top = node
        else:
            parent.child = node
            parent.has_error = parent.has_error or node.has_error
        if node.keyword != "ONBUILD" or not node.text:
            break
        parent = node
        offset = node.text_start
    if top is None:  # pragma: no cover - the loop runs at least once
        raise AssertionError
    return top


def _read_one(
    line: str, origin: OriginMap, offset: int, escape: str, problems: list[Problem]
) -> InstructionNode:
    end = len(line.rstrip(SPACE))
    start = min(len(line) - len(line[offset:].lstrip(SPACE)), len(line)) if offset < end else end
    blank = ASCII_BLANK.search(line, start, end)
    stop = end if blank is None else blank.start()
    span = origin.span(start, max(end, start))
    node = InstructionNode(line[start:stop], origin.span(start, stop), span, line, origin)
    if blank is not None:
        flags, after = _read_flags(line, blank.end(), end, escape, origin)
        node.flags = flags
        text = line[after:end]
        node.text = text.strip(SPACE)
        node.text_start = after + len(text) - len(text.lstrip(SPACE)) if node.text else end
    else:
        node.text_start = end
    if not node.raw_keyword.isascii():
        # Docker looks keywords up in lower case: the Kelvin sign is a k, the long s is no s.
        lowered = node.raw_keyword.lower()
        node.keyword = lowered.upper() if lowered.isascii() else node.raw_keyword
    form = _FORMS.get(node.keyword)
    if form is None:
        node.form = Form.UNKNOWN
        return node
    message = _read_arguments(node, form, escape)
    if message is not None:
        node.has_error = True
        problems.append(
            Problem(node.text_span if node.text else node.keyword_span, message, ProblemKind.PARSE)
        )
    return node


def _read_arguments(node: InstructionNode, form: Form, escape: str) -> str | None:
    """Fill in the arguments; return Docker's message where it refuses them."""
    text = node.text
    if not text:
        return None
    start = node.text_start
    keyword = node.keyword
    origin = node.origin
    if keyword == "HEALTHCHECK":
        stop, after = _health_type(text)
        if stop == 0:
            return None
        node.health_type = Word(text[:stop], start, start + stop, origin.span(start, start + stop))
        bare = text[after:].lstrip(SPACE)
        if bare.startswith("["):
            after = len(text) - len(bare)
        text = text[after:]
        start += after
        if not text:
            node.form = Form.SHELL
            return None
    if keyword in _TAKES_JSON and text.startswith("["):
        strings = json_strings(text)
        if isinstance(strings, str):
            return strings
        if strings is not None:
            node.form = Form.JSON
            node.words = tuple(
                Word(
                    value,
                    start + begin,
                    start + end,
                    origin.span(start + begin, start + end),
                    is_verbatim=value == text[begin:end],
                )
                for value, begin, end in strings
            )
            return None
    node.form = form
    if form is Form.SHELL:
        node.words = (Word(text, start, start + len(text), origin.span(start, start + len(text))),)
    elif form is Form.LIST:
        node.words = _divide(text, start, origin)
    elif form is Form.PAIRS:
        return _read_pairs(node, escape)
    return None


def _health_type(text: str) -> tuple[int, int]:
    """Return where HEALTHCHECK's first word ends and where the next begins.

    Docker looks at bytes here, so that the bytes 0x85 and 0xA0 within a character count as blank.
    """
    if text.isascii():
        found = re.match(r"[^\t\n\v\f\r ]*", text)
        stop = found.end() if found else 0
        return stop, len(text) - len(text[stop:].lstrip("\t\n\v\f\r "))
    data = text.encode("utf-8", "surrogateescape").decode("latin-1")
    blanks = "\t\n\v\f\r \x85\xa0"
    stop = next((at for at, char in enumerate(data) if char in blanks), len(data))
    after = stop
    while after < len(data) and data[after] in blanks:
        after += 1
    return _characters(data, stop), _characters(data, after)


def _characters(data: str, size: int) -> int:
    """Return how many characters the first ``size`` bytes of Latin-1 ``data`` make."""
    return len(data[:size].encode("latin-1").decode("utf-8", "surrogateescape"))


def _divide(text: str, start: int, origin: OriginMap) -> tuple[Word, ...]:
    """Divide at ASCII blanks."""
    words: list[Word] = []
    at = 0
    for blank in ASCII_BLANK.finditer(text):
        first, last = start + at, start + blank.start()
        words.append(Word(text[at : blank.start()], first, last, origin.span(first, last)))
        at = blank.end()
    first, last = start + at, start + len(text)
    words.append(Word(text[at:], first, last, origin.span(first, last)))
    return tuple(words)


@cache
def _word_pattern(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(
        rf"(?:[^{SPACE}'\"{mark}]+|{mark}(?!\Z).|'[^']*(?:'|\Z)"
        rf'|"[^"{mark}]*(?:{mark}(?!\Z).[^"{mark}]*)*(?:"|(?={mark}?\Z))|(?P<dangling>{mark}\Z))+',
        re.DOTALL,
    )


def split_words(text: str, escape: str = "\\") -> list[tuple[str, int, int]]:
    """Divide text into words as ENV, LABEL and ARG do; quotes and escapes are kept.

    Returns:
        (word, start, end) for each; an escape at the very end of the text is dropped.
    """
    words: list[tuple[str, int, int]] = []
    for found in _word_pattern(escape).finditer(text):
        start, end = found.span()
        dangling = found.start("dangling")
        if dangling >= 0:
            end = dangling
            if end == start:
                continue
        words.append((replace_invalid(text[start:end]), start, end))
    return words


def _read_pairs(node: InstructionNode, escape: str) -> str | None:
    pairs = pairs_of(node.text, node.text_start, node.keyword, escape, node.origin)
    if isinstance(pairs, str):
        return pairs
    node.pairs = pairs
    return None


def pairs_of(
    text: str, start: int, keyword: str, escape: str, origin: OriginMap
) -> tuple[Pair, ...] | str:
    """Read the pairs of ENV, LABEL or ARG; return Docker's message where it refuses them."""
    words = split_words(text, escape)
    if not words:
        return ()

    def word(value: str, begin: int, end: int) -> Word:
        begin += start
        end += start
        return Word(value, begin, end, origin.span(begin, end))

    if keyword != "ARG" and "=" not in words[0][0]:
        blank = ASCII_BLANK.search(text)
        if blank is None:
            return f"{keyword} must have two arguments"
        name = word(text[: blank.start()], 0, blank.start())
        value = word(text[blank.end() :], blank.end(), len(text))
        return (Pair(name, value, has_delimiter=False),)
    pairs: list[Pair] = []
    for raw, begin, end in words:
        left, equals, right = raw.partition("=")
        if equals:
            middle = begin + len(left)
            name = word(left, begin, middle)
            pairs.append(Pair(name, word(right, middle + 1, end), has_delimiter=True))
        elif keyword == "ARG":
            pairs.append(Pair(word(raw, begin, end), None, has_delimiter=False))
        else:
            shown = '"' + raw.replace("\\", "\\\\").replace('"', '\\"') + '"'
            return f"Syntax error - can't find = in {shown}. Must be of the form: name=value"
    return tuple(pairs)


def _read_flags(
    line: str, start: int, end: int, escape: str, origin: OriginMap
) -> tuple[tuple[Flag, ...], int]:
    """Read ``--flags`` from ``start``; return them and where the arguments begin."""
    if not line.startswith("--", start, end) and not line[start:end].lstrip(SPACE).startswith("--"):
        return (), start
    text = line[start:end]
    if text.isascii():
        found, after = _scan_flags(text, escape)
        return tuple(_flag(value, start + a, start + b, line, origin) for value, a, b in found), (
            start + after
        )
    # Docker looks at bytes here: each byte of a flag becomes a character of its own.
    data = text.encode("utf-8", "surrogateescape").decode("latin-1")
    found, after = _scan_flags(data, escape)
    return tuple(
        _flag(value, start + _characters(data, a), start + _characters(data, b), line, origin)
        for value, a, b in found
    ), start + _characters(data, after)


def _flag(value: str, start: int, end: int, line: str, origin: OriginMap) -> Flag:
    equals = line.find("=", start, end)
    value_start = equals + 1 if equals >= 0 else end
    return Flag(value, origin.span(start, end), origin.span(value_start, end))


def _scan_flags(text: str, escape: str) -> tuple[list[tuple[str, int, int]], int]:
    """Take the leading ``--`` words of ``text``, quotes and escapes off.

    Returns:
        (flag, start, end) for each, and the offset of what follows them.
    """
    flags: list[tuple[str, int, int]] = []
    size = len(text)
    at = 0
    while True:
        while at < size and text[at] in _BYTE_BLANKS:
            at += 1
        if at >= size:
            return flags, size
        if not text.startswith("--", at):
            return flags, at
        begin = at
        built: list[str] = []
        quote = ""
        was_quoted = False
        while at < size:
            char = text[at]
            if not quote:
                if char in _BYTE_BLANKS:
                    break
                if char in "'\"":
                    quote = char
                    was_quoted = True
                    at += 1
                    continue
            elif char == quote:
                quote = ""
                at += 1
                continue
            if char == escape:
                if at + 1 == size:
                    at += 1
                    continue
                at += 1
                char = text[at]
            built.append(char)
            at += 1
        word = "".join(built)
        if word == "--":
            return flags, at
        if word or was_quoted:
            flags.append((word, begin, at))


_BYTE_BLANKS = frozenset("\t\n\v\f\r \x85\xa0")
