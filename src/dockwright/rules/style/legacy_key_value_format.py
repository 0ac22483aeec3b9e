"""DW905: eNV or LABEL divides name and value by a blank."""

from __future__ import annotations

from dockwright.model.instructions import Env, Instruction, Label
from dockwright.rules._buildkit import Phase, is_buildkit, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW905",
    "legacy-key-value-format",
    on=Instruction,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("LegacyKeyValueFormat",),
)
def legacy_key_value_format(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """ENV or LABEL divides name and value by a blank.

    ## What it does

    Reports `ENV name value` and `LABEL name value`.

    ## Why it matters

    The rest of the line is the value, so that a second pair on it silently becomes part of the
    first.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    ENV APP_HOME /app
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

    For `name=value`.

    ## Fix safety

    Safe: `=` is put between name and value, and a value with blanks into double quotes, or its
    blanks behind escape characters where it has quotes of its own.
    Docker comes to the same value, variables included.
    Unsafe for `name = value`, where Docker takes the `=` into the value, and the repair out of
    it.
    Refused where a quote is not closed, where a comment stands between name and value, and for
    a value of several lines with quotes of its own.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "LegacyKeyValueFormat"
    """
    if not isinstance(instruction, (Env, Label)) or not is_dispatched(ctx, instruction.stage):
        return
    if instruction.is_onbuild and is_buildkit(ctx):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    for pair in instruction.pairs:
        if not pair.has_delimiter:
            yield ctx.report(
                pair,
                f"{instruction.keyword} divides `{pair.name.raw}` and its value by a blank",
                help=f"Write `{instruction.keyword} {pair.name.raw}=value`, in quotes where the "
                "value has blanks",
            )
