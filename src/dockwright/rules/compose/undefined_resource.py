"""DW720: a service names what nothing declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._starting import is_merged_by_hand
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW720",
    "undefined-resource",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def undefined_resource(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service names a volume, network, secret, config or service that nothing declares.

    ## What it does

    Looks up every name by which a service refers to something else of the project: `volumes`,
    `networks`, `secrets`, `configs`, `models`, `depends_on`, `extends`, `network_mode: service:…`.
    A service without `image` and `build` is told too.

    ## Why it matters

    Compose refuses the project: "refers to undefined volume".

    ## Example

    ```yaml bad
    services:
      db:
        image: postgres:17.2
        volumes:
          - database:/var/lib/postgresql/data
    volumes:
      databse:
    ```

    ## Instead

    ```yaml good
    services:
      db:
        image: postgres:17.2
        volumes:
          - database:/var/lib/postgresql/data
    volumes:
      database:
    ```

    ## When it stays silent

    For paths of the host, for anonymous volumes, for the network `default`, in files that are
    merged over another one which is not known, for what a file that includes this one declares, and
    where a script, a Makefile, a workflow or a
    page of instructions starts Compose with this file and others (`-f` twice, `COMPOSE_FILE`).

    ## Fix safety

    Unsafe: where a declared name is near, the reference becomes that name; else a volume or
    network is declared at the top of the file, unless a file or directory beside the project's has
    the volume's name.
    Secrets and configs need content that is not known.

    ## With other rules

    DW726 is about services that are declared and belong to a profile.

    ## References

    - Compose specification, "volumes", "networks", "secrets", "configs"
    """
    if project.is_fragment:
        return
    for problem in project.problems:
        if problem.kind == "reference":
            if is_merged_by_hand(project, ctx):
                return
            yield ctx.report(problem, problem.message, help=problem.help, about=problem)
