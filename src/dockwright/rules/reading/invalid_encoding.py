"""DW005: the file has bytes that are not UTF-8."""

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
    "DW005",
    "invalid-encoding",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.INFO,
    given=("tree.problems",),
)
def invalid_encoding(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    r"""The file has bytes that are not UTF-8.

    ## What it does

    Reports the first byte that is no part of a UTF-8 character.

    ## Why it matters

    Docker reads on, but treats such bytes unevenly: a flag or an ENV value may come out with
    replacement characters, and editors and scanners show something else than what is built.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    # caf\xe9
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    # café
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For a byte order mark, and for any file that is UTF-8 throughout.

    ## Fix safety

    Refused: the encoding that was meant is not known.

    ## With other rules

    None.

    ## References

    - RFC 3629, UTF-8
    """
    for problem in model.tree.problems:
        if problem.kind is ProblemKind.ENCODING:
            yield ctx.report(
                problem.span,
                "this byte is not UTF-8",
                help="Save the file as UTF-8, for example with `iconv -f latin1 -t utf-8`",
            )
            return
