"""The formats of a report, each imported when it is asked for."""

from __future__ import annotations

import sys

from dockwright.text.light import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.report.result import CheckResult

__all__ = ["DEFAULT", "FORMATS", "Options", "render"]

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")
"""The names of the formats, the default first."""


class Options(NamedTuple):
    """What a format may be told besides the result.

    Attributes:
        colour: whether to write terminal colours (text).
        width: the terminal's width in cells, 0 for no limit (text).
        page: returns a rule's page as Markdown by code, ``""`` where there is none (sarif).
    """

    colour: bool = False
    width: int = 100
    page: Callable[[str], str] | None = None


DEFAULT = Options()
"""No colours, a width of 100."""


class _Format(Protocol):
    def render(self, result: CheckResult, options: Options = ...) -> str: ...


def render(result: CheckResult, name: str = "text", options: Options | None = None) -> str:
    """Return a result in one of the ``FORMATS``, the last line ended.

    Raises:
        ValueError: there is no such format.
    """
    if name not in FORMATS:
        raise ValueError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    __import__(f"{__name__}.{name}")
    module: _Format = sys.modules[f"{__name__}.{name}"]
    return module.render(result, options or DEFAULT)
