"""DW610: the compiler of the base image does not know an architecture that is asked for."""

from __future__ import annotations

from dockwright.kb.records import version_numbers
from dockwright.model.instructions import Env, Variable
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.gpu._shared import known_facts
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic


class Unsupported(NamedTuple):
    """What a finding is about: an entry of the list that a variable holds."""

    variable: Variable
    architecture: str


@rule(
    "DW610",
    "unsupported-gpu-architecture",
    on=Env,
    family=Family.GPU,
    severity=Severity.WARNING,
    facts=("gpu-build.architecture-variable",),
    triggers=("torch_cuda_arch_list",),
)
def unsupported_gpu_architecture(instruction: Env, ctx: Context) -> Iterator[Diagnostic]:
    """TORCH_CUDA_ARCH_LIST names an architecture that the base image's CUDA cannot compile for.

    ## What it does

    Compares the compute capabilities of `TORCH_CUDA_ARCH_LIST` with the CUDA toolkit of a `devel`
    base image: the release that first compiles for each, and the one that dropped it.

    ## Why it matters

    Compiling ends with `nvcc fatal: Unsupported gpu architecture`.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:13.0.2-devel-ubuntu24.04
    ENV TORCH_CUDA_ARCH_LIST="7.0;8.0"
    RUN make
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:13.0.2-devel-ubuntu24.04
    ENV TORCH_CUDA_ARCH_LIST="8.0;9.0"
    RUN make
    ```

    ## When it stays silent

    Where the value or the base image's CUDA is hidden, and on images without a compiler.

    ## Fix safety

    Unsafe: the architecture is left out of the list, and its GPU may be the one in use; another
    base image may be the answer.
    Refused where the list holds no other.

    ## With other rules

    DW609 reports the variable's absence.

    ## References

    - NVIDIA CUDA Toolkit release notes
    - NVIDIA, "Your GPU Compute Capability"
    """
    stage = instruction.stage
    facts = None if stage is None else known_facts(stage)
    if facts is None or facts.cuda_version is None or facts.flavour != "devel":
        return
    cuda = version_numbers(facts.cuda_version)
    variable = ctx.kb.text("gpu-build.architecture-variable")
    for pair in instruction.pairs:
        value = pair.value.known
        if pair.name.known != variable or value is None:
            continue
        for part in re.split(r"[;,\s]+", value.strip("\"'")):
            gpu = ctx.kb.compute_capability(part)
            if gpu is None or "." not in part:
                continue
            if version_numbers(gpu.toolkit_added) > cuda[:2]:
                yield ctx.report(
                    _place(pair.value, part),
                    f"CUDA {facts.cuda_version} of the base image cannot compile for {part} "
                    f"({gpu.architecture}): CUDA {gpu.toolkit_added} is the first that can",
                    help=f"Take a base image with CUDA {gpu.toolkit_added} or newer, or leave "
                    f"{part} out",
                    about=Unsupported(pair, part),
                )
            elif (
                gpu.toolkit_dropped is not None and version_numbers(gpu.toolkit_dropped) <= cuda[:2]
            ):
                yield ctx.report(
                    _place(pair.value, part),
                    f"CUDA {facts.cuda_version} of the base image cannot compile for {part} "
                    f"({gpu.architecture}) any more, since CUDA {gpu.toolkit_dropped}",
                    help=f"Leave {part} out, or take a base image with a CUDA before "
                    f"{gpu.toolkit_dropped}",
                    about=Unsupported(pair, part),
                )


def _place(value: Text, part: str) -> Span:
    """Return where one architecture stands in the list."""
    found = re.search(rf"(?<![\d.]){re.escape(part)}(?![\d.])", value.raw)
    if found is None or len(value.raw) != value.span.end - value.span.start:
        return value.span
    return Span(value.span.start + found.start(), value.span.start + found.end())
