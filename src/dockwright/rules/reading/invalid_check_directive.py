"""DW010: the options of a build check comment are malformed."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.check_options import comment_options, parse_check_options
from dockwright.syntax.dockerfile.directives import find_directive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW010",
    "invalid-check-directive",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
    triggers=("check",),
)
def invalid_check_directive(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """The options of a build check comment are malformed.

    ## What it does

    Reports a `# check=` directive at the top of the file whose options BuildKit refuses, and, as a
    warning, such a comment before an instruction, which BuildKit passes over without a word.

    ## Why it matters

    A malformed directive ends every build with "failed to parse check options".
    A malformed comment switches nothing off.

    ## Example

    ```dockerfile bad
    # check=skip
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    # check=skip=JSONArgsRecommended;error=true
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For names of checks that BuildKit does not have: it takes any.

    ## Fix safety

    Refused: which option was meant is not known.

    ## With other rules

    None.

    ## References

    - Dockerfile reference, "check"
    """
    directive = find_directive(model.source.text, "check")
    if directive is not None:
        options = parse_check_options(directive.value)
        if isinstance(options, str):
            yield ctx.report(
                directive.span,
                f"BuildKit refuses these check options: {options}",
                help="Write `skip=`, `experimental=` or `error=`, divided by semicolons",
            )
    for node in model.tree.instructions:
        options_or_none = comment_options(node.comments)
        if isinstance(options_or_none, str):
            yield ctx.report(
                node.keyword_span,
                "BuildKit passes over the check comment before this instruction: "
                f"{options_or_none}",
                help="Write `# check=skip=` and the names of the checks",
                severity=Severity.WARNING,
            )
