"""DW601: a build step asks for a GPU, which no build sees."""

from __future__ import annotations

from dockwright.model.actions import RunPython
from dockwright.model.command import Command
from dockwright.model.image_ref import ImageRef
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.gpu._shared import is_about
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_HARMLESS = frozenset({"group", "subshell"})


@rule(
    "DW601",
    "gpu-query-in-build",
    on=Command,
    family=Family.GPU,
    severity=Severity.WARNING,
    aliases=("tally/gpu/no-buildtime-gpu-queries",),
    facts=(
        "cuda.gpu-query-programs",
        "cuda.gpu-query-python",
        "gpu-build.failing-queries",
        "gpu-build.images-built-with-gpu",
        "gpu-build.jetson-words",
    ),
    triggers=(
        "nvidia",
        "-smi",
        "torch",
        "tensorflow",
        "tf.",
        "jax",
        "cupy",
        "pynvml",
        "devicequery",
    ),
)
def gpu_query_in_build(command: Command, ctx: Context) -> Iterator[Diagnostic]:
    """A build step asks for a GPU, which no build sees.

    ## What it does

    Finds `nvidia-smi` and its like in RUN, and Python code given with `-c` that asks a framework
    for its GPUs: `torch.cuda.is_available()`, `tf.config.list_physical_devices()` and others.
    A step that fails for it is an error, one that gets a wrong answer a warning, and one that only
    prints it an info.

    ## Why it matters

    The driver is put into a container when that starts, by the NVIDIA container toolkit; the build
    has neither the driver nor `/dev/nvidia*`.
    `nvidia-smi` is not found or cannot reach the driver, and `torch.cuda.is_available()` is False
    on every build machine, so the test says nothing about the image.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    RUN nvidia-smi
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    USER 10001
    CMD ["nvidia-smi"]
    ```

    ## When it stays silent

    Where the step goes on without an answer (`|| true`, `if nvidia-smi; then`), for
    `command -v nvidia-smi`, in RUN with `--device`, and for Jetson images, by their base or folder,
    which are built on the machine that has the GPU.
    A builder whose default runtime is NVIDIA's sees the GPU; the same build then fails on others.

    ## Fix safety

    Unsafe: a query whose output goes nowhere but to the log is left out; a program that fails
    there on purpose, so that the build stops, no longer does.
    Refused where something uses what the query says.

    ## With other rules

    DW609 reports extensions that are compiled for the GPU that the build cannot see, DW611 uv's
    choice by what the build machine has.

    ## References

    - NVIDIA container toolkit, "Running a sample workload"
    - PyTorch, `torch.cuda.is_available`
    """
    queries = command.program in ctx.kb.name_set("cuda.gpu-query-programs")
    python = None if queries else RunPython.of(command)
    if not queries and (python is None or python.code is None):
        return
    instruction = command.instruction
    stage = None if instruction is None else instruction.stage
    if instruction is None or stage is None or instruction.node.flag("device") is not None:
        return
    if _is_guarded(command) or not command.words:
        return
    image = stage.image
    if isinstance(image, ImageRef):
        full = ctx.kb.repository(image.name)
        if full.startswith(ctx.kb.names("gpu-build.images-built-with-gpu")):
            return
    if is_about(ctx, ctx.kb.names("gpu-build.jetson-words"), text=False):
        return
    fails = _status_counts(command)
    if queries:
        if any(text_of(word) in {"--version", "--help", "-h"} for word in command.words[1:]):
            return
        yield ctx.report(
            command.own_span,
            f"`{command.program}` needs the driver, which comes from the host when a container "
            "starts and is not there in a build",
            help="Run it where the container starts, or end the step with `|| true` if its output "
            "is only to look at",
            severity=Severity.ERROR if fails else Severity.WARNING,
            confidence=Confidence.MEDIUM if fails else None,
        )
        return
    assert python is not None
    assert python.code is not None
    code = text_of(python.code)
    query = next((name for name in ctx.kb.names("cuda.gpu-query-python") if name + "(" in code), "")
    if not query or "try:" in code:
        return
    raises = any(name + "(" in code for name in ctx.kb.names("gpu-build.failing-queries"))
    call = re.escape(query) + r"\("
    asserts = re.search(rf"assert[\s(]+{call}|exit\(.*{call}", code)
    if fails and (raises or asserts):
        severity = Severity.ERROR
    elif re.search(rf"(?:if|not|=)\s*{call}", code):
        severity = Severity.WARNING
    else:
        severity = Severity.INFO
    yield ctx.report(
        python.code.span,
        f"`{query}()` finds no GPU in a build, whatever the machine",
        help="Ask when the container starts, such as in its entrypoint",
        severity=severity,
    )


def _is_guarded(command: Command) -> bool:
    """Tell whether the script goes on as well without the command's success."""
    at: Command | None = command
    while at is not None:
        simple = at.simple
        if any(part not in _HARMLESS and part != "substitution" for part in simple.context):
            return True
        if simple.connector == "||" or simple.follower == "||" or _alternative_follows(at):
            return True
        at = at.parent
    return False


def _alternative_follows(command: Command) -> bool:
    """Tell whether the list of ``&&`` that the command stands in ends in ``||``."""
    instruction = command.instruction
    script = None if instruction is None else instruction.script
    if script is None:
        return False
    passed = False
    for simple in script.commands:
        if simple is command.simple:
            passed = True
        elif passed and simple.scope == command.simple.scope:
            if simple.connector == "||":
                return True
            if simple.connector not in {"&&", "|", "|&"}:
                return False
    return False


def _status_counts(command: Command) -> bool:
    """Tell whether the build fails where the command does."""
    simple = command.simple
    return (
        simple.follower in {"", "&&"}
        and simple.pipeline[2] == 1
        and "substitution" not in simple.context
    )
