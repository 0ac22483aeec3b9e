r"""Go's two pattern languages that decide over paths: ``filepath.Match`` and a part of ``regexp``.

COPY's wildcards are ``filepath.Match``.  Ignore patterns are turned into ``regexp`` by a writer
that leaves several of its operators alone (github.com/moby/patternmatcher), so that ``a|b*`` is an
alternation and ``\d`` a digit; to give the same answers they are read here with Go's grammar,
not with Python's.

Texts are decoded with ``surrogateescape``: a byte that is not UTF-8 is one character, as in Go.
"""

from __future__ import annotations

from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BadPatternError", "compile_glob", "compile_regexp", "has_wildcard"]

_MAX_REPEAT = 1000
_BACKTRACKING_LIMIT = 3  # unbounded repeats that Python's backtracking may hold
_ANY_DIRECTORIES = "(.*/)?"
_PERL_CLASSES = {
    "d": r"0-9",
    "s": r"\t\n\f\r ",
    "w": r"0-9A-Za-z_",
    "D": r"\x00-/:-\U0010ffff",
    "S": r"\x00-\x08\x0b\x0e-\x1f!-\U0010ffff",
    "W": r"\x00-/:-@\[-\^`{-\U0010ffff",
}
_POSIX_CLASSES = {
    "alnum": r"0-9A-Za-z",
    "alpha": r"A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": r"0-9",
    "graph": r"!-~",
    "lower": r"a-z",
    "print": r" -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t-\r ",
    "upper": r"A-Z",
    "word": r"0-9A-Za-z_",
    "^alnum": r"\x00-/:-@\[-`{-\U0010ffff",
    "^alpha": r"\x00-@\[-`{-\U0010ffff",
    "^ascii": r"\x80-\U0010ffff",
    "^blank": r"\x00-\x08\n-\x1f!-\U0010ffff",
    "^cntrl": r" -~\x80-\U0010ffff",
    "^digit": r"\x00-/:-\U0010ffff",
    "^graph": r"\x00- \x7f-\U0010ffff",
    "^lower": r"\x00-`{-\U0010ffff",
    "^print": r"\x00-\x1f\x7f-\U0010ffff",
    "^punct": r"\x00- 0-9A-Za-z\x7f-\U0010ffff",
    "^space": r"\x00-\x08\x0e-\x1f!-\U0010ffff",
    "^upper": r"\x00-@\[-\U0010ffff",
    "^word": r"\x00-/:-@\[-\^`{-\U0010ffff",
}
_CONTROL_ESCAPES = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_OCTAL = "01234567"


class BadPatternError(ValueError):
    """The pattern is malformed; the message says how.  Callers turn it into a value."""


def has_wildcard(text: str) -> bool:
    """Tell whether a COPY source holds a wildcard; a backslash takes the next one's meaning."""
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char in "*?[":
            return True
        at += 1
    return False


def compile_glob(pattern: str) -> Callable[[str], bool]:
    r"""Return the test for ``filepath.Match``: ``*`` and ``?`` stop at ``/``, ``[a-c]``, ``\``.

    The test takes a whole path, and ``*`` also matches names that begin with a dot.

    Raises:
        BadPatternError: the pattern is malformed.
    """
    atoms: list[_Atom] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            if not (atoms and atoms[-1].kind == "star"):
                atoms.append(_Atom("[^/]", "star"))
        elif char == "?":
            atoms.append(_Atom("[^/]"))
        elif char == "[":
            text, at = _glob_class(pattern, at)
            atoms.append(_Atom(text))
        else:
            if char == "\\":
                if at == len(pattern):
                    raise BadPatternError("it ends in a backslash")
                char = pattern[at]
                at += 1
            atoms.append(_Atom(re.escape(char)))
    return _compile(atoms)


def _glob_class(pattern: str, at: int) -> tuple[str, int]:
    negated = pattern.startswith("^", at)
    at += negated
    ranges: list[str] = []
    empty = True
    while empty or not pattern.startswith("]", at):
        empty = False
        low, at = _glob_class_char(pattern, at)
        high = low
        if pattern.startswith("-", at):
            high, at = _glob_class_char(pattern, at + 1)
        if low <= high:  # Go lets a range that runs backwards match nothing
            ranges.append(f"{re.escape(low)}-{re.escape(high)}")
    if not ranges:
        return (r"[\s\S]" if negated else r"(?!)"), at + 1
    return f"[{'^' if negated else ''}{''.join(ranges)}]", at + 1


def _glob_class_char(pattern: str, at: int) -> tuple[str, int]:
    if at < len(pattern) and pattern[at] in "-]":
        raise BadPatternError(f"its character class holds a bare {pattern[at]!r}")
    if pattern.startswith("\\", at):
        at += 1
    if at >= len(pattern) - 1:
        raise BadPatternError("its character class is not closed")
    if "\udc80" <= pattern[at] <= "\udcff":
        raise BadPatternError("its character class holds a byte that is not UTF-8")
    return pattern[at], at + 1


class _Atom:
    """One part of a pattern in Python's grammar.

    ``kind``: ``one`` character or anchor; ``star``, any number of the characters of ``text``;
    ``directories``, nothing or anything up to a ``/``; ``other``, what only ``re`` can run.
    ``repeated`` tells that it ends in a repeat operator, which takes no second one.
    """

    __slots__ = ("kind", "repeated", "text")

    def __init__(self, text: str, kind: str = "one", *, repeated: bool = False) -> None:
        self.text = text
        self.kind = kind
        self.repeated = repeated or kind != "one"

    @property
    def source(self) -> str:
        if self.kind == "star":
            return f"{self.text}*"
        return r"(?:.*/)?" if self.kind == "directories" else self.text


def compile_regexp(pattern: str) -> Callable[[str], bool]:
    r"""Return the test for an expression ``^…$`` that the ignore pattern's writer wrote.

    The whole grammar of what that writer can emit is read, but for Unicode classes (``\pL``), which
    are called malformed.

    Raises:
        BadPatternError: Go would refuse the expression.
    """
    test = _read_regexp(pattern)

    def decoding(path: str) -> bool:
        return test(path if path.isascii() else "".join(map(_decode, path)))

    return decoding


def _read_regexp(pattern: str) -> Callable[[str], bool]:
    branches: list[list[_Atom]] = [[]]
    at = 0
    end = len(pattern)
    while at < end:
        atoms = branches[-1]
        char = pattern[at]
        if pattern.startswith(_ANY_DIRECTORIES, at):
            # Twice in a row means the same as once.
            if not (atoms and atoms[-1].kind == "directories"):
                atoms.append(_Atom("", "directories"))
            at += len(_ANY_DIRECTORIES)
        elif char == "[":
            text, at = _class(pattern, at)
            atoms.append(_Atom(text))
        elif char == "\\":
            at = _escape(pattern, at, atoms)
        elif char == "|":
            branches.append([])
            at += 1
        elif char == "*":
            _star(atoms)
            at += 1
        elif char == "{":
            at = _braces(pattern, at, atoms)
        else:
            if char in "^$":
                atoms.append(_anchor(r"\A" if char == "^" else r"\Z"))
            else:
                atoms.append(_Atom(char if char == "." else re.escape(_decode(char))))
            at += 1
    if len(branches) == 1:
        atoms = branches[0]
        if atoms[0].text == r"\A" and atoms[-1].text == r"\Z":
            return _compile(atoms[1:-1])
    # Several branches: the anchors stand where they were written.
    return _search("|".join("".join(atom.source for atom in branch) for branch in branches))


def _decode(char: str) -> str:
    """Return what Go's reader makes of a byte that is not UTF-8."""
    return "\ufffd" if "\udc80" <= char <= "\udcff" else char


def _anchor(text: str) -> _Atom:
    atom = _Atom(text, "other")
    atom.repeated = False
    return atom


def _star(atoms: list[_Atom]) -> None:
    if not atoms:
        raise BadPatternError("it repeats nothing")
    if atoms[-1].repeated:
        raise BadPatternError("it repeats a repeat")
    atom = atoms.pop()
    if atom.text.startswith("[") or atom.text == ".":
        if atoms and atoms[-1].kind == "star" and atoms[-1].text == atom.text:
            return
        atoms.append(_Atom(atom.text, "star"))
    else:
        atoms.append(_Atom(f"(?:{atom.text})*", "other"))


def _braces(pattern: str, at: int, atoms: list[_Atom]) -> int:
    found = re.compile(r"\{(0|[1-9][0-9]*)(,?)(0|[1-9][0-9]*)?\}").match(pattern, at)
    if found is None or (found[3] and not found[2]):
        atoms.append(_Atom(r"\{"))
        return at + 1
    least = int(found[1][:5])
    most = int(found[3][:5]) if found[3] else least
    if least > most or max(least, most) > _MAX_REPEAT:
        raise BadPatternError(f"it repeats {found[0]}, and Go repeats {_MAX_REPEAT} times at most")
    if not atoms:
        raise BadPatternError("it repeats nothing")
    if atoms[-1].repeated:
        raise BadPatternError("it repeats a repeat")
    atom = atoms.pop()
    atoms.append(_Atom(f"(?:{atom.text}){found[0]}", "other"))
    return found.end()


def _escape(pattern: str, at: int, atoms: list[_Atom]) -> int:
    kind = pattern[at + 1 : at + 2]
    anchors = {"A": r"\A", "z": r"\Z", "b": r"(?a:\b)", "B": r"(?!(?a:\b))"}
    if kind in anchors:
        atoms.append(_anchor(anchors[kind]))
        return at + 2
    if kind == "Q":
        literal, closed, _ = pattern[at + 2 :].partition("\\E")
        atoms.extend(_Atom(re.escape(_decode(char))) for char in literal)
        return at + 2 + len(literal) + len(closed)
    if kind and kind in _PERL_CLASSES:
        atoms.append(_Atom(f"[{_PERL_CLASSES[kind]}]"))
        return at + 2
    char, at = _escaped_char(pattern, at)
    atoms.append(_Atom(re.escape(char)))
    return at


def _escaped_char(pattern: str, at: int) -> tuple[str, int]:
    """Return the character that the escape at ``at`` stands for, and the place after it."""
    char = pattern[at + 1 : at + 2]
    if not char:
        raise BadPatternError("it ends in a backslash")
    after = at + 2
    if char in _OCTAL and (char == "0" or pattern[after : after + 1] in tuple(_OCTAL)):
        digits = re.compile("[0-7]{1,3}").match(pattern, at + 1)
        assert digits is not None
        return chr(int(digits[0], 8)), digits.end()
    if char == "x":
        digits = re.compile(r"([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\}").match(pattern, after)
        code = int(digits[1] or digits[2], 16) if digits else -1
        if digits and 0 <= code <= 0x10FFFF:
            return chr(code), digits.end()
    elif char in _CONTROL_ESCAPES:
        return _CONTROL_ESCAPES[char], after
    elif char.isascii() and not char.isalnum():
        return char, after
    raise BadPatternError(f"Go knows no escape \\{char}")


def _class(pattern: str, at: int) -> tuple[str, int]:
    """Return a character class in Python's grammar, and the place after it."""
    at += 1
    negated = pattern.startswith("^", at)
    at += negated
    parts: list[str] = []
    while not parts or not pattern.startswith("]", at):
        if pattern.startswith("[:", at):
            stop = pattern.find(":]", at + 2)
            if stop >= 0:
                name = pattern[at + 2 : stop]
                if name not in _POSIX_CLASSES:
                    raise BadPatternError(f"Go knows no character class [:{name}:]")
                parts.append(_POSIX_CLASSES[name])
                at = stop + 2
                continue
        if pattern.startswith("\\", at) and pattern[at + 1 : at + 2] in tuple(_PERL_CLASSES):
            parts.append(_PERL_CLASSES[pattern[at + 1]])
            at += 2
            continue
        low, at = _class_char(pattern, at)
        high = low
        if pattern.startswith("-", at) and at + 1 < len(pattern) and pattern[at + 1] != "]":
            high, at = _class_char(pattern, at + 1)
            if high < low:
                raise BadPatternError(f"its range {low}-{high} runs backwards")
        parts.append(f"{re.escape(low)}-{re.escape(high)}")
    return f"[{'^' if negated else ''}{''.join(parts)}]", at + 1


def _class_char(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern):
        raise BadPatternError("its character class is not closed")
    if pattern[at] == "\\":
        return _escaped_char(pattern, at)
    return _decode(pattern[at]), at + 1


def _compile(atoms: list[_Atom]) -> Callable[[str], bool]:
    """Return the test whether the atoms match a whole text."""
    unbounded = [atom for atom in atoms if atom.kind in {"star", "directories"}]
    if len(unbounded) > _BACKTRACKING_LIMIT and all(atom.kind != "other" for atom in atoms):
        return _simulate(atoms)
    return _search(rf"\A(?:{''.join(atom.source for atom in atoms)})\Z")


def _search(source: str) -> Callable[[str], bool]:
    try:
        search = re.compile(source).search
    except (re.error, OverflowError, RecursionError) as error:
        raise BadPatternError(str(error)) from error

    def test(path: str) -> bool:
        return search(path) is not None

    return test


def _simulate(atoms: list[_Atom]) -> Callable[[str], bool]:
    """Return a test whose time grows with length of text times number of atoms, never faster.

    A set of places in the pattern, one bit each, moves over the text.  Bit ``i`` means that atom
    ``i`` is next; a second set holds the ``directories`` atoms that have begun to eat.
    """
    matchers = [re.compile(atom.text).fullmatch for atom in atoms]
    skippable = [atom.kind != "one" for atom in atoms]
    known: dict[str, tuple[int, int]] = {}
    directories = sum(1 << i for i, atom in enumerate(atoms) if atom.kind == "directories")

    def close(places: int) -> int:
        for i, skips in enumerate(skippable):
            if skips and places >> i & 1:
                places |= 1 << (i + 1)
        return places

    def masks(char: str) -> tuple[int, int]:
        once = stay = 0
        for i, atom in enumerate(atoms):
            if atom.kind == "directories" or not matchers[i](char):
                continue
            if atom.kind == "star":
                stay |= 1 << i
            else:
                once |= 1 << i
        return once, stay

    def test(path: str) -> bool:
        places = close(1)
        eating = 0
        for char in path:
            found = known.get(char)
            if found is None:
                found = known[char] = masks(char)
            eating = 0 if char == "\n" else eating | places & directories
            places = (places & found[0]) << 1 | places & found[1]
            if char == "/":
                places |= eating << 1
            places = close(places)
            if not places and not eating:
                return False
        return bool(places >> len(atoms) & 1)

    return test
