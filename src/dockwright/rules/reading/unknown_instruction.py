"""DW003: a line begins with a word that is no instruction."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.validate import INSTRUCTIONS, UNKNOWN_INSTRUCTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW003",
    "unknown-instruction",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
    aliases=("tally/unknown-instruction",),
    given=("tree.problems",),
)
def unknown_instruction(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    r"""A line begins with a word that is no instruction.

    ## What it does

    Reports keywords that Docker does not know, and names the nearest that it does.

    ## Why it matters

    The build stops before its first step.
    Often the line before lacks its `\`, so that the rest of a RUN is read as instructions of its
    own.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPPY app /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY app /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Never: there are eighteen instructions, and no way to add one.
    A file with a tag of a template language in the place of an instruction (`{% if … %}`) or of
    the base image (`{{ … }}`) is no Dockerfile yet: it is passed over, with a line that says so.

    ## Fix safety

    Unsafe: a misspelt keyword is replaced by the one that is nearest, which need not be what
    was meant, and `//` at the beginning of a line by `#`; the build stops without it.
    Refused where no instruction is near.

    ## With other rules

    Once an instruction is unknown, rules about what it would have done are silent.

    ## References

    - Dockerfile reference
    """
    for problem in model.tree.problems:
        if problem.message.startswith(UNKNOWN_INSTRUCTION):
            word, _, guess = problem.message.removeprefix(UNKNOWN_INSTRUCTION).partition(" (")
            meant = guess.removeprefix("did you mean ").removesuffix("?)")
            yield ctx.report(
                problem.span,
                f"Docker knows no instruction `{word}`",
                help=_help(word, meant),
            )


def _help(word: str, meant: str) -> str:
    if word.startswith("//"):
        return "Comments begin with `#`"
    if meant:
        return f"Write `{meant}`"
    hidden = next((name for name in INSTRUCTIONS if word.endswith(f"_{name}")), None)
    if hidden is not None:
        return (
            "If the word is filled in before the build, this file is a template: exclude it; else "
            f"write `{hidden}`"
        )
    if any(mark in word for mark in "{}<>%@"):
        return "If the word is filled in before the build, this file is a template: exclude it"
    return "If it goes on a command, end the line before with the continuation character"
