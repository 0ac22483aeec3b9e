"""DW606: the image chooses the GPUs that its containers use."""

from __future__ import annotations

from dockwright.model.instructions import Env
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW606",
    "visible-devices-hard-coded",
    on=Env,
    family=Family.GPU,
    severity=Severity.WARNING,
    aliases=("tally/gpu/no-hardcoded-visible-devices",),
    facts=("gpu-build.selecting-variables", "gpu-build.no-device-values"),
    triggers=("visible_devices",),
)
def visible_devices_hard_coded(instruction: Env, ctx: Context) -> Iterator[Diagnostic]:
    """ENV chooses GPUs by number or name for every container of the image.

    ## What it does

    Reports `CUDA_VISIBLE_DEVICES` and `NVIDIA_VISIBLE_DEVICES` with a number, a list or a UUID.

    ## Why it matters

    Which GPU is free, and what it is called, is known where the container starts.
    With `CUDA_VISIBLE_DEVICES=0` in the image a container that is given four GPUs uses one,
    silently; a UUID or a higher number makes every GPU invisible on the next machine.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    ENV CUDA_VISIBLE_DEVICES=0
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
    ENV NVIDIA_VISIBLE_DEVICES=all
    USER 10001
    CMD ["/app"]
    ```

    ## When it stays silent

    For `all`, `none`, `void`, the empty text and `-1`, which name no GPU; for values that a build
    argument decides; for a single RUN or CMD with the variable before it.

    ## Fix safety

    Unsafe: the variable is left out, and a program that takes all GPUs it sees then does.

    ## With other rules

    DW608 is about the driver's parts that a container gets.

    ## References

    - NVIDIA container toolkit, "Environment variables"
    - CUDA C++ Programming Guide, "CUDA environment variables"
    """
    names = ctx.kb.name_set("gpu-build.selecting-variables")
    free = ctx.kb.name_set("gpu-build.no-device-values")
    for pair in instruction.pairs:
        name = pair.name.known
        value = pair.value.known
        if name not in names or value is None or "$" in pair.value.raw:
            continue
        if value.strip("\"' ").lower() in free:
            continue
        yield ctx.report(
            pair,
            f"`{name}={value}` chooses the GPU for every container of the image, before it is "
            "known which there are",
            help="Choose when the container starts: `docker run --gpus '\"device=0\"'`, or "
            f"`-e {name}={value}`",
        )
