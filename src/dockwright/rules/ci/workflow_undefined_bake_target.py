"""DW941: a workflow has Bake build a target that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.baked import definitions_of
from dockwright.model.ci.bakes import WorkflowBake
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import has_moved_files
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW941",
    "workflow-undefined-bake-target",
    on=WorkflowBake,
    family=Family.STYLE,
    severity=Severity.ERROR,
    triggers=("bake", "compose"),
)
def workflow_undefined_bake_target(
    bake: WorkflowBake, ctx: DocumentContext
) -> Iterator[Diagnostic]:
    """A workflow has Bake build a target that its files do not define.

    ## What it does

    Looks up the targets of `docker buildx bake` and of `docker/bake-action` in the Bake files and
    Compose files that they read, and the services of `docker compose build` in theirs.

    ## Why it matters

    The job fails where it was to build: "failed to find target worker".

    ## Example

    With this `docker-bake.hcl`:

    ```hcl docker-bake.hcl
    target "api" {
      dockerfile-inline = "FROM scratch"
    }
    ```

    ```yaml bad
    on: push
    jobs:
      images:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - run: docker buildx bake --load api worker
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      images:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - run: docker buildx bake --load api
    ```

    ## When it stays silent

    Where a file is not in the repository, or is named by an expression (what
    `docker/metadata-action` writes is known); for patterns, and for names that a variable decides.

    ## Fix safety

    Unsafe, and only where one name is near: another target may be meant.

    ## With other rules

    DW920 is about names within Bake files.

    ## References

    - docs.docker.com, "docker buildx bake"
    """
    if not bake.targets or has_moved_files(bake.job):
        return
    if any(":" in each.raw or set("*?[") & set(each.raw) for each in bake.targets):
        return
    defined = definitions_of(bake, ctx.project)
    if defined is None or defined.is_open:
        return
    names = defined.names
    related: tuple[Label, ...] = ()
    if defined.first is not None:
        related = (ctx.label_in(*defined.first, "the files define this"),)
    what = "Bake file that is read defines the target"
    if bake.is_compose:
        what = "Compose file that is read has a service"
    elif defined.services:
        what = "file that Bake reads defines the target"
    for target in bake.targets:
        if not target.known or defined.is_defined(target.known):
            continue
        if bake.is_compose and target.known in defined.others:
            continue  # Compose passes over a service that is not built
        near = nearest(target.known, names)
        yield ctx.report(
            target.span,
            f"no {what} `{target.known}`",
            help=f"Did you mean `{near}`?" if near else "Define it, or leave it out",
            related=related,
        )
