"""DW006: docker cannot expand the variables of a word."""

from __future__ import annotations

from dockwright.model.expansion import expanded_texts
from dockwright.model.instructions import Instruction
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW006",
    "failed-expansion",
    on=Instruction,
    family=Family.READING,
    severity=Severity.ERROR,
)
def failed_expansion(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """Docker cannot expand the variables of a word.

    ## What it does

    Reports words of instructions that BuildKit expands itself, such as those of ENV, COPY, WORKDIR
    and FROM, where a `${…}` or a quote is not closed, a modifier is unknown, or `${NAME:?}` fails.

    ## Why it matters

    The build stops at this instruction.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    ENV PATH="/opt/bin:${PATH"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    ENV PATH="/opt/bin:${PATH}"
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For RUN, CMD and ENTRYPOINT, whose variables a shell expands, and for ONBUILD triggers.

    ## Fix safety

    Refused: where the reference was to end is not known.

    ## With other rules

    DW107 reports variables that expand, to nothing.

    ## References

    - Dockerfile reference, "Environment replacement"
    """
    for text in expanded_texts(instruction):
        if text.error is not None:
            # BuildKit shows the end of the word as the character that stands for none.
            is_open = "(\ufffd)" in text.error
            reason = "a `${` in it has no `}`" if is_open else text.error
            yield ctx.report(
                text.span,
                f"Docker cannot expand this word: {reason}",
                help="Close the reference or quote, or escape a `$` that is meant as such",
            )
