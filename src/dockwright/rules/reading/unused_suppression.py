"""DW008: a comment switches off a rule that found nothing there."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW008",
    "unused-suppression",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.INFO,
    reported_by="the report, once all rules have run",
)
def unused_suppression(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """A comment switches off a rule that found nothing there.

    ## What it does

    Reports comments that suppress findings which do not exist.

    ## Why it matters

    A suppression that outlives its reason hides the next real finding.
    Tells readers, too, of a problem that is no longer there.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    # dockwright: ignore=DW301
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

    For rules that the configuration switches off, which had no chance to find anything; for the
    comments of other tools, which may find what we do not.

    ## Fix safety

    Safe: the code that suppresses nothing is taken out of the comment, or the comment with its
    line; no build reads it.
    Unsafe where words of a reason would go with it.

    ## With other rules

    DW009 reports names that no rule has.
    The report makes these findings once all rules have run; the check of this rule itself yields
    nothing.

    ## References

    - The guide "Passing over findings"
    """
    del model, ctx
    yield from ()
