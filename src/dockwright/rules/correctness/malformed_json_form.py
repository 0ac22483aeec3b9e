"""DW124: what is meant as a JSON array is none, and a shell runs its text."""

from __future__ import annotations

from dockwright.edits.quoting import json_array
from dockwright.model.instructions import Run, Runnable
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._json_form import BLANKS, broken_array, needs_a_shell
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW124",
    "malformed-json-form",
    on=Runnable,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    triggers=("[",),
    given=("begins_like_array",),
)
def malformed_json_form(instruction: Runnable, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction's JSON array is not valid, so that a shell runs its text as it stands.

    ## What it does

    Finds RUN, CMD, ENTRYPOINT and HEALTHCHECK whose text begins as an array of strings and is no
    JSON: single quotes or none, a missing or an extra comma, a bracket that is not closed, a
    comment behind it, backslashes that are not doubled.

    ## Why it matters

    Docker does not complain: what is no JSON is a shell's text.
    `CMD ['python', 'main.py']` has the shell look for a program named `[python,`; there is none,
    and the container ends at once with status 127.
    With a blank behind the bracket the shell takes it for a test, and runs nothing either.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    CMD ['python', 'main.py']
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    For tests, such as `RUN [ "$A" = b ] && make`, for the text of here-documents, for PowerShell,
    and for shells that SHELL sets and that are not read.

    ## Fix safety

    Safe: the array is written as JSON with the same words; what stood there could not run.
    Refused where the words cannot be told, and where a variable is among them, which no shell
    would expand then, unless they are those of a `sh -c`, and where the image does not have the
    program.

    ## With other rules

    DW104 reports shell forms that are meant as such, and is silent where this rule speaks.
    DW502 reports an array of one string that holds a whole command line, DW001 an array with
    entries that are no strings, which Docker refuses.

    ## References

    - Dockerfile reference, "Exec form"
    """
    if not instruction.begins_like_array or instruction.node.has_error:
        return
    if isinstance(instruction, Run) and instruction.heredocs:
        return
    text, origin = instruction.script_text()
    script = instruction.script
    found = None if script is None or script.reason else broken_array(text)
    if found is None:
        return
    keyword = instruction.keyword
    advice = "Write the words in double quotes, divided by commas, between `[` and `]`"
    if found.words and needs_a_shell(found.words):
        advice += ", with `sh -c` where a shell has to expand a variable"
    elif found.words:
        command = "HEALTHCHECK CMD" if keyword == "HEALTHCHECK" else keyword
        advice = f"Write `{command} {json_array(found.words)}`"
    # On Windows, where this escape is at home, another shell is the default.
    shell = "the shell" if instruction.escape == "`" else f"`{instruction.state.shell[0]}`"
    then = "takes `[` for a test" if text[1:2].isspace() else "finds no such program"
    yield ctx.report(
        origin.span(0, len(text.rstrip(BLANKS))),
        f"this is no JSON array, as {found.why}: {shell} runs the text of {keyword} as it stands, "
        f"and {then}",
        help=advice,
    )
