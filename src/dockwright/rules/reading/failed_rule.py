"""DW099: a rule of dockwright failed on this file."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW099",
    "failed-rule",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
    reported_by="the engine, when a rule raises",
)
def failed_rule(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """A rule of dockwright failed on this file.

    ## What it does

    Names a rule that raised an error, and where it was.
    All other rules ran on.

    ## Why it matters

    It is a defect of dockwright, not of the file: that rule's findings are missing.
    The exit status is 3.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Whenever all rules run to their end, which is always meant to be so.

    ## Fix safety

    There is nothing to repair in the file.
    Report the defect with the Dockerfile, and go on with `--ignore` and the code of the rule that
    failed.

    ## With other rules

    The engine makes these findings when a rule raises; the check of this rule itself yields
    nothing.

    ## References

    - The contributor's guide
    """
    del model, ctx
    yield from ()
