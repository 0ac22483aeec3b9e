"""DW002: an instruction is written in a way that Docker refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.nodes import ProblemKind
from dockwright.syntax.dockerfile.validate import NO_STAGE, UNKNOWN_INSTRUCTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW002",
    "invalid-instruction",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
)
def invalid_instruction(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction is written in a way that Docker refuses.

    ## What it does

    Reports instructions with too few or too many arguments, flags that they do not have or that
    lack a value, a COPY whose destination is a heredoc, a HEALTHCHECK with a malformed interval, an
    ONBUILD that triggers another, and what else BuildKit's instruction parser refuses.
    The message is BuildKit's.

    ## Why it matters

    The build stops before its first step.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY requirements.txt
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY requirements.txt /app/
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For values that only the build can judge, such as a source that is not in the build context.

    ## Fix safety

    Unsafe: the flag is written that Docker's message suggests, and the build stops without it.
    Refused else, as what the instruction was meant to say is not known.

    ## With other rules

    DW003 reports keywords that Docker does not know, DW004 instructions before the first FROM.

    ## References

    - Dockerfile reference
    """
    for problem in model.tree.problems:
        if (
            problem.kind is ProblemKind.INSTRUCTION
            and problem.message != NO_STAGE
            and not problem.message.startswith(UNKNOWN_INSTRUCTION)
        ):
            yield ctx.report(
                problem.span,
                f"Docker refuses this instruction: {problem.message}",
                help="See the instruction in the Dockerfile reference; the build stops here",
            )
