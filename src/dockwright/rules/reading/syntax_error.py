"""DW001: docker cannot parse the file."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.nodes import ProblemKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW001",
    "syntax-error",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
    aliases=("DL1000",),
    given=("tree.problems",),
)
def syntax_error(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """Docker cannot parse the file.

    ## What it does

    Reports what Docker's parser refuses before it looks at any instruction: a heredoc without its
    end, a JSON array that holds something else than strings, ENV or LABEL without a value, a second
    `# escape` directive, a line over 65,535 bytes, a file without instructions.
    The message is Docker's.

    ## Why it matters

    No build starts: every stage of the file is lost, not only the one with the mistake.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    ENV APP_HOME
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    ENV APP_HOME=/app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For what Docker reads in another way than it was meant, such as a JSON array with single quotes,
    which is taken as a shell command.

    ## Fix safety

    Safe for an array with numbers among its strings: they are put into quotes, as every word of a
    command is a string.
    Refused for all else: what was meant is not known.

    ## With other rules

    DW002 and DW003 report instructions that parse and mean nothing.

    ## References

    - Dockerfile reference
    """
    for problem in model.tree.problems:
        if problem.kind is ProblemKind.PARSE:
            yield ctx.report(
                problem.span,
                f"Docker cannot parse this: {problem.message}",
                help="Repair it first: no build starts before the whole file parses",
            )
