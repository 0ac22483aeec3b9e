r"""Docker's word expansion: quotes, escapes, ``$NAME`` and ``${NAME…}``.

Derived from BuildKit's shell lexer (``frontend/dockerfile/shell/lex.go`` at 73ed682), its habits
that differ from a POSIX shell included.  Three of them surprise:

- A positional or special parameter (``$1``, ``$@``, ``$$``) is a name like any other, which no
  build ever sets.
- Every error that is found at the very end of the text becomes ``missing '}'`` on its way out of
  an open ``${``.
- Where ``expand_words`` meets a ``${NAME:-operand}``, the part of the current word before it is
  lost: BuildKit collects the operand in the buffer that holds the word.  (Older releases, Docker
  Engine 26.1.5's among them, have a buffer for each and keep it.)

Nothing here raises, whatever the text: a refusal is the ``error`` of the result.
"""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "Expansion",
    "Reference",
    "expand",
    "expand_words",
    "pattern_regex",
    "references",
    "reverse_pattern",
]

_BYTE_ORDER_MARK = "\ufeff"
_REPLACEMENT = "\ufffd"

_SPECIAL_PARAMETERS = frozenset("@*#?-$!0")
_OPERATORS = frozenset("+-?#%")
_UNCLOSED = "unexpected end of statement while looking for matching "

# Go's unicode.IsSpace; str.isspace also takes the separators U+001C to U+001F.
_SPACES = re.compile(r"[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_HEREDOC_BLANKS = re.compile(r"[\t\r ]*")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

# BuildKit has no such limit.  No Dockerfile comes near it, and without it the depth of the text
# would be the depth of Python's stack.
_DEEPEST = 64

_GO_ESCAPES = {
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
    "\\": r"\\",
    '"': r"\"",
}


class Reference(NamedTuple):
    """One ``$NAME`` or ``${NAME…}`` in a text.

    Attributes:
        name: what is referred to; empty in ``${+word}``, which BuildKit accepts.
        start: the offset of the ``$``.
        end: the offset after the name, or after the closing brace.
        operator: ``""`` for a plain reference, else one of ``- + ? :- :+ :? # ## % %% / //``, or
            another pair such as ``:=``, which BuildKit refuses when it expands the text.
    """

    name: str
    start: int
    end: int
    operator: str


class Expansion(NamedTuple):
    """A text with its references replaced.

    Attributes:
        value: the result; empty where BuildKit refuses the text.
        matched: the names looked up that had a value, in order of first use.
        unmatched: the names looked up that had none, in order of first use.
        error: BuildKit's words where it refuses the text.
    """

    value: str
    matched: tuple[str, ...]
    unmatched: tuple[str, ...]
    error: str | None


def expand(
    text: str,
    lookup: Callable[[str], str | None],
    *,
    escape: str = "\\",
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
    skip_quotes: bool = False,
) -> Expansion:
    """Replace the references in ``text`` and take its quotes and escapes off.

    Args:
        text: what Docker would expand: a word or several.
        lookup: gives the value of a name, None where it is not set.
        escape: the file's escape character.
        raw_quotes: leave the quotes in the value.
        raw_escapes: leave the escape characters in the value.
        skip_unset: leave a reference to a name that is not set as it is.
        skip_quotes: take quotes for ordinary characters, as in a heredoc's body.

    Returns:
        The value, or an error in BuildKit's words.  The names looked up before an error are kept.
    """
    if "$" not in text:
        return _without_references(text, escape, raw_quotes, raw_escapes, skip_quotes)
    return _expand(_Lexer(text, lookup, escape, raw_quotes, raw_escapes, skip_unset, skip_quotes))


def _unset(_name: str) -> None:
    return None


@lru_cache(maxsize=4096)
def _without_references(
    text: str, escape: str, raw_quotes: bool, raw_escapes: bool, skip_quotes: bool
) -> Expansion:
    """Expand a text that names no variables: files have many of them in common."""
    if escape not in text and "'" not in text and '"' not in text:
        return Expansion(_as_scanned(text), (), (), None)
    skip_unset = False
    return _expand(_Lexer(text, _unset, escape, raw_quotes, raw_escapes, skip_unset, skip_quotes))


def _expand(lexer: _Lexer) -> Expansion:
    text = lexer.given
    value, error = "", None
    try:
        value = "".join([piece for piece, _ in lexer.pieces("")])
    except (_RefusedError, _TooDeepError) as refusal:
        error = _failure(text, str(refusal))
    except RecursionError:
        error = _failure(text, _TooDeepError.message)
    matched = tuple([name for name, is_set in lexer.seen.items() if is_set])
    unmatched = tuple([name for name, is_set in lexer.seen.items() if not is_set])
    return Expansion(value, matched, unmatched, error)


def expand_words(
    text: str,
    lookup: Callable[[str], str | None],
    *,
    escape: str = "\\",
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
    skip_quotes: bool = False,
) -> tuple[tuple[str, ...], str | None]:
    """Expand ``text`` and split the result at blanks that are neither quoted nor escaped.

    The blanks of an unquoted reference's value split too.  An empty word, even a quoted one, is
    no word.  The arguments are those of ``expand``.

    Returns:
        The words and None, or no words and an error in BuildKit's words.
    """
    lexer = _Lexer(text, lookup, escape, raw_quotes, raw_escapes, skip_unset, skip_quotes)
    words: list[str] = []
    word = lexer.word
    try:
        for piece, is_split in lexer.pieces(""):
            if not is_split:
                word.append(piece)
                continue
            first, *others = _SPACES.split(piece)
            word.append(first)
            for other in others:
                _end_word(word, words)
                word.append(other)
    except (_RefusedError, _TooDeepError) as refusal:
        return (), _failure(text, str(refusal))
    except RecursionError:
        return (), _failure(text, _TooDeepError.message)
    _end_word(word, words)
    return tuple(words), None


def _end_word(word: list[str], words: list[str]) -> None:
    joined = "".join(word)
    word.clear()
    if joined:
        words.append(joined)


@lru_cache(maxsize=4096)
def references(
    text: str, *, escape: str = "\\", skip_quotes: bool = False
) -> tuple[Reference, ...]:
    """Return the variable references in ``text``, in order of their starts, without evaluating.

    References within another's operand are listed too.  Single quotes hide what they enclose, an
    escape what follows it.  In malformed text the references that are whole are listed, the
    others are left out.
    """
    if "$" not in text:
        return ()
    found: list[Reference] = []
    contexts: list[_Context] = []
    at = 0
    while at < len(text):
        stop = contexts[-1].stop if contexts else ""
        plain = _plain_run(escape, stop).match(text, at)
        if plain is not None:
            at = plain.end()
            continue
        char = text[at]
        if char == stop:
            at += 1
            context = contexts.pop()
            if stop == "/":
                contexts.append(context._replace(stop="}"))
            elif stop == "}":
                found.append(Reference(context.name, context.start, at, context.operator))
        elif char == "$":
            at = _enter_reference(text, at, found, contexts)
        elif char == "'" and stop != '"' and not skip_quotes:
            close = text.find("'", at + 1)
            if close < 0:
                break
            at = close + 1
        elif char == '"' and not skip_quotes:
            contexts.append(_Context('"', at, "", ""))
            at += 1
        elif char == escape and (stop != '"' or text[at + 1 : at + 2] in ('"', "$", escape)):
            at += 2
        else:
            at += 1
    found.sort(key=_start_of)
    return tuple(found)


def pattern_regex(
    pattern: str, *, greedy: bool, anchored: bool
) -> tuple[str, None] | tuple[None, str]:
    """Return the regular expression that BuildKit makes of a wildcard pattern.

    ``?`` is one character and ``*`` any run of them, newlines excepted.  A backslash takes the
    meaning off ``*``, ``?`` and itself, and is dropped before ``}`` and ``/``.

    Args:
        pattern: the operand of ``#``, ``%`` or ``/``.
        greedy: let ``*`` take as much as it can, not as little.
        anchored: match at the start only.

    Returns:
        The expression and None, or None and an error in BuildKit's words.
    """
    star = ".*" if greedy else ".*?"
    parts = ["^"] if anchored else []
    chars = iter(pattern.removeprefix(_BYTE_ORDER_MARK))
    for char in chars:
        if char == "*":
            parts.append(star)
        elif char == "?":
            parts.append(".")
        elif char == "\\":
            escaped = next(chars, _REPLACEMENT)
            if escaped in "*?\\":
                parts.append("\\" + escaped)
            elif escaped == "}":
                parts.append("\\}")
            elif escaped == "/":
                parts.append("/")
            else:
                return None, f"invalid escape '\\{escaped}'"
        elif char in "[]{}.+()|^$":
            parts.append("\\" + char)
        else:
            parts.append(char)
    return "".join(parts), None


def reverse_pattern(pattern: str) -> str:
    r"""Return a pattern that matches the reverse of what ``pattern`` does: ``a\*c`` is ``c\*a``.

    A backslash at the end stays one; the pattern is an operand, which cannot end in one.
    """
    return "".join(reversed(re.findall(r"\\.|.", pattern, re.DOTALL)))


class _RefusedError(Exception):
    """BuildKit's refusal of the text; an open ``${`` may put another in its place."""


class _TooDeepError(Exception):
    """References nested deeper than this lexer follows them."""

    message = f"references are nested more than {_DEEPEST} levels deep"

    def __init__(self) -> None:
        super().__init__(self.message)


class _Context(NamedTuple):
    """What ``references`` is inside of: double quotes, or the operand of a reference."""

    stop: str
    start: int
    name: str
    operator: str


class _Lexer:
    """One expansion: the text, the place reached in it, and the names seen.

    ``word`` is the word that ``expand_words`` collects.  An operand clears it, as in BuildKit.
    """

    __slots__ = (
        "at",
        "depth",
        "escape",
        "given",
        "lookup",
        "raw_escapes",
        "raw_quotes",
        "seen",
        "skip_quotes",
        "skip_unset",
        "text",
        "word",
    )

    def __init__(
        self,
        text: str,
        lookup: Callable[[str], str | None],
        escape: str,
        raw_quotes: bool,
        raw_escapes: bool,
        skip_unset: bool,
        skip_quotes: bool,
    ) -> None:
        self.given = text
        self.text = _as_scanned(text)
        self.lookup = lookup
        self.escape = escape
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        self.skip_unset = skip_unset
        self.skip_quotes = skip_quotes
        self.at = 0
        self.depth = 0
        self.seen: dict[str, bool] = {}
        self.word: list[str] = []

    def pieces(self, stop: str) -> Iterator[tuple[str, bool]]:
        """Yield what the text expands to up to ``stop``, and whether blanks in it split words.

        ``stop`` is one character, or empty for all of the text.
        """
        text = self.text
        plain_run = _plain_run(self.escape, stop)
        while self.at < len(text):
            plain = plain_run.match(text, self.at)
            if plain is not None:
                self.at = plain.end()
                yield plain.group(), True
                continue
            char = text[self.at]
            if char == stop:
                self.at += 1
                return
            if char == "$":
                yield self.dollar(), True
            elif char == "<":
                yield self.possible_heredoc(), False
            elif char == "'" and not self.skip_quotes:
                yield self.single_quoted(), False
            elif char == '"' and not self.skip_quotes:
                yield self.double_quoted(), False
            elif char == self.escape:
                escaped = text[self.at + 1 : self.at + 2]
                self.at += 2
                yield (char + escaped if self.raw_escapes else escaped), False
            else:
                self.at += 1
                yield char, True
        if stop:
            raise _RefusedError(_UNCLOSED + stop)

    def operand(self, stop: str, *, raw_escapes: bool) -> str:
        """Return the expanded operand that ends at ``stop``, and pass the stop."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeepError
        before, self.raw_escapes = self.raw_escapes, raw_escapes
        self.word.clear()
        parts = [piece for piece, _ in self.pieces(stop)]
        self.raw_escapes = before
        self.depth -= 1
        return "".join(parts)

    def possible_heredoc(self) -> str:
        """Pass ``<``, or ``<<`` and the blanks after it, which then do not split."""
        start = self.at
        if self.text.startswith("<<", start):
            blanks = _HEREDOC_BLANKS.match(self.text, start + 2)
            self.at = blanks.end() if blanks is not None else start + 2
        else:
            self.at = start + 1
        return self.text[start : self.at]

    def single_quoted(self) -> str:
        start = self.at + 1
        close = self.text.find("'", start)
        if close < 0:
            self.at = len(self.text)
            raise _RefusedError(
                "unexpected end of statement while looking for matching single-quote"
            )
        self.at = close + 1
        return self.text[start - 1 : close + 1] if self.raw_quotes else self.text[start:close]

    def double_quoted(self) -> str:
        text, escape = self.text, self.escape
        quote = '"' if self.raw_quotes else ""
        parts = [quote]
        plain_run = _plain_run(escape, '"')
        self.at += 1
        while self.at < len(text):
            plain = plain_run.match(text, self.at)
            if plain is not None:
                self.at = plain.end()
                parts.append(plain.group())
                continue
            char = text[self.at]
            if char == "$":
                parts.append(self.dollar())
                continue
            self.at += 1
            if char == '"':
                parts.append(quote)
                return "".join(parts)
            if char == escape:
                if self.raw_escapes:
                    parts.append(char)
                # Where nothing is escaped, a raw escape is written twice, as BuildKit does.
                following = text[self.at : self.at + 1]
                if following in ('"', "$", escape):
                    char = following
                    self.at += 1
            parts.append(char)
        raise _RefusedError(_UNCLOSED + "double-quote")

    def dollar(self) -> str:
        """Return what a reference stands for; the lexer is at its ``$``."""
        text = self.text
        start = self.at + 1
        if not text.startswith("{", start):
            self.at = _name_end(text, start)
            name = text[start : self.at]
            value = self.value_of(name) if name else "$"
            return self.value_or_as_written(value, f"${name}")

        start += 1
        self.at = start
        if start == len(text):
            raise _RefusedError("syntax error: missing '}'")
        if text[start] in "{}:":
            raise _RefusedError("syntax error: bad substitution")
        self.at = _name_end(text, start)
        name = text[start : self.at]
        operator = self.next_char()
        if operator == "}":
            return self.value_or_as_written(self.value_of(name), f"${{{name}}}")
        if operator == "/":
            return self.substituted(name)
        written = operator
        if operator == ":":
            operator = self.next_char()
            written += operator
            if operator in ("#", "%"):
                raise _RefusedError(f"unsupported modifier ({written}) in substitution")
        elif operator not in _OPERATORS:
            raise _RefusedError(f"unsupported modifier ({written}) in substitution")
        return self.modified(name, operator, written)

    def modified(self, name: str, operator: str, written: str) -> str:
        """Return what ``${name written operand}`` stands for; the lexer is at the operand."""
        operand = self.operand_or_missing(
            "}", "syntax error: missing '}'", raw_escapes=operator in ("#", "%")
        )
        value = self.value_of(name)
        if value is None and self.skip_unset:
            return f"${{{name}{written}{operand}}}"
        has_value = value is not None and (value != "" or len(written) == 1)
        if operator == "-":
            return value if value is not None and has_value else operand
        if operator == "+":
            return operand if has_value else ""
        if operator == "?":
            if value is not None and has_value:
                return value
            missing = "unset" if value is None else "empty"
            raise _RefusedError(f"{name}: {operand or f'is not allowed to be {missing}'}")
        if operator in ("#", "%"):
            greedy = operand.startswith(operator)
            pattern = operand[1:] if greedy else operand
            trim = _trim_prefix if operator == "#" else _trim_suffix
            return trim(pattern, value or "", greedy=greedy)
        raise _RefusedError(f"unsupported modifier ({written}) in substitution")

    def substituted(self, name: str) -> str:
        """Return what ``${name/pattern/replacement}`` stands for; the first ``/`` is passed."""
        replace_all = self.text.startswith("/", self.at)
        if replace_all:
            self.at += 1
        pattern = self.operand_or_missing("/", "syntax error: missing '/' in ${}", raw_escapes=True)
        replacement = self.operand_or_missing("}", "syntax error: missing '}'", raw_escapes=True)
        value = self.value_of(name)
        if value is None and self.skip_unset:
            # One slash even where the text has two, as in BuildKit.
            return f"${{{name}/{pattern}/{replacement}}}"
        return _substitute(pattern, replacement, value or "", replace_all=replace_all)

    def operand_or_missing(self, stop: str, message: str, *, raw_escapes: bool) -> str:
        """Return the operand; an error found at the end of the text becomes ``message``."""
        try:
            return self.operand(stop, raw_escapes=raw_escapes)
        except _RefusedError:
            if self.at >= len(self.text):
                raise _RefusedError(message) from None
            raise

    def next_char(self) -> str:
        """Return and pass a character; past the end it is U+FFFD, as Go writes a rune of -1."""
        char = self.text[self.at : self.at + 1]
        self.at += len(char)
        return char or _REPLACEMENT

    def value_of(self, name: str) -> str | None:
        value = self.lookup(name)
        self.seen[name] = value is not None
        return value

    def value_or_as_written(self, value: str | None, written: str) -> str:
        if value is not None:
            return value
        return written if self.skip_unset else ""


@lru_cache(maxsize=16)
def _plain_run(escape: str, stop: str) -> re.Pattern[str]:
    """Return what matches a run of characters that mean nothing to the lexer."""
    special = "$<'\"" + escape + stop
    return re.compile(f"[^{re.escape(special)}]+")


def _start_of(reference: Reference) -> int:
    return reference.start


def _enter_reference(text: str, at: int, found: list[Reference], contexts: list[_Context]) -> int:
    """Read a reference's head at ``at`` and return the offset after it.

    A reference without an operand is added to ``found``; one with an operand opens a context.
    """
    start = at + 1
    if not text.startswith("{", start):
        end = _name_end(text, start)
        if end > start:
            found.append(Reference(text[start:end], at, end, ""))
        return end
    start += 1
    if text[start : start + 1] in ("", "{", "}", ":"):
        return start
    end = _name_end(text, start)
    name = text[start:end]
    operator = text[end : end + 1]
    end += 1
    following = text[end : end + 1]
    if operator == "}":
        found.append(Reference(name, at, end, ""))
    elif operator == "/":
        if following == "/":
            end += 1
            operator = "//"
        contexts.append(_Context("/", at, name, operator))
    elif operator == ":":
        end += 1
        if following not in ("", "#", "%"):
            contexts.append(_Context("}", at, name, operator + following))
    elif operator in _OPERATORS:
        if operator == following and operator in "#%":
            end += 1
            operator += following
        contexts.append(_Context("}", at, name, operator))
    return end


def _name_end(text: str, at: int) -> int:
    """Return where the name that begins at ``at`` ends; ``at`` itself where there is none."""
    char = text[at : at + 1]
    end = at
    if char.isdecimal():
        while text[end : end + 1].isdecimal():
            end += 1
        return end
    if char in _SPECIAL_PARAMETERS:
        return at + 1
    while char.isalpha() or char == "_" or char.isdecimal():
        end += 1
        char = text[end : end + 1]
    return end


def _as_scanned(text: str) -> str:
    """Return the text as Go's scanner reads it.

    A byte-order mark at the start is dropped, and bytes that are not UTF-8 are U+FFFD each.
    """
    if text.isascii():
        return text
    return _LONE_SURROGATE.sub(_REPLACEMENT, text.removeprefix(_BYTE_ORDER_MARK))


def _failure(text: str, reason: str) -> str:
    return f"failed to process {_quoted(text)}: {reason}"


def _quoted(text: str) -> str:
    """Return the text as Go's ``%q`` writes it."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join([_quoted_char(char) for char in text]) + '"'


def _quoted_char(char: str) -> str:
    escaped = _GO_ESCAPES.get(char)
    if escaped is not None:
        return escaped
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if char.isprintable():
        return char
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _compiled(pattern: str, *, greedy: bool, anchored: bool) -> re.Pattern[str]:
    """Compile a wildcard pattern so that it matches what Go's does, in time that stays tame.

    Go matches in linear time; here ``*a*b*c`` would backtrack through every combination of its
    stars.  Only the last star needs a choice: a piece of pattern between two stars is best placed
    at its first occurrence, because what follows can then reach all that it could reach from a
    later one.  ("Between" may hold a newline; then only one place is within the star's reach.)
    So every star but the last is put in an atomic group with the piece after it.  In the
    expression a literal dot or star is escaped: an unescaped ``.*`` is a star of the pattern.
    """
    regex, error = pattern_regex(pattern, greedy=greedy, anchored=anchored)
    if regex is None:
        raise _RefusedError(f"invalid pattern ({pattern}) in substitution: {error}")
    star = ".*" if greedy else ".*?"
    first, *others = regex.split(star)
    if others:
        last = others.pop()
        settled = "".join([f"(?>.*?{other})" for other in others])
        regex = f"{first}{settled}{star}{last}"
    return re.compile(regex)


def _trim_prefix(pattern: str, value: str, *, greedy: bool) -> str:
    match = _compiled(pattern, greedy=greedy, anchored=True).search(value)
    return value if match is None else value[match.end() :]


def _trim_suffix(pattern: str, value: str, *, greedy: bool) -> str:
    # The shortest match at the end is the shortest one at the start of the reverse.
    return _trim_prefix(reverse_pattern(pattern), value[::-1], greedy=greedy)[::-1]


def _substitute(pattern: str, replacement: str, value: str, *, replace_all: bool) -> str:
    """Replace the leftmost match, or all of them, in ``value``."""
    expression = _compiled(pattern, greedy=True, anchored=False)
    if not replace_all:
        match = expression.search(value)
        if match is None:
            return value
        return value[: match.start()] + replacement + value[match.end() :]
    # Not Pattern.sub, which also replaces an empty match right after another match.
    parts: list[str] = []
    copied = at = 0
    while at <= len(value):
        match = expression.search(value, at)
        if match is None:
            break
        start, end = match.span()
        parts.append(value[copied:start])
        if end > copied or start == 0:
            parts.append(_from_template(replacement, match.group()))
        copied = end
        at = end if end > at else at + 1
    parts.append(value[copied:])
    return "".join(parts)


def _from_template(template: str, match: str) -> str:
    """Return a replacement as Go's ``ReplaceAllString`` reads it.

    ``$0`` and ``${0}`` are the match, ``$$`` is a dollar sign, any other name is a group that the
    expression does not have, and so is nothing.
    """
    before, dollar, rest = template.partition("$")
    parts = [before]
    while dollar:
        if rest.startswith("$"):
            parts.append("$")
            rest = rest[1:]
        else:
            start = end = 1 if rest.startswith("{") else 0
            while (
                rest[end : end + 1].isalpha()
                or rest[end : end + 1].isdecimal()
                or (rest.startswith("_", end))
            ):
                end += 1
            if end == start or (start and not rest.startswith("}", end)):
                parts.append("$")
            else:
                if rest[start:end] == "0":
                    parts.append(match)
                rest = rest[end + start :]
        before, dollar, rest = rest.partition("$")
        parts.append(before)
    return "".join(parts)
