"""The command ``context``."""

from __future__ import annotations

import sys

from dockwright.cli.terminal import remark, use_colour, write_output
from dockwright.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.cli.arguments import Parsed

__all__ = ["run_context"]


def run_context(parsed: Parsed) -> int:
    """Tell what a build context sends.

    Returns 1 where a secret is sent, more than the budget is, or Docker refuses the ignore file.
    """
    from dockwright import api
    from dockwright.model.project import size_in_words
    from dockwright.report.context import context_record, context_text

    values = parsed.values
    explain = values.get("explain") or ()
    budget, top, depth = values.get("budget"), values.get("top"), values.get("depth")
    for name, number in (("top", top), ("depth", depth)):
        if isinstance(number, int) and number < 0:
            raise UsageError(f"--{name} cannot be less than 0")
    file = values.get("file")
    told_in = _format_of(parsed)
    quiet = bool(values.get("quiet")) or told_in == "json"
    with _Progress(quiet=quiet) as progress:
        result = api.context(
            parsed.arguments[0] if parsed.arguments else ".",
            dockerfile=file if isinstance(file, str) else None,
            explain=explain if isinstance(explain, tuple) else (),
            top=top if isinstance(top, int) else 10,
            progress=progress,
        )
    if told_in == "json":
        import json

        write_output(json.dumps(context_record(result), indent=1) + "\n", None)
    else:
        colour = use_colour(wanted=values.get("color") is not False, to_file=False)
        text = context_text(
            result,
            tree=bool(values.get("tree")),
            depth=depth if isinstance(depth, int) else 3,
            colour=colour,
        )
        write_output(text, None)
    survey = result.survey
    if survey is None or result.explained:
        return 0
    if isinstance(budget, int) and survey.bytes > budget:
        remark(
            f"{size_in_words(survey.bytes)} are sent, above the budget of {size_in_words(budget)}"
        )
        return 1
    return 1 if survey.secrets else 0


def _format_of(parsed: Parsed) -> str:
    import os

    chosen = parsed.values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")
    return "json" if chosen == "json" else "text"


class _Progress:
    """Shows on a terminal how far a long walk has come, and wipes it away at the end."""

    def __init__(self, *, quiet: bool) -> None:
        self._shows = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._shown = False
        self._next = 0.0

    def __enter__(self) -> Callable[[int, int], None] | None:
        return self._show if self._shows else None

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _show(self, files: int, size: int) -> None:
        import time

        from dockwright.model.project import size_in_words

        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + 0.1
        self._shown = True
        sys.stderr.write(f"\r\x1b[K{files:,} files, {size_in_words(size)} so far")
        sys.stderr.flush()
