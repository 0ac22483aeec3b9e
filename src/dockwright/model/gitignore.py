"""Git's ignore files: which paths below a directory they exclude.

Written for this program because the walk asks only about directories and about files whose names
are those of container files, where the import of a general library costs more than the whole run.
Behaviour follows gitignore(5); the tests compare it with Git itself.
"""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

__all__ = ["IgnorePattern", "is_ignored", "read_patterns", "translate_glob"]


class IgnorePattern(NamedTuple):
    """One line of an ignore file.

    Attributes:
        match: tells whether a path matches; see ``by_name``.
        negated: whether the line takes an exclusion back.
        directories_only: whether it speaks of directories only.
        by_name: whether it is given the last part of the path, not the whole path below the
            ignore file's directory.
    """

    match: re.Pattern[str]
    negated: bool
    directories_only: bool
    by_name: bool


def read_patterns(text: str) -> tuple[IgnorePattern, ...]:
    """Return the patterns of an ignore file's text, in order; a malformed one matches nothing."""
    found: list[IgnorePattern] = []
    for line in text.removeprefix("\ufeff").split("\n"):
        pattern = _read_line(line.removesuffix("\r"))
        if pattern is not None:
            found.append(pattern)
    return tuple(found)


def is_ignored(
    patterns: tuple[IgnorePattern, ...], path: str, *, is_directory: bool
) -> bool | None:
    """Tell what the last matching pattern says of ``path``, which is relative with ``/``.

    Returns:
        True where it is excluded, False where an exclusion is taken back, None where nothing
        matches.
    """
    name = path.rpartition("/")[2]
    for pattern in reversed(patterns):
        if pattern.directories_only and not is_directory:
            continue
        if pattern.match.fullmatch(name if pattern.by_name else path):
            return not pattern.negated
    return None


def _read_line(line: str) -> IgnorePattern | None:
    if line.startswith("#"):
        return None
    line = _strip_trailing_spaces(line)
    negated = line.startswith("!")
    if negated:
        line = line[1:]
    directories_only = line.endswith("/")
    if directories_only:
        line = line[:-1]
    if not line:
        return None
    by_name = "/" not in line
    expression = translate_glob(line.removeprefix("/"))
    if expression is None:
        return None
    return IgnorePattern(re.compile(expression, re.DOTALL), negated, directories_only, by_name)


def _strip_trailing_spaces(line: str) -> str:
    """Drop trailing spaces, except one that a backslash quotes."""
    end = len(line)
    while end > 0 and line[end - 1] == " ":
        slashes = 0
        while end - 2 - slashes >= 0 and line[end - 2 - slashes] == "\\":
            slashes += 1
        if slashes % 2:
            break
        end -= 1
    return line[:end]


def translate_glob(glob: str) -> str | None:
    """Return the regular expression of a path pattern, or None where it can match nothing.

    ``*`` and ``?`` stay within one part of the path; ``**`` as a whole part stands for any number
    of parts; ``[…]`` is a set, ``[!…]`` its complement; a backslash quotes.
    """
    out: list[str] = []
    at = 0
    length = len(glob)
    while at < length:
        char = glob[at]
        if char == "*":
            run = at
            while run < length and glob[run] == "*":
                run += 1
            whole_part = (at == 0 or glob[at - 1] == "/") and (run == length or glob[run] == "/")
            if run - at == 2 and whole_part:
                if run == length:
                    out.append(".+" if at else ".*")
                else:
                    out.append("(?:.+/)?")
                    run += 1
            else:
                out.append("[^/]*")
            at = run
            continue
        if char == "?":
            out.append("[^/]")
        elif char == "[":
            item, after = _translate_set(glob, at)
            if item is None:
                return None
            out.append(item)
            at = after
            continue
        elif char == "\\":
            if at + 1 >= length:
                return None
            at += 1
            out.append(re.escape(glob[at]))
        else:
            out.append(re.escape(char))
        at += 1
    return "".join(out)


_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


def _translate_set(glob: str, start: int) -> tuple[str | None, int]:
    """Translate the set that begins at ``start``; return its expression and where it ends."""
    at = start + 1
    complement = at < len(glob) and glob[at] in "!^"
    if complement:
        at += 1
    members: list[str] = []
    first = True
    while True:
        if at >= len(glob):
            return None, at
        char = glob[at]
        if char == "]" and not first:
            break
        first = False
        if char == "[" and glob.startswith("[:", at):
            end = glob.find(":]", at)
            if end < 0 or glob[at + 2 : end] not in _CLASSES:
                return None, at
            members.append(_CLASSES[glob[at + 2 : end]])
            at = end + 2
            continue
        low, at = _set_character(glob, at)
        if low is None:
            return None, at
        if glob.startswith("-", at) and not glob.startswith("-]", at) and at + 1 < len(glob):
            high, at = _set_character(glob, at + 1)
            if high is None:
                return None, at
            if low <= high:
                members.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            members.append(re.escape(low))
    body = "".join(members)
    if complement:
        return f"[^/{body}]", at + 1
    return (f"(?!/)[{body}]" if body else "(?!)"), at + 1


def _set_character(glob: str, at: int) -> tuple[str | None, int]:
    if glob[at] == "\\":
        at += 1
        if at >= len(glob):
            return None, at
    return glob[at], at + 1
