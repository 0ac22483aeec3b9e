"""DW901: a stage's name is not in lower case."""

from __future__ import annotations

from dockwright.model.instructions import From
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW901",
    "stage-name-casing",
    on=From,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("StageNameCasing",),
)
def stage_name_casing(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """A stage's name is not in lower case.

    ## What it does

    Reports names after AS that have upper case letters.

    ## Why it matters

    Names are compared without regard to case, and most of Docker's output shows them in lower case:
    one spelling is easier to find.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS Builder
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For stages without names.

    ## Fix safety

    Safe: the name is written in lower case where it is given, and in every FROM, `--from` and
    mount that uses it.
    Docker compares stages' names, those of `--target` too, without regard to case.
    Refused where a variable holds the name.

    ## With other rules

    DW902 looks at the word AS.

    ## References

    - Docker documentation, Build checks, "StageNameCasing"
    """
    name = instruction.alias
    if name is None or name.text == name.text.lower():
        return
    if is_reached(ctx, Phase.INSTRUCTIONS, instruction):
        yield ctx.report(
            name,
            f"the stage's name `{name.text}` has upper case letters",
            help=f"Write `{name.text.lower()}`, here and where it is used",
        )
