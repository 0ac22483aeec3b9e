"""DW909: eXPOSE names a protocol in upper case."""

from __future__ import annotations

from dockwright.model.instructions import Expose
from dockwright.rules._buildkit import Phase, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW909",
    "port-protocol-casing",
    on=Expose,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("ExposeProtoCasing",),
    triggers=("expose",),
)
def port_protocol_casing(instruction: Expose, ctx: Context) -> Iterator[Diagnostic]:
    """EXPOSE names a protocol in upper case.

    ## What it does

    Reports protocols of EXPOSE that are not in lower case.

    ## Why it matters

    Docker lowers them: the image shows `80/tcp`, and a search for what was written finds nothing.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    EXPOSE 80/TCP
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 80/tcp
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where a variable hides the word.

    ## Fix safety

    Safe: the word is written in lower case, and Docker makes the same of both.
    Refused where a variable or quotes hold the port.

    ## With other rules

    DW110 reports ports of the host.

    ## References

    - Docker documentation, Build checks, "ExposeProtoCasing"
    """
    if instruction.is_onbuild or not is_dispatched(ctx, instruction.stage):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    for port in instruction.ports:
        for word in (port.known or "").split():
            number, _, protocol = word.partition("/")
            if (
                number
                and protocol != protocol.lower()
                and protocol.lower() in {"tcp", "udp", "sctp"}
            ):
                yield ctx.report(
                    port,
                    f"the protocol of `{word}` is not in lower case",
                    help=f"Write `{number}/{protocol.lower()}`",
                )
