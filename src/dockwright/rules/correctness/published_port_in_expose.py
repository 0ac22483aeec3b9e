"""DW110: EXPOSE names a port of the host."""

from __future__ import annotations

from dockwright.model.instructions import Expose
from dockwright.rules._buildkit import Phase, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.ports import PortRange, parse_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW110",
    "published-port-in-expose",
    on=Expose,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("ExposeInvalidFormat",),
    triggers=("expose",),
)
def published_port_in_expose(instruction: Expose, ctx: Context) -> Iterator[Diagnostic]:
    """EXPOSE names a port of the host.

    ## What it does

    Reports `host:container` and address forms in EXPOSE.

    ## Why it matters

    EXPOSE publishes nothing:
    Docker drops the host's part, and will refuse it in a future release.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    EXPOSE 8080:80
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 80
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For ports, ranges and protocols of the container, and where a variable hides the word.

    ## Fix safety

    Safe: only the container's port has any effect, and it stays.
    Refused where a variable or quotes hold the port.

    ## With other rules

    DW909 reports protocols in upper case.

    ## References

    - Docker documentation, Build checks, "ExposeInvalidFormat"
    """
    if instruction.is_onbuild or not is_dispatched(ctx, instruction.stage):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    for port in instruction.ports:
        if not isinstance(port.value, str):
            continue
        for word in port.value.split():
            found = parse_port(word)
            if isinstance(found, PortRange) and found.is_mapping:
                container = word.rpartition(":")[2]
                yield ctx.report(
                    port,
                    f"EXPOSE `{word}` names a port of the host, which has no effect here",
                    help=f"Write `EXPOSE {container}`, and publish with "
                    f"`docker run -p {word}` or `ports:` in compose.yaml",
                )
