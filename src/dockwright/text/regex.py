"""The functions of ``re``, of which most runs need no import of ``re``.

Importing ``re`` costs 8 ms and each pattern 0.1 to 1 ms to compile; a check uses fifty.  Here a
pattern becomes a stand-in that is compiled when it is first used: from the compiled form that the
start-up bundle holds for this very interpreter (see ``dockwright.bundle``), else by ``re``.
An invalid pattern therefore raises ``re.error`` at its first use.  Type checkers see ``re``.
"""

# ruff: noqa: ANN001, ANN201, ANN202, ANN204
# Type checkers see the originals, so that annotations here would be read by nobody.

from __future__ import annotations

__all__ = [
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "error",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import (
        DOTALL,
        IGNORECASE,
        MULTILINE,
        VERBOSE,
        Match,
        Pattern,
        compile,  # noqa: A004 - re's name
        error,
        escape,
        findall,
        finditer,
        fullmatch,
        match,
        search,
        split,
        sub,
    )
else:
    from dockwright import bundle

    IGNORECASE = 2
    MULTILINE = 8
    DOTALL = 16
    VERBOSE = 64

    _made = {}
    _SPECIAL = {ord(char): f"\\{char}" for char in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}

    class _Later:
        """Stands for a compiled pattern until one of its methods is asked for."""

        __slots__ = ("__dict__", "flags_given", "text")

        def __init__(self, text, flags):
            self.text = text
            self.flags_given = flags

        def __getattr__(self, name):
            value = getattr(_compiled(self.text, self.flags_given), name)
            if not name.startswith("__"):
                setattr(self, name, value)  # the next look-up finds it without coming here
            return value

        def __repr__(self):
            return f"regex.compile({self.text!r}, {self.flags_given})"

    def _compiled(text, flags):
        key = (text, flags)
        found = _made.get(key)
        if found is None:
            found = bundle.pattern(text, flags)
            if found is None:
                import re

                found = re.compile(text, flags)
            if len(_made) > 1000:  # patterns made of a file's own words must not pile up
                _made.clear()
            _made[key] = found
        return found

    def compile(text, flags=0):  # noqa: A001 - re's name
        """Return a pattern."""
        return _Later(text, flags)

    def match(text, string, flags=0):
        """Match at the start."""
        return _compiled(text, flags).match(string)

    def fullmatch(text, string, flags=0):
        """Match all of the string."""
        return _compiled(text, flags).fullmatch(string)

    def search(text, string, flags=0):
        """Find the first match."""
        return _compiled(text, flags).search(string)

    def findall(text, string, flags=0):
        """Return all matches as texts."""
        return _compiled(text, flags).findall(string)

    def finditer(text, string, flags=0):
        """Give all matches."""
        return _compiled(text, flags).finditer(string)

    def split(text, string, maxsplit=0, flags=0):
        """Split at the matches."""
        return _compiled(text, flags).split(string, maxsplit)

    def sub(text, to, string, count=0, flags=0):
        """Replace the matches."""
        return _compiled(text, flags).sub(to, string, count)

    def escape(text):
        """Return a pattern that matches the text and nothing else."""
        return text.translate(_SPECIAL)

    def __getattr__(name):
        import re

        return getattr(re, name)
