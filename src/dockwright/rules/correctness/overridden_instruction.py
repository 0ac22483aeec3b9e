"""DW108: a later instruction of the same kind replaces this one."""

from __future__ import annotations

from dockwright.model.instructions import Cmd, Entrypoint, Healthcheck
from dockwright.model.stage import Stage
from dockwright.rules._buildkit import Phase, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW108",
    "overridden-instruction",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012"),
)
def overridden_instruction(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A later instruction of the same kind replaces this one.

    ## What it does

    Reports CMD, ENTRYPOINT and HEALTHCHECK that another of the same stage replaces.

    ## Why it matters

    Only the last one counts.
    The others are remains that mislead whoever reads the file, or two services of which one never
    starts.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "app"]
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where the replaced one belongs to another stage or to the base image: that is what inheriting is
    for.

    ## Fix safety

    Safe: the instruction that does nothing is deleted, and the image stays the same; comments
    stay.
    If the earlier one was meant to run, that is to be said in the last one.

    ## With other rules

    DW104 reports shell forms, of the last CMD or ENTRYPOINT alone.

    ## References

    - Docker documentation, Build checks, "MultipleInstructionsDisallowed"
    """
    if not is_dispatched(ctx, stage):
        return
    last: dict[str, Instruction] = {}
    for instruction in stage.instructions:
        if not isinstance(instruction, (Cmd, Entrypoint, Healthcheck)):
            continue
        if not is_reached(ctx, Phase.DISPATCH, instruction):
            continue
        before = last.get(instruction.keyword)
        last[instruction.keyword] = instruction
        if before is not None:
            yield ctx.report(
                before.keyword_span,
                f"a later {instruction.keyword} of the same stage replaces this one",
                help="Delete the one that does nothing; run two programs by a script of their own",
                related=[ctx.label(instruction.keyword_span, "this one replaces it")],
                about=before,
            )
