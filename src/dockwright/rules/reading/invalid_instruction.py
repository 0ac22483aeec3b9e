"""DW002: an instruction is written in a way that Docker refuses."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.model.refusals import malformed_base, malformed_platform, value_refusals
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.nodes import ProblemKind
from dockwright.syntax.dockerfile.validate import NO_STAGE, UNKNOWN_INSTRUCTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.refusals import Refusal
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
    ONBUILD that triggers another, and what else BuildKit's instruction parser refuses; a base
    image whose name is malformed (`FROM Python:3.13`), a platform that is none, a COPY from an
    address, a `--checksum` of a local file, a STOPSIGNAL that is no signal.
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

    For values that only the build can judge, such as a source that is not in the build context,
    and for those that hold a variable whose value is not known; for names of base images that
    hold any variable, whose default the build may replace.

    ## Fix safety

    No fix is safe, except where the message names the flag that was meant.

    ## With other rules

    DW003 reports keywords that Docker does not know, DW004 instructions before the first FROM,
    DW105 and DW109 base images whose variables come to no valid name.

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
    if model.is_broken:
        return
    refusals: list[Refusal | None] = []
    for stage in model.stages:
        image, platform = stage.from_.image, stage.from_.platform
        if image is not None and image.known and "$" not in image.raw:
            refusals.append(malformed_base(stage, image.known))
        if platform is not None and platform.known and "$" not in platform.raw:
            refusals.append(malformed_platform(stage, platform.known))
        for instruction in stage.instructions:
            refusals += value_refusals(instruction)
    for refusal in filter(None, refusals):
        yield ctx.report(
            refusal.span,
            f"BuildKit refuses this: {refusal.message}",
            help="See the instruction in the Dockerfile reference; the build stops here",
        )
