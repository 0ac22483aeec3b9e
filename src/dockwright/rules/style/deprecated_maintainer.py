"""DW904: mAINTAINER is deprecated."""

from __future__ import annotations

from dockwright.model.instructions import Maintainer
from dockwright.rules._buildkit import Phase, is_buildkit, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW904",
    "deprecated-maintainer",
    on=Maintainer,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("MaintainerDeprecated", "DL4000"),
    triggers=("maintainer",),
)
def deprecated_maintainer(instruction: Maintainer, ctx: Context) -> Iterator[Diagnostic]:
    """MAINTAINER is deprecated.

    ## What it does

    Reports MAINTAINER.

    ## Why it matters

    It sets a field that few tools show.
    A label is shown by `docker inspect` and by registries.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    MAINTAINER me@example.org
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    LABEL org.opencontainers.image.authors="me@example.org"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For labels of any name.

    ## Fix safety

    Unsafe: the label takes the field's place, quoted so that it reads the same, and tools that
    read the field no longer find it.
    Where the stage sets the label already, MAINTAINER is deleted.
    Refused for ONBUILD.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "MaintainerDeprecated"
    - Dockerfile reference, "MAINTAINER (deprecated)"
    """
    if instruction.is_onbuild and is_buildkit(ctx):
        return
    if is_reached(ctx, Phase.INSTRUCTIONS, instruction):
        name = instruction.node.text.strip("\"'").replace('"', '\\"')
        yield ctx.report(
            instruction.keyword_span,
            "MAINTAINER is deprecated",
            help=f'Write `LABEL org.opencontainers.image.authors="{name}"`',
        )
