"""DW608: containers get every part of the driver."""

from __future__ import annotations

from dockwright.model.instructions import Env
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_VARIABLE = "NVIDIA_DRIVER_CAPABILITIES"


@rule(
    "DW608",
    "all-driver-capabilities",
    on=Env,
    family=Family.GPU,
    severity=Severity.INFO,
    default=False,
    aliases=("tally/gpu/prefer-minimal-driver-capabilities",),
    facts=("nvidia-env.cuda-image-capabilities",),
    triggers=("nvidia_driver_capabilities",),
)
def all_driver_capabilities(instruction: Env, ctx: Context) -> Iterator[Diagnostic]:
    """ENV asks for every part of the NVIDIA driver.

    ## What it does

    Reports `NVIDIA_DRIVER_CAPABILITIES=all`, where no later ENV of the stage narrows it.

    ## Why it matters

    The container then gets the host's libraries for graphics, video and display too, which
    computing does not use, and on a host that lacks one of them some versions of the toolkit refuse
    to start it.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    ENV NVIDIA_DRIVER_CAPABILITIES=all
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
    USER 10001
    CMD ["/app"]
    ```

    ## When it stays silent

    It is off by default: `all` is rarely wrong.
    For values that a build argument decides, and for those that a later ENV replaces.

    ## Fix safety

    Unsafe: the value becomes that of CUDA's own images, and video decoding and rendering need
    `video` and `graphics`.

    ## With other rules

    DW606 is about which GPUs a container gets.

    ## References

    - NVIDIA container toolkit, "Driver capabilities"
    """
    stage = instruction.stage
    for pair in instruction.pairs:
        if pair.name.known != _VARIABLE or (pair.value.known or "").strip("\"'") != "all":
            continue
        if "$" in pair.value.raw:
            continue
        if stage is not None and _is_replaced(instruction, stage.instructions):
            continue
        usual = ",".join(ctx.kb.names("nvidia-env.cuda-image-capabilities"))
        yield ctx.report(
            pair,
            "containers get every part of the NVIDIA driver, those for graphics and display too",
            help=f"Ask for what the program uses: `{_VARIABLE}={usual}`",
        )


def _is_replaced(env: Env, instructions: tuple[object, ...]) -> bool:
    """Tell whether a later ENV of the stage sets the variable again."""
    later = instructions[instructions.index(env) + 1 :] if env in instructions else ()
    return any(
        isinstance(other, Env) and any(pair.name.known == _VARIABLE for pair in other.pairs)
        for other in later
    )
