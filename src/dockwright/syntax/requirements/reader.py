"""Logical lines of a file of requirements: continuations joined, comments left out."""

from __future__ import annotations

from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import Enum, NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.text import Source

__all__ = ["LineKind", "RequirementLine", "parse"]


class LineKind(Enum):
    """What a line says."""

    PACKAGE = "package"
    EDITABLE = "editable"
    REQUIREMENTS = "requirements"
    CONSTRAINTS = "constraints"
    INDEX = "index"
    OPTION = "option"


class RequirementLine(NamedTuple):
    """One logical line.

    Attributes:
        kind: what it says.
        text: the requirement, or the option's value; options of a requirement are left out.
        span: its place in the file, from its first to its last character.
    """

    kind: LineKind
    text: str
    span: Span


_OPTIONS = {
    "-e": LineKind.EDITABLE,
    "--editable": LineKind.EDITABLE,
    "-r": LineKind.REQUIREMENTS,
    "--requirement": LineKind.REQUIREMENTS,
    "-c": LineKind.CONSTRAINTS,
    "--constraint": LineKind.CONSTRAINTS,
    "-i": LineKind.INDEX,
    "--index-url": LineKind.INDEX,
    "--extra-index-url": LineKind.INDEX,
    "-f": LineKind.INDEX,
    "--find-links": LineKind.INDEX,
    "--no-index": LineKind.INDEX,
}


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "option": re.compile(r"(--?[A-Za-z][A-Za-z-]*)(?:\s*=\s*|\s+|$)(.*)\Z", re.DOTALL),
        "short": re.compile(r"(-[ercif])\s*=?\s*(.*)\Z", re.DOTALL),
        "own_options": re.compile(r"\s--?[A-Za-z]"),
        "comment": re.compile(r"(?:^|\s)#.*\Z"),
    }


def parse(source: Source) -> tuple[RequirementLine, ...]:
    """Read a file of requirements."""
    return tuple(_lines(source.text))


def _lines(text: str) -> Iterator[RequirementLine]:
    for start, end, joined in _logical(text.removeprefix("\ufeff")):
        shift = 1 if text.startswith("\ufeff") else 0
        line = _read(joined, Span(start + shift, end + shift))
        if line is not None:
            yield line


def _logical(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and text of what backslashes join; a comment line ends it, as in pip."""
    comment = _patterns()["comment"]
    pieces: list[str] = []
    start = at = 0
    for physical in text.splitlines(keepends=True):
        bare = physical.rstrip("\r\n")
        if not pieces:
            start = at + len(bare) - len(bare.lstrip())
        end = at + len(bare.rstrip())
        at += len(physical)
        is_comment = bare.lstrip().startswith("#")
        if bare.endswith("\\") and not is_comment:
            pieces.append(bare[:-1])
            continue
        pieces.append(" " + bare if is_comment and pieces else bare)
        joined = comment.sub("", "".join(pieces)).strip()
        pieces = []
        if joined:
            yield start, end, joined
    if pieces:
        joined = comment.sub("", "".join(pieces)).strip()
        if joined:
            yield start, len(text.rstrip()), joined


def _read(text: str, span: Span) -> RequirementLine | None:
    patterns = _patterns()
    if text.startswith("-"):
        found = patterns["short"].match(text) if text[1:2] != "-" else None
        found = found or patterns["option"].match(text)
        if found is None:
            return None
        kind = _OPTIONS.get(found[1], LineKind.OPTION)
        value = found[2].strip()
        if kind is LineKind.EDITABLE:
            value = _without_options(value)
        return RequirementLine(kind, value.strip("'\""), span)
    return RequirementLine(LineKind.PACKAGE, _without_options(text), span)


def _without_options(text: str) -> str:
    found = _patterns()["own_options"].search(text)
    return text[: found.start()].strip() if found else text
