"""DW011: a mount of RUN has options that Docker refuses."""

from __future__ import annotations

from dockwright.model.instructions import Run
from dockwright.model.refusals import mount_refusals
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW011",
    "invalid-mount",
    on=Run,
    family=Family.READING,
    severity=Severity.ERROR,
    triggers=("--mount",),
)
def invalid_mount(instruction: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A mount of RUN has options that Docker refuses.

    ## What it does

    Reports `--mount` values that BuildKit accepts when it reads the file and refuses when it
    builds: an unknown type or key, an option that the type does not have, a boolean or a number
    that is none.

    ## Why it matters

    The build stops at this RUN, maybe after minutes of earlier steps.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN --mount=type=cahce,target=/root/.cache/app python -c "print(1)"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN --mount=type=cache,target=/root/.cache/app python -c "print(1)"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For values that hold a variable whose value is not known, and for ONBUILD triggers.

    ## Fix safety

    Unsafe: the type, key or value is written that BuildKit's message suggests, which is
    probably what was meant; the build stops without it.
    Refused where it suggests none, and where the word stands more than once.

    ## With other rules

    DW002 reports what the instruction parser already refuses, DW007 a `from=` without a stage.

    ## References

    - Dockerfile reference, "RUN --mount"
    """
    if instruction.is_onbuild or instruction.node.has_error:
        return
    for refusal in mount_refusals(instruction):
        yield ctx.report(
            refusal.span,
            f"BuildKit refuses this mount: {refusal.message}",
            help="See RUN --mount in the Dockerfile reference; the build stops here",
        )
