"""DW908: the comment before a stage or ARG is no description of it."""

from __future__ import annotations

from dockwright.model.instructions import Arg, From, Instruction
from dockwright.rules._buildkit import Phase, is_buildkit, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.check_options import comment_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW908",
    "malformed-definition-description",
    on=Instruction,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("InvalidDefinitionDescription",),
    triggers=("#",),
)
def malformed_definition_description(
    instruction: Instruction, ctx: Context
) -> Iterator[Diagnostic]:
    """The comment before a stage or ARG is no description of it.

    ## What it does

    Reports comments right before FROM … AS name and ARG that do not begin with the name.

    ## Why it matters

    `docker build --call=outline` and `--call=targets` show such a comment as the description of the
    stage or argument, if it begins with the name.

    ## Example

    ```dockerfile bad
    # the image that runs
    FROM python:3.13-slim AS app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    # the image that runs
    #
    FROM python:3.13-slim AS app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where a blank line or an empty comment stands between, for comments that switch rules off, and
    for stages without names.
    BuildKit itself passes over blank lines, and so does the profile `buildkit`.

    ## Fix safety

    Safe: a line `#` ends the comment, so that BuildKit no longer takes it for a description.
    To make it one, begin it with the name yourself: whether it was meant so is not known.
    Refused where a comment there switches checks off.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "InvalidDefinitionDescription"
    """
    comments = instruction.node.comments
    if not comments or instruction.is_onbuild or not isinstance(instruction, (Arg, From)):
        return
    names: list[str] = []
    if isinstance(instruction, Arg):
        names = [argument.name for argument in instruction.arguments]
    elif instruction.alias is not None:
        names = [instruction.alias.text.lower()]
    if not names or comments[-1].split(" ", 1)[0] in names:
        return
    if not is_buildkit(ctx) and not _is_meant(instruction, ctx):
        return
    if is_reached(ctx, Phase.INSTRUCTIONS, instruction):
        shown = names[0] if len(names) == 1 else "name"
        yield ctx.report(
            instruction.keyword_span,
            f"the comment before this {instruction.keyword} is no description of it",
            help=f"Begin it with `# {shown} `, or put a line `#` between",
        )


def _is_meant(instruction: Instruction, ctx: Context) -> bool:
    """Tell whether the comment stands right above, and is one for people."""
    node = instruction.node
    above = next(
        (found for found in ctx.dockerfile.tree.comments if found.line == node.start_line - 1), None
    )
    if above is None or not above.text:
        return False
    return comment_options((above.text,)) is None and "ignore=" not in above.text
