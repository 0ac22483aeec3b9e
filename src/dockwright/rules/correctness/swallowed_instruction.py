"""DW121: an instruction became part of the RUN before it."""

from __future__ import annotations

from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._swallowed import line_before, swallowed_words
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW121",
    "swallowed-instruction",
    on=Run,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    triggers=("run",),
)
def swallowed_instruction(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""An instruction became part of the RUN before it.

    ## What it does

    Finds lines that begin with the name of an instruction in capitals, and which the shell gets as
    words of a RUN, as the line before goes on.
    Blank lines and comments between them do not end the RUN.

    ## Why it matters

    The instruction does not happen: no directory is changed, no variable set.
    Its words are arguments of the last command, which fails or, worse, passes them by.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN mkdir -p /srv/app \
    WORKDIR /srv/app
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN mkdir -p /srv/app
    WORKDIR /srv/app
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For words within quotes and heredocs, in small letters, and within a line.

    ## Fix safety

    Unsafe, as the build did something else so far: the continuation, and an operator in front
    of it, is taken off the line before.
    Refused for FROM and ONBUILD, and where nothing would be left of the RUN.

    ## With other rules

    DW101 reports blank lines that swallow nothing.

    ## References

    - Dockerfile reference, "Format"
    """
    text = ctx.dockerfile.source.text
    sign = "a backtick" if run.escape == "`" else f"`{run.escape}`"
    for word in swallowed_words(run, text):
        start = text.rfind("\n", 0, word.span.start) + 1
        yield ctx.report(
            word,
            f"this {word.raw} is swallowed by the RUN above, because line "
            f"{line_before(text, start)} ends in {sign}",
            help="Take it, and any operator in front of it, off the end of that line",
            related=[ctx.label(run.keyword_span, "the RUN that it is part of")],
        )
