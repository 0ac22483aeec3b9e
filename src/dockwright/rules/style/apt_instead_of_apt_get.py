"""DW912: a script calls apt, which is made for people."""

from __future__ import annotations

from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW912",
    "apt-instead-of-apt-get",
    on=Run,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("DL3027", "CKV_DOCKER_9"),
    triggers=("apt",),
)
def apt_instead_of_apt_get(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A RUN calls `apt`, whose output and options are made for people and may change.

    ## What it does

    Finds `apt` as a program in RUN; the first of each RUN is reported.

    ## Why it matters

    apt itself warns that it has no stable command-line interface for scripts; `apt-get` and
    `apt-cache` do the same and keep theirs.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN apt update && apt install -y --no-install-recommends tini \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["tini", "--", "true"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends tini \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["tini", "--", "true"]
    ```

    ## When it stays silent

    It is off by default: such builds work.

    ## Fix safety

    Safe for the subcommands that both have, such as `install`, `update` and `remove`: options
    and effects are the same.
    `apt upgrade` becomes `apt-get upgrade --with-new-pkgs`, `full-upgrade` becomes
    `dist-upgrade`.
    Refused for `apt list`, `apt search` and `apt show`, whose output has no equal, and within
    the text of another command.

    ## With other rules

    The rules on packages read `apt` and `apt-get` alike.

    ## References

    - apt(8), "Script usage and differences from other APT tools"
    """
    for command in run.commands:
        # apt-get is read as another program than apt
        if command.program == "apt":
            yield ctx.report(
                command.words[0],
                "`apt` has no stable interface for scripts",
                help="Use `apt-get`, or `apt-cache` for queries",
            )
            return
