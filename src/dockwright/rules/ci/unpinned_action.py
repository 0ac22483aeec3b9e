"""DW937: an action is named by what moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.ci.workflow import Step
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW937",
    "unpinned-action",
    on=Step,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("ci.moving-refs", "ci.first-party"),
    options={"tags": False},
)
def unpinned_action(step: Step, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """An action is named by a branch, so that whoever pushes to it runs in the job.

    ## What it does

    Looks at the reference of each action that a step uses. With the option `tags = true`, tags
    count too, of all owners but the service itself.

    ## Why it matters

    A branch moves: what is pushed to it runs with the job's secrets, and breaks builds that
    worked.

    ## Example

    ```yaml bad
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: docker/login-action@master
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: docker/login-action@v3
    ```

    ## When it stays silent

    For actions in the repository itself, for images (`docker://`), for commits; for tags,
    unless the option says so.

    ## Fix safety

    None: which commit is meant has to be looked up.

    ## With other rules

    None.

    ## References

    - GitHub Docs, "Security hardening for GitHub Actions", Using third-party actions
    """
    uses = step.uses
    if uses is None or uses.known is None or uses.raw.startswith((".", "docker://")):
        return
    action, at, ref = uses.raw.partition("@")
    if re.fullmatch("[0-9a-f]{40}", ref):
        return
    owner = action.partition("/")[0]
    is_moving = not at or ref in ctx.kb.name_set("ci.moving-refs")
    if not is_moving and not (
        ctx.options["tags"] and owner not in ctx.kb.name_set("ci.first-party")
    ):
        return
    yield ctx.report(
        uses.span,
        f"`{action}` is used at `{ref}`, which moves: what is pushed there runs in this job"
        if at
        else f"`{action}` is used without a version",
        help="Name a commit by its 40 digits, with the version in a comment",
    )
