"""DW002: an instruction is written in a way that Docker refuses."""

from __future__ import annotations

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.nodes import ProblemKind
from dockwright.syntax.dockerfile.validate import NO_STAGE, UNKNOWN_INSTRUCTION
from dockwright.text import regex as re
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.refusals import Refusal
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW002",
    "invalid-instruction",
    on=Dockerfile,
    family=Family.READING,
    severity=Severity.ERROR,
)
def invalid_instruction(model: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """An instruction is written in a way that Docker refuses.

    ## What it does

    Reports instructions with too few or too many arguments, flags that they do not have or that
    lack a value, a COPY whose destination is a heredoc, a HEALTHCHECK with a malformed interval, an
    ONBUILD that triggers another, and what else BuildKit's instruction parser refuses; a base
    image whose name is malformed (`FROM Python:3.13`), a platform that is none, a COPY from an
    address, a `--checksum` of a local file, a STOPSIGNAL that is no signal.
    The message is BuildKit's.

    ## Why it matters

    The build stops before its first step.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY requirements.txt
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY requirements.txt /app/
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For values that only the build can judge, such as a source that is not in the build context,
    and for those that hold a variable whose value is not known; for names of base images that
    hold any variable, whose default the build may replace.

    ## Fix safety

    Unsafe: the build stops without it, and what is written is what alone can be meant: the flag
    that Docker's message suggests, CMD before the command of a HEALTHCHECK, seconds where an
    interval has no unit.
    Refused else, as what the instruction was meant to say is not known.

    ## With other rules

    DW003 reports keywords that Docker does not know, DW004 instructions before the first FROM,
    DW105 and DW109 base images whose variables come to no valid name.

    ## References

    - Dockerfile reference
    """
    for problem in model.tree.problems:
        if (
            problem.kind is ProblemKind.INSTRUCTION
            and problem.message != NO_STAGE
            and not problem.message.startswith(UNKNOWN_INSTRUCTION)
        ):
            yield ctx.report(
                problem.span,
                f"Docker refuses this instruction: {problem.message}",
                help=_help(model, problem.span),
            )
    if model.is_broken or not _may_hold_refused_values(model):
        return
    from dockwright.model.refusals import malformed_base, malformed_platform, value_refusals

    refusals: list[Refusal | None] = []
    for stage in model.stages:
        image, platform = stage.from_.image, stage.from_.platform
        if image is not None and image.known and "$" not in image.raw:
            refusals.append(malformed_base(stage, image.known))
        if platform is not None and platform.known and "$" not in platform.raw:
            refusals.append(malformed_platform(stage, platform.known))
        for instruction in stage.instructions:
            refusals += value_refusals(instruction)
    for refusal in filter(None, refusals):
        yield ctx.report(
            refusal.span,
            f"BuildKit refuses this: {refusal.message}",
            help=_help(model, refusal.span),
        )


def _help(model: Dockerfile, span: Span) -> str:
    text = model.source.slice(span)
    for node in model.tree.instructions:
        if node.span.start <= span.start <= node.span.end and node.keyword in _WITHOUT_SCRIPT:
            text = model.source.slice(node.span)
    if _placeholder().search(text):
        return (
            "If the placeholder is filled in before the build, this file is a template: exclude "
            "it; else see the instruction in the Dockerfile reference"
        )
    return "See the instruction in the Dockerfile reference; the build stops here"


@lru_cache(maxsize=1)
def _placeholder() -> re.Pattern[str]:
    return re.compile(
        r"(?<![$\w])\{\{?[ \w.-]+\}|(?<!<)<[A-Za-z][\w .-]*>|(?<!\w)@[A-Za-z]\w*@|%[A-Za-z]\w*%|\{%"
    )


# What stands in braces in the others may be the shell's.
_WITHOUT_SCRIPT = frozenset({"ADD", "COPY", "EXPOSE", "FROM", "STOPSIGNAL", "USER", "WORKDIR"})
_MARKS = ("://", "git@", ".git", "github.com", "stopsignal", "--checksum", "--platform")


def _may_hold_refused_values(model: Dockerfile) -> bool:
    """Tell whether there is a base name out of the ordinary, or a value of a kind that is checked.

    Most files have neither, and need not have the checks imported.
    """
    text = model.source.lowered
    return any(mark in text for mark in _MARKS) or any(
        stage.from_.image is not None and not _is_ordinary(stage.from_.image.raw)
        for stage in model.stages
    )


def _is_ordinary(name: str) -> bool:
    """Tell whether a base name is lower-case words with a tag: no reference can be plainer."""
    repository, _, tag = name.partition(":")
    return (
        repository == repository.lower()
        and repository.replace("/", "").replace("-", "").isalnum()
        and not {"--", "//"} & {repository[at : at + 2] for at in range(len(repository))}
        and repository[0].isalnum()
        and repository[-1].isalnum()
        and tag.replace(".", "").replace("-", "").isalnum() is (bool(tag) or ":" in name)
    )
