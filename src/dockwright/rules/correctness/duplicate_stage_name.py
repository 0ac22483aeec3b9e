"""DW102: two stages have the same name."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW102",
    "duplicate-stage-name",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("DuplicateStageName", "DL3024"),
    triggers=("from",),
    given=("from_.alias",),
)
def duplicate_stage_name(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """Two stages have the same name.

    ## What it does

    Reports a stage whose name an earlier stage has; names differ by more than case.

    ## Why it matters

    `--from`, `FROM` and `--target` mean the last stage of that name, so that the earlier one can be
    reached by its number alone.
    Insert a stage between them and another one is copied from.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS app
    WORKDIR /app

    FROM app AS app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS app-base
    WORKDIR /app

    FROM app-base AS app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For stages without names.

    ## Fix safety

    Safe: nothing outside the file can reach the earlier stage by its name, and what is FROM it
    is renamed with it.
    A stage that nothing is FROM loses its name; another gets the name with `-base` behind it.
    Refused where a variable holds the name.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "DuplicateStageName"
    """
    name = stage.from_.alias
    if name is None or not is_reached(ctx, Phase.STAGES, stage.from_):
        return
    for other in ctx.dockerfile.stages[: stage.index]:
        if other.name == stage.name and other.from_.alias is not None:
            yield ctx.report(
                name,
                f"an earlier stage is named `{stage.name}` too, and only this one is found by it",
                help="Give each stage a name of its own",
                related=[ctx.label(other.from_.alias, "the earlier stage")],
            )
            return
