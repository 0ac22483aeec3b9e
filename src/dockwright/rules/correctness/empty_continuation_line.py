"""DW101: a blank line stands within a continued instruction."""

from __future__ import annotations

from dockwright.model.instructions import Instruction, Run
from dockwright.rules._buildkit import Phase, is_buildkit, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._swallowed import line_before, swallowed_words
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW101",
    "empty-continuation-line",
    on=Instruction,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("NoEmptyContinuation",),
    given=("node.empty_continuations",),
)
def empty_continuation_line(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    r"""A blank line stands within a continued instruction.

    ## What it does

    Reports the blank lines between the lines of an instruction that goes on over several.

    ## Why it matters

    Docker still skips them, but warns at every build that they will become errors.
    Often the blank line shows that a continuation was not meant, so that the next instruction
    became part of this one.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN python -m venv /venv \

        && mkdir -p /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN python -m venv /venv \
        && mkdir -p /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For comment lines between the lines, which are allowed, and for blank lines in heredocs; for
    those behind which a RUN swallows another instruction, which is the greater harm (DW121).

    ## Fix safety

    Safe: the blank lines are deleted, which Docker takes out before it reads the instruction;
    comments stay.
    Refused where an instruction stands after one: the instruction before it may have been
    meant to end there.

    ## With other rules

    DW121 reports instructions that became part of the RUN before them.

    ## References

    - Docker documentation, Build checks, "NoEmptyContinuation"
    """
    blank: Sequence[Span] = instruction.node.empty_continuations
    if not blank or instruction.is_onbuild or not is_reached(ctx, Phase.LINES, 0):
        return
    if isinstance(instruction, Run) and not is_buildkit(ctx):
        blank = _without_greater_harm(instruction, blank, ctx)
        if not blank:
            return
    at: Span = blank[0]
    lines = "a blank line" if len(blank) == 1 else f"{len(blank)} blank lines"
    yield ctx.report(
        at,
        f"{lines} within {instruction.keyword}, which Docker will refuse in a future release",
        help="Delete the line, or write `#` on it; end the instruction before it if that was meant"
        if len(blank) == 1
        else "Delete them, or write `#` on each",
        related=() if is_buildkit(ctx) else [ctx.label(line, "and here") for line in blank[1:]],
    )


def _without_greater_harm(run: Run, blank: Sequence[Span], ctx: Context) -> list[Span]:
    """Leave out the blank lines behind which the RUN swallows another instruction."""
    text = ctx.dockerfile.source.text
    line_of = ctx.dockerfile.source.lines.line_of
    gaps = [
        (line_before(text, text.rfind("\n", 0, word.span.start) + 1), line_of(word.span.start))
        for word in swallowed_words(run, text)
    ]
    return [
        line
        for line in blank
        if not any(above < line_of(line.start) < below for above, below in gaps)
    ]
