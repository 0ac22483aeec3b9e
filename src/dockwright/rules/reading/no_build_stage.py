"""DW004: an instruction stands before the first FROM, or there is no FROM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.nodes import ProblemKind
from dockwright.syntax.dockerfile.validate import NO_STAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW004",
    "no-build-stage",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
    aliases=("DL3061",),
)
def no_build_stage(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction stands before the first FROM, or there is no FROM.

    ## What it does

    Reports the first instruction other than ARG that stands before any FROM, and files without any
    FROM.

    ## Why it matters

    The build stops before its first step: there is no image for the instruction to work on.

    ## Example

    ```dockerfile bad
    WORKDIR /app
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For ARG before FROM, which is allowed, and where the file does not parse at all (DW001).

    ## Fix safety

    Refused: the instruction may belong after FROM or into another file.

    ## With other rules

    A file without FROM may be a fragment that a tool puts together; then exclude it from the check.

    ## References

    - Dockerfile reference
    """
    for problem in model.tree.problems:
        if problem.message == NO_STAGE or problem.kind is ProblemKind.STRUCTURE:
            yield ctx.report(
                problem.span,
                "no FROM stands before this instruction"
                if problem.message == NO_STAGE and model.stages
                else "the file has no FROM, so that there is no stage to build",
                help="Begin the stage with `FROM image`; only ARG may stand before it",
            )
            return
