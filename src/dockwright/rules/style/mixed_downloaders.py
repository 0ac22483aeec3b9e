"""DW914: a stage downloads with both curl and wget."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic

_PAIR = ("curl", "wget")


@rule(
    "DW914",
    "mixed-downloaders",
    on=Stage,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("DL4001",),
    triggers=("wget",),
)
def mixed_downloaders(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A stage downloads with both curl and wget.

    ## What it does

    Looks for the two programs in the RUNs of a stage; the one that comes second is reported.

    ## Why it matters

    Both have to be installed, and their options for proxies, retries and failures differ.

    ## Example

    ```dockerfile bad
    FROM python:3.13
    RUN curl -fsSLO https://downloads.example/a.txt
    RUN wget -q https://downloads.example/b.txt
    USER 10001
    CMD ["true"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13
    RUN curl -fsSLO https://downloads.example/a.txt
    RUN curl -fsSLO https://downloads.example/b.txt
    USER 10001
    CMD ["true"]
    ```

    ## When it stays silent

    It is off by default.  For uses in different stages.

    ## Fix safety

    Refused: the options of one have no sure equals in the other's.

    ## With other rules

    DW408 and DW413 are about ADD, which needs neither.

    ## References

    - curl(1), wget(1)
    """
    first: dict[str, Command] = {}
    for run in stage.runs():
        for command in run.commands:
            if command.program in _PAIR and command.program not in first:
                first[command.program] = command
    if len(first) < len(_PAIR):
        return
    earlier, later = first.values()
    yield ctx.report(
        later.words[0],
        f"this stage downloads with `{later.program}` and with `{earlier.program}`",
        help=f"Use `{earlier.program}` for both",
        related=[ctx.label(earlier.words[0].span, f"`{earlier.program}` is used here")],
    )
