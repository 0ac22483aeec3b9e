"""DW941: a workflow has Bake build a target that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.bakes import WorkflowBake, baked_project
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
    triggers=("bake",),
)
def workflow_undefined_bake_target(
    bake: WorkflowBake, ctx: DocumentContext
) -> Iterator[Diagnostic]:
    """A workflow has Bake build a target that its files do not define.

    ## What it does

    Looks up the targets of `docker buildx bake` and of `docker/bake-action` in the Bake files
    that they read.

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

    Where a file is not in the repository, is no Bake file, or is named by an expression; where
    Compose files may define the target; for patterns, and for names that a variable decides.

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
    project = baked_project(bake, ctx.project)
    if project is None or project.has_unknown_names:
        return
    names = [*project.said, *project.groups, *project.matrices]
    related: tuple[Label, ...] = ()
    for said in list(project.said.values())[:1]:
        related = (ctx.label_in(said.path, said.span, "the files define this"),)
    for target in bake.targets:
        if target.known is None or not target.known or project.is_defined(target.known):
            continue
        near = nearest(target.known, names)
        yield ctx.report(
            target.span,
            f"no Bake file that is read defines the target `{target.known}`",
            help=f"Did you mean `{near}`?" if near else "Define it, or leave it out",
            related=related,
        )
