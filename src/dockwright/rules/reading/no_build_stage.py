"""DW004: an instruction stands before the first FROM, or there is no FROM."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.syntax.dockerfile.nodes import ProblemKind
from dockwright.syntax.dockerfile.validate import NO_STAGE
from dockwright.text import regex as re

TYPE_CHECKING = False
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
    given=("tree.problems",),
)
def no_build_stage(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction stands before the first FROM, or there is no FROM.

    ## What it does

    Reports the first instruction other than ARG that stands before any FROM, and files without any
    FROM.
    A file without any FROM that has a name of its own (`Dockerfile.extra`) is an info: it may be a
    part that something else pastes into a whole.

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
            if model.stages and problem.message == NO_STAGE:
                message = "no FROM stands before this instruction"
                is_part = False
            else:
                is_part = not model.stages and _may_be_a_part(model.source.path)
                message = (
                    "the file has no FROM, so it cannot be built by itself"
                    if is_part
                    else "the file has no FROM, so there is no stage to build"
                )
            yield ctx.report(
                problem.span,
                message,
                help="Exclude it from the check if it is pasted into another file; else begin it "
                "with `FROM image`"
                if is_part
                else "Begin the stage with `FROM image`; only ARG may stand before it",
                severity=Severity.INFO if is_part else None,
                confidence=Confidence.MEDIUM if is_part else None,
            )
            return


def _may_be_a_part(path: str) -> bool:
    """Tell whether a file has a name of its own, and so may be one that is pasted into another."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return re.fullmatch(r"(?:.*\.)?(?:docker|container)file|-|<.*>", name) is None
