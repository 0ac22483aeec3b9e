"""DW926: Bake cannot read the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.project import BakeProject
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW926",
    "invalid-bake-file",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def invalid_bake_file(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """Bake cannot read the file.

    ## What it does

    Reads the file as HCL, or as JSON, and tells the first place at which it cannot be read.

    ## Why it matters

    `docker buildx bake` stops before it builds anything, also for a target that nobody asked for.

    ## Example

    ```hcl bad
    target "default" {
      dockerfile-inline = "FROM scratch"
      tags              = ["registry.example/app:1.4.2"
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      dockerfile-inline = "FROM scratch"
      tags              = ["registry.example/app:1.4.2"]
    }
    ```

    ## When it stays silent

    For what can be read and means nothing: DW920 and its neighbours look at that. What follows the
    first such place is not told: it is seldom a defect of its own.

    ## Fix safety

    None: what is meant is not known.

    ## With other rules

    DW928 tells keys that Bake reads and passes over.

    ## References

    - HCL Native Syntax Specification
    - docs.docker.com, "Bake file reference"
    """
    told: set[str] = set()
    for path, problem in sorted(bake.problems, key=lambda pair: pair[1].span):
        if path not in told:
            told.add(path)
            yield ctx.report(
                DocumentPlace(path, problem.span),
                f"Bake cannot read the file: {problem.message}",
            )
