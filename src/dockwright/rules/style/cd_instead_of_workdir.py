"""DW913: a RUN changes its directory by cd."""

from __future__ import annotations

from dockwright.model.actions import ChangeDirectory
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW913",
    "cd-instead-of-workdir",
    on=Run,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("DL3003", "DS013", "DS-0013"),
    triggers=("cd ", "pushd"),
)
def cd_instead_of_workdir(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A RUN changes its working directory by `cd`.

    ## What it does

    Finds `cd` and `pushd` in RUN; the first of each RUN is reported.

    ## Why it matters

    WORKDIR says it once, makes the directory and holds for later steps, while a `cd` is forgotten
    at the end of its RUN, which surprises readers.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    COPY tool /opt/tool
    RUN cd /opt/tool && ./configure
    USER 10001
    CMD ["/opt/tool/run"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    COPY tool /opt/tool
    WORKDIR /opt/tool
    RUN ./configure
    USER 10001
    CMD ["/opt/tool/run"]
    ```

    ## When it stays silent

    It is off by default: within one RUN, a `cd` to where an archive was unpacked is often the
    clearest way.
    In loops and functions, for `cd -`, and in subshells unless the profile is `hadolint`.

    ## Fix safety

    Unsafe: WORKDIR makes the directory where `cd` would fail.
    A WORKDIR before the RUN takes the place of a `cd` that begins it, and another behind it
    sets the directory back.
    Refused where the path is no plain absolute one, where other commands stand before it,
    where what follows does not depend on it, where the RUN changes its directory again, and
    where the directory to come back to is not known.

    ## With other rules

    DW106 reports relative WORKDIRs.

    ## References

    - Docker's building best practices, "WORKDIR"
    """
    for command in run.commands:
        change = ChangeDirectory.of(command)
        if change is None or not command.is_unconditional:
            continue
        if "subshell" in command.simple.context and ctx.profile != "hadolint":
            continue
        if change.directory is None or change.directory.value == "-":
            continue
        yield ctx.report(
            change.own_span,
            f"`{change.program}` changes the directory for the rest of this RUN only",
            help="Set the directory with WORKDIR before the RUN",
        )
        return
