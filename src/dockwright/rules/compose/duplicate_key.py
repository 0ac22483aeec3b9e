"""DW719: a key is there twice in one mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW719",
    "duplicate-key",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def duplicate_key(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A key is there twice in one mapping.

    ## What it does

    Finds keys that one mapping of a Compose file has twice: two services of one name, two
    `environment` sections of one service.

    ## Why it matters

    Compose refuses the file.
    Other readers of YAML take the second value and drop the first without a word, so that what a
    test or an editor shows is not what was written.

    ## Example

    ```yaml bad
    services:
      web:
        image: nginx:1.27.3
        environment:
          MODE: production
        environment:
          WORKERS: "4"
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: nginx:1.27.3
        environment:
          MODE: production
          WORKERS: "4"
    ```

    ## When it stays silent

    For the same key in different mappings, and for keys that a merge (`<<`) brings.

    ## Fix safety

    Safe where both values are the same: the second is left out, and Compose refused the file
    before.
    Unsafe where they are mappings with no key in common, or lists: one section gets what both say.
    None else: which value is meant is not known.

    ## With other rules

    DW700 tells what else Compose refuses.

    ## References

    - YAML 1.2.2, "Nodes": the keys of a mapping are unique
    """
    for file in project.files:
        for problem in file.stream.problems:
            if problem.kind == "duplicate-key" and problem.related is not None:
                related = ctx.label_in(file.path, problem.related, "the first is here")
                place = ctx.label_in(file.path, problem.span)
                yield ctx.report(
                    problem.span,
                    problem.message,
                    help="Keep one of them, with what both say",
                    related=(related,),
                )._replace(primary=place)
