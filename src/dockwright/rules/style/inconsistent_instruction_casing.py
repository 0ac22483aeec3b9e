"""DW903: an instruction is not in the case of the others."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW903",
    "inconsistent-instruction-casing",
    on=Dockerfile,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("ConsistentInstructionCasing",),
)
def inconsistent_instruction_casing(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction is not in the case of the others.

    ## What it does

    Counts the instructions in upper and in lower case, and reports those that are not in the case
    of most.

    ## Why it matters

    One case for keywords lets readers tell them from what they act on.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    workdir /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For ARG before the first FROM and for the triggers of ONBUILD, which BuildKit does not count
    either.

    ## Fix safety

    Safe: the keyword is written in the case of most, and AS with its FROM; the case of
    keywords has no meaning.

    ## With other rules

    DW902 looks at the word AS.

    ## References

    - Docker documentation, Build checks, "ConsistentInstructionCasing"
    """
    counted = [
        instruction for stage in model.stages for instruction in (stage.from_, *stage.instructions)
    ]
    words = [instruction.node.raw_keyword for instruction in counted]
    lower = sum(word == word.lower() for word in words)
    upper = sum(word == word.upper() for word in words)
    for instruction, word in zip(counted, words, strict=True):
        wanted = word.lower() if lower > upper else word.upper()
        if word != wanted and is_reached(ctx, Phase.STAGES, instruction):
            yield ctx.report(
                instruction.keyword_span,
                f"`{word}` is not in the case of most instructions",
                help=f"Write `{wanted}`",
                about=instruction,
            )
