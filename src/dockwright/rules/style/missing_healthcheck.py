"""DW915: the image says nothing about how to ask for its health."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW915",
    "missing-healthcheck",
    on=Stage,
    family=Family.STYLE,
    severity=Severity.INFO,
    default=False,
    aliases=("DL3057", "CKV_DOCKER_2", "DS026", "DS-0026"),
)
def missing_healthcheck(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The image that is built has no HEALTHCHECK.

    ## What it does

    Looks whether the built stage, or a stage that it is FROM, sets HEALTHCHECK.

    ## Why it matters

    Without one Docker and Compose take a hanging service for a running one, and
    `depends_on: condition: service_healthy` cannot wait for it.

    ## Example

    ```dockerfile bad
    FROM nginx:1.29
    COPY site /usr/share/nginx/html
    ```

    ## Instead

    ```dockerfile good
    FROM nginx:1.29
    COPY site /usr/share/nginx/html
    HEALTHCHECK CMD ["curl", "--fail", "--silent", "http://127.0.0.1/"]
    ```

    ## When it stays silent

    It is off by default: jobs and tools have no health to ask for, and Kubernetes reads probes, not
    HEALTHCHECK.  For `HEALTHCHECK NONE`, for `scratch`, and for serverless images.

    ## Fix safety

    Refused: what to ask only the author knows.

    ## With other rules

    DW106 and the rules on CMD look at what the image starts.

    ## References

    - Dockerfile reference, HEALTHCHECK
    """
    if not stage.is_target or stage.final_state.healthcheck is not None or stage.root.is_scratch:
        return
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and facts.kind == "serverless":
        return
    yield ctx.report(
        stage.from_.image or stage,
        "the image sets no HEALTHCHECK, so nobody sees a service that hangs",
        help="Add `HEALTHCHECK CMD …` with a command that fails when the service is not well, or "
        "`HEALTHCHECK NONE`",
    )
