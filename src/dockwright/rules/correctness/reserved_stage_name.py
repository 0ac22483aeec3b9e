"""DW103: a stage has a name that Docker keeps for itself."""

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
    "DW103",
    "reserved-stage-name",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("ReservedStageName", "DL3063"),
    triggers=("scratch", "context"),
)
def reserved_stage_name(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A stage has a name that Docker keeps for itself.

    ## What it does

    Reports stages named `scratch` or `context`.

    ## Why it matters

    `FROM scratch` means the empty image, and `context` the build context: with a stage of that name
    it depends on the place which of the two is meant.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim AS context
    WORKDIR /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS app
    WORKDIR /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For stages that are FROM scratch and have another name, or none.

    ## Fix safety

    Unsafe: the stage is renamed to `scratch-stage` or `context-stage`, with all its uses in
    the file; `--target` on command lines is not seen.
    Refused where a variable hides a use.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "ReservedStageName"
    """
    name = stage.from_.alias
    if name is None or stage.name not in {"scratch", "context"}:
        return
    if is_reached(ctx, Phase.STAGES, stage.from_):
        yield ctx.report(
            name,
            f"`{stage.name}` is a name that Docker keeps for itself",
            help="Give the stage another name",
        )
