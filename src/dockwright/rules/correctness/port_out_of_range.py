"""DW117: EXPOSE names a port that does not exist."""

from __future__ import annotations

from dockwright.model.instructions import Expose
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_HIGHEST = 65535  # sixteen bits: grammar of TCP and UDP, not a fact that ages


@rule(
    "DW117",
    "port-out-of-range",
    on=Expose,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    aliases=("DL3011", "DS008", "DS-0008"),
    triggers=("expose",),
)
def port_out_of_range(instruction: Expose, ctx: Context) -> Iterator[Diagnostic]:
    """EXPOSE names a port above 65535 or below 0.

    ## What it does

    Reads the ports and ranges of EXPOSE and reports numbers that no port has.

    ## Why it matters

    Docker refuses the instruction, and the build ends: `invalid containerPort`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    EXPOSE 80800
    USER 10001
    CMD ["python", "-m", "http.server", "8080"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 8080
    USER 10001
    CMD ["python", "-m", "http.server", "8080"]
    ```

    ## When it stays silent

    Where a build argument hides the number, and for words that are no port at all.

    ## Fix safety

    Refused: which port is meant cannot be told.

    ## With other rules

    DW110 reports EXPOSE with a port of the host.

    ## References

    - Dockerfile reference, EXPOSE
    """
    for port in instruction.ports:
        known = port.known
        if known is None:
            continue
        found = re.fullmatch(
            r"(-?[0-9]+)(?:-(-?[0-9]+))?", known.partition("/")[0].rpartition(":")[2]
        )
        numbers = [] if found is None else [number for number in found.groups() if number]
        wrong = next((number for number in numbers if not 0 <= int(number) <= _HIGHEST), None)
        if wrong is not None:
            yield ctx.report(
                port,
                f"there is no port {wrong}: ports go from 0 to {_HIGHEST}",
                help=f"Name the port that the program listens on, from 1 to {_HIGHEST}",
            )
