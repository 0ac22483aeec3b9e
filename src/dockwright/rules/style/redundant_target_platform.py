"""DW906: fROM asks for the platform that it would take anyway."""

from __future__ import annotations

from dockwright.model.expansion import default_variables
from dockwright.model.instructions import From
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.words import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW906",
    "redundant-target-platform",
    on=From,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("RedundantTargetPlatform", "DL3065"),
    triggers=("targetplatform",),
)
def redundant_target_platform(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """FROM asks for the platform that it would take anyway.

    ## What it does

    Reports `--platform=$TARGETPLATFORM`.

    ## Why it matters

    It is the default: the flag says nothing, and hides where a platform does matter.

    ## Example

    ```dockerfile bad
    FROM --platform=$TARGETPLATFORM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where the argument is part of a longer value, or was declared with another default.

    ## Fix safety

    Safe: the flag is deleted, and the platform stays the one that the build is for.
    Unsafe for a stage that is FROM another, which may have another platform.

    ## With other rules

    DW907 reports constant platforms.

    ## References

    - Docker documentation, Build checks, "RedundantTargetPlatform"
    """
    platform = instruction.platform
    if platform is None or not is_reached(ctx, Phase.BASES, instruction):
        return
    values, _ = default_variables(ctx.dockerfile, given=True)
    result = expand(platform.raw, values.get, escape=instruction.escape)
    if (
        result.matched == ("TARGETPLATFORM",)
        and not result.unmatched
        and result.value == values["TARGETPLATFORM"]
    ):
        yield ctx.report(
            platform,
            f"the platform `{platform.raw}` is what FROM takes without the flag",
            help="Delete `--platform`",
        )
