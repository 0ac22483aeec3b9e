"""DW902: aS is not in the same case as FROM."""

from __future__ import annotations

from dockwright.model.instructions import From
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW902",
    "mismatched-as-casing",
    on=From,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("FromAsCasing",),
)
def mismatched_as_casing(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """AS is not in the same case as FROM.

    ## What it does

    Reports `FROM image as name` and `from image AS name`.

    ## Why it matters

    One case for keywords lets readers tell them from names.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim as builder
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS builder
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where FROM itself is in mixed case, which DW903 reports.

    ## Fix safety

    Safe: the word is written in FROM's case, and the case of keywords has no meaning.

    ## With other rules

    DW903 looks at the instructions.

    ## References

    - Docker documentation, Build checks, "FromAsCasing"
    """
    words = instruction.node.words
    keyword = instruction.node.raw_keyword
    if len(words) < 3 or keyword not in {keyword.lower(), keyword.upper()}:
        return
    wanted = words[1].text.lower() if keyword == keyword.lower() else words[1].text.upper()
    if words[1].text != wanted and is_reached(ctx, Phase.INSTRUCTIONS, instruction):
        yield ctx.report(
            words[1],
            f"`{words[1].text}` is not in the case of `{keyword}`",
            help=f"Write `{wanted}`",
        )
