"""DW948: a workflow or pipeline cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.workflow import Workflow
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW948",
    "invalid-workflow",
    on=Workflow,
    family=Family.STYLE,
    severity=Severity.ERROR,
    given=("problems",),
)
def invalid_workflow(workflow: Workflow, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A workflow of GitHub Actions or a pipeline of GitLab CI cannot be read.

    ## What it does

    Reads the file as YAML, and tells the first place at which it cannot be read, bytes that are
    not UTF-8 and aliases without an anchor among them.

    ## Why it matters

    None of the file's jobs run: the service calls the file invalid, and nothing is built.

    ## Example

    ```yaml bad
    on: push
    jobs:
      image:
        runs-on: [self-hosted
        steps: []
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      image:
        runs-on: [self-hosted]
        steps: []
    ```

    ## When it stays silent

    For templates of other programs (`{% … %}`), and for keys that are there twice.

    ## Fix safety

    None: what is meant is not known.

    ## With other rules

    The other rules about CI look at what can be read before the place.

    ## References

    - YAML Ain't Markup Language, version 1.2.2
    """
    message, span = min(workflow.problems, key=lambda problem: problem[1])
    yield ctx.report(span, f"the file cannot be read: {message}")
