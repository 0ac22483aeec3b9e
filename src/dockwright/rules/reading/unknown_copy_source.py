"""DW007: COPY or a mount takes from a stage that is not there."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.model.image_ref import ImageRef
from dockwright.model.instructions import Copy
from dockwright.model.refusals import copy_source_refusals
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW007",
    "unknown-copy-source",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
    aliases=("DL3023", "DL3022"),
    triggers=("from=",),
)
def unknown_copy_source(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """COPY or a mount takes from a stage that is not there.

    ## What it does

    Reports `COPY --from=` and `RUN --mount=from=` that name a number without a stage, a stage that
    is defined later, the stage itself, a variable, or something that cannot be an image's name.

    ## Why it matters

    The build stops: a stage can take files only from stages that are built before it.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY --from=2 /wheels /wheels
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim AS wheels
    WORKDIR /wheels

    FROM python:3.13-slim
    COPY --from=wheels /wheels /wheels
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For a name that is no stage: it is taken as an image, or as a context given with
    `--build-context`.
    It is a warning where it is a letter or two away from a stage's name.

    ## Fix safety

    Unsafe: the name of a stage that is a letter or two away is written.
    Refused else, as which stage or image is meant is not known.

    ## With other rules

    None.

    ## References

    - Dockerfile reference, "COPY --from"
    """
    for refusal in copy_source_refusals(model):
        yield ctx.report(
            refusal.span,
            f"the source of this instruction cannot be built: {refusal.message}",
            help="Name a stage that is defined above this one, or an image",
        )
    for stage in model.stages:
        for instruction in stage.instructions:
            if isinstance(instruction, Copy) and isinstance(instruction.from_, ImageRef):
                yield from _misspelt(instruction, instruction.from_.name, stage, ctx)


def _misspelt(copy: Copy, name: str, stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    flag = copy.node.flag("from")
    if flag is None or flag.value is None or flag.value.lower() != name.lower() or len(name) < 4:
        return
    if not re.fullmatch(r"[\w-]+", name) or ctx.kb.image(name) is not None:
        return
    names = [
        other.name
        for other in ctx.dockerfile.stages
        if other.index < stage.index and other.name is not None
    ]
    meant = nearest(name, names, limit=2 if len(name) > 5 else 1)
    if meant is None or re.sub(r"\d", "", meant) == re.sub(r"\d", "", name):
        return
    yield ctx.report(
        flag.value_span,
        f"no stage is named `{name}`, so Docker looks for an image or a named context",
        help=f"Write `--from={meant}`",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
    )
