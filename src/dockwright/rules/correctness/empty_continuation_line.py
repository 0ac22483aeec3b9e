"""DW101: a blank line stands within a continued instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.instructions import Instruction
from dockwright.rules._buildkit import Phase, is_buildkit, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW101",
    "empty-continuation-line",
    on=Instruction,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("NoEmptyContinuation",),
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

    For comment lines between the lines, which are allowed, and for blank lines in heredocs.

    ## Fix safety

    Safe: the blank lines are deleted, which Docker takes out before it reads the instruction;
    comments stay.
    Refused where an instruction stands after one: the instruction before it may have been
    meant to end there.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "NoEmptyContinuation"
    """
    blank = instruction.node.empty_continuations
    if not blank or instruction.is_onbuild or not is_reached(ctx, Phase.LINES, 0):
        return
    at: Span = blank[0]
    lines = "a blank line" if len(blank) == 1 else f"{len(blank)} blank lines"
    yield ctx.report(
        at,
        f"{lines} within {instruction.keyword}, which Docker will refuse in a future release",
        help="Delete the line, or write `#` on it; end the instruction before it if that was meant",
        related=() if is_buildkit(ctx) else [ctx.label(line, "and here") for line in blank[1:]],
    )
