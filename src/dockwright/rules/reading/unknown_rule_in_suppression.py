"""DW009: a comment switches off a rule that does not exist."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW009",
    "unknown-rule-in-suppression",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.INFO,
    reported_by="the report, once all rules have run",
)
def unknown_rule_in_suppression(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """A comment switches off a rule that does not exist.

    ## What it does

    Reports codes and names in suppressing comments that are neither ours nor those of a tool whose
    names we know.

    ## Why it matters

    The comment does nothing: the finding that it was written for is still reported, or another one
    is.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    # dockwright: ignore=DW9999
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

    For names of other tools, whose comments may be meant for them alone.

    ## Fix safety

    Unsafe: the nearest name is written, which may not be the one that was meant.
    Refused where no name is near.

    ## With other rules

    DW008 reports suppressions of known rules that found nothing.
    The report makes these findings; the check of this rule itself yields nothing.

    ## References

    - The guide "Passing over findings"
    """
    del model, ctx
    yield from ()
