"""Words of the model: what is written, where, and what it comes to."""

from __future__ import annotations

from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile.words import expand, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.syntax.dockerfile.words import Reference
    from dockwright.text import OriginMap, Span

__all__ = ["Text", "make_text"]


class Text:
    """A word or value of an instruction.

    Attributes:
        raw: as Docker's parser holds it, before expansion.
        span: where the file has it.
        value: what it comes to, or why that cannot be told.
        unmatched: the variables in it that nothing defines, as far as the file tells.
        error: what Docker says where it refuses to expand it.
        start: its offset in the instruction's logical line.
    """

    __slots__ = ("_origin", "error", "raw", "span", "start", "unmatched", "value")

    def __init__(
        self,
        raw: str,
        span: Span,
        value: str | Unknown,
        *,
        start: int = 0,
        origin: OriginMap | None = None,
        unmatched: tuple[str, ...] = (),
        error: str | None = None,
    ) -> None:
        self.raw = raw
        self.span = span
        self.value = value
        self.start = start
        self._origin = origin
        self.unmatched = unmatched
        self.error = error

    @property
    def known(self) -> str | None:
        """Return the value where it is known, else None."""
        return self.value if isinstance(self.value, str) else None

    def references(self, escape: str = "\\") -> tuple[Reference, ...]:
        """Return the variables that it names."""
        return references(self.raw, escape=escape) if "$" in self.raw else ()

    def part_span(self, start: int, end: int) -> Span:
        """Return where the file has the part ``raw[start:end]``."""
        if self._origin is None:
            return self.span
        return self._origin.span(self.start + start, self.start + end)

    def __repr__(self) -> str:
        return f"Text({self.raw!r})"


def make_text(
    raw: str,
    span: Span,
    lookup: Callable[[str], str | Unknown | None] | None,
    *,
    escape: str,
    start: int = 0,
    origin: OriginMap | None = None,
) -> Text:
    """Make a word; with a lookup it is expanded as Docker does, without it is taken as is."""
    if lookup is None or not _has_special(raw, escape):
        return Text(raw, span, raw, start=start, origin=origin)
    hidden: Unknown | None = None
    if "$" in raw:
        for reference in references(raw, escape=escape):
            got = lookup(reference.name)
            if isinstance(got, Unknown):
                hidden = got
                break

    def known(name: str) -> str | None:
        got = lookup(name)
        # A hidden value is given its own name, so that its modifiers still see it as set.
        return name if isinstance(got, Unknown) else got

    result = expand(raw, known, escape=escape)
    value: str | Unknown = result.value if hidden is None else hidden
    return Text(
        raw,
        span,
        value if result.error is None else Unknown(result.error),
        start=start,
        origin=origin,
        unmatched=result.unmatched,
        error=result.error,
    )


def _has_special(raw: str, escape: str) -> bool:
    return "$" in raw or escape in raw or '"' in raw or "'" in raw
