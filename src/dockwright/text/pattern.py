"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

__all__ = ["pattern"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re


class _Pattern:
    """Stands for a compiled pattern until one of its methods is asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        import re

        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)  # the next look-up finds it without coming here
        return value


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return ``re.compile(text, flags)``, done when the pattern is first used.

    Most checks use few of the program's patterns, and each costs 0.1 to 1 ms to compile.  An
    invalid pattern raises ``re.error`` at its first use.
    """
    return _Pattern(text, flags)  # type: ignore[return-value]
