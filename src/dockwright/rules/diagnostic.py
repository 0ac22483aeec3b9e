"""The values that a rule produces: diagnostics, labels, fixes and impacts."""

from __future__ import annotations

from dockwright.text.light import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.text import Edit, Span

__all__ = [
    "Applicability",
    "Basis",
    "Confidence",
    "Diagnostic",
    "Fix",
    "Impact",
    "Label",
    "Severity",
    "effect_impact",
    "effect_of",
    "unknown_impact",
]


class Severity(Enum):
    """How much a finding matters, by its real effect."""

    ERROR = "error"
    """The build fails, the program crashes, or a secret leaks."""
    WARNING = "warning"
    """It costs gigabytes, minutes or safety."""
    INFO = "info"
    """It costs little, or only at times."""
    STYLE = "style"
    """Taste; rules of this severity are off by default."""

    @property
    def rank(self) -> int:
        """Return 0 for the loudest."""
        return _RANKS[self]

    def at_least(self, other: Severity) -> bool:
        """Tell whether this is as loud as ``other``, or louder."""
        return self.rank <= other.rank


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, Severity.STYLE: 3}


class Confidence(Enum):
    """How sure a finding is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Applicability(Enum):
    """Whether a fix is applied without asking."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


class Basis(Enum):
    """How an impact's figures were reached."""

    COMPUTED = "computed"
    ESTIMATED = "estimated"
    MEASURED = "measured"


class Label(NamedTuple):
    """A place that takes part in a finding, with its own words."""

    path: str
    span: Span
    text: str


class Fix(NamedTuple):
    """A repair: all of its edits or none.

    Attributes:
        title: what it does, as an imperative phrase.
        edits: the edits by path.
        applicability: whether it may be applied without asking.
        touches: the facets of the build that it changes.
    """

    title: str
    edits: Mapping[str, tuple[Edit, ...]]
    applicability: Applicability
    touches: frozenset[str] = frozenset()


class Impact(NamedTuple):
    """What a finding costs.

    Attributes:
        bytes: size in bytes, or None where not known.
        seconds: time in seconds, or None where not known.
        basis: where the figure comes from, in words; where there is none, ``unknown:`` and what it
            costs instead, or why nobody can tell.
        confidence: how it was reached.
    """

    bytes: int | None
    seconds: float | None
    basis: str
    confidence: Basis


_EFFECT = "no bytes or minutes, but "


def effect_impact(words: str) -> Impact:
    """Return the impact of a finding that costs no bytes or minutes.

    Args:
        words: what happens instead, as the rest of a sentence, such as ``the build fails``.
    """
    return unknown_impact(f"{_EFFECT}{words}")


def effect_of(impact: Impact | None) -> str:
    """Return what happens where an impact is no bytes or minutes; empty for others."""
    start = f"unknown: {_EFFECT}"
    is_effect = impact is not None and impact.basis.startswith(start)
    return impact.basis[len(start) :] if impact is not None and is_effect else ""


def unknown_impact(words: str) -> Impact:
    """Return an impact without figures.

    Args:
        words: what a finding costs that is no bytes or minutes, or why nobody can tell.
    """
    return Impact(None, None, f"unknown: {words}", Basis.ESTIMATED)


class Diagnostic(NamedTuple):
    """One finding.

    ``message`` is one sentence without a full stop, the fact first; the remedy is in ``help``.
    """

    code: str
    message: str
    primary: Label
    severity: Severity
    confidence: Confidence
    help: str = ""
    related: tuple[Label, ...] = ()
    impact: Impact | None = None
    fixes: tuple[Fix, ...] = ()
    refusal: str = ""
    """Why there is no fix, where a repair was tried and declined."""

    @property
    def sort_key(self) -> tuple[str, int, str, int, str]:
        """Order by path, place, code, extent and words."""
        at = self.primary
        return (at.path, at.span.start, self.code, at.span.end, self.message)
