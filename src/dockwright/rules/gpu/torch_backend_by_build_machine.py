"""DW611: uv chooses torch's build by the GPU of the build machine."""

from __future__ import annotations

from dockwright.model.install import install_of
from dockwright.model.instructions import Arg, Env, Instruction, Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW611",
    "torch-backend-by-build-machine",
    on=Instruction,
    family=Family.GPU,
    severity=Severity.WARNING,
    facts=(
        "gpu-build.backend-option",
        "gpu-build.backend-automatic",
        "torch-index.uv-torch-backend-env",
    ),
    triggers=("torch-backend", "torch_backend"),
)
def torch_backend_by_build_machine(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """Uv is told to choose torch's build by the driver that it sees, and a build sees none.

    ## What it does

    Finds `--torch-backend=auto` in RUN and `UV_TORCH_BACKEND=auto` in ENV, ARG or before a command.

    ## Why it matters

    `auto` asks the NVIDIA driver for its CUDA version.
    In a build there is no driver, so uv takes the CPU wheels, and the container reports "Torch not
    compiled with CUDA enabled" on a machine with GPUs.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.7 /uv /bin/uv
    RUN uv pip install --system --no-cache --torch-backend=auto torch==2.9.1
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.9.7 /uv /bin/uv
    RUN uv pip install --system --no-cache --torch-backend=cu128 torch==2.9.1
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For every other value, and in RUN with `--device`, which sees a GPU.

    ## Fix safety

    Unsafe: on an image without CUDA `auto` becomes `cpu`, which keeps what such a build gets now,
    and a CUDA variant may have been meant.
    Refused on an image with CUDA: which variant is meant is the author's choice.

    ## With other rules

    DW601 reports queries of the GPU in a build; DW604 the default build of torch.

    ## References

    - uv documentation, "Using uv with PyTorch", "Automatic backend selection"
    """
    variable = ctx.kb.text("torch-index.uv-torch-backend-env")
    automatic = ctx.kb.text("gpu-build.backend-automatic")
    found: list[Placed] = []
    if isinstance(instruction, Env):
        found.extend(
            pair
            for pair in instruction.pairs
            if pair.name.known == variable and pair.value.known == automatic
        )
    elif isinstance(instruction, Arg):
        found.extend(
            argument
            for argument in instruction.arguments
            if argument.name == variable
            and argument.default is not None
            and argument.default.known == automatic
        )
    elif isinstance(instruction, Run) and instruction.node.flag("device") is None:
        for command in instruction.commands:
            made = command.variable(variable)
            if made is not None and made.value is not None and made.value.value == automatic:
                found.append(made)
            install = install_of(command)
            option = (
                None if install is None else install.option(ctx.kb.text("gpu-build.backend-option"))
            )
            if option is not None and option.text == automatic:
                found.append(option)
    for place in found:
        yield ctx.report(
            place,
            "uv chooses torch's build by the driver, and a build has none: it takes the CPU wheels",
            help="Name the variant that the image is for, such as `cu128`, or `cpu`",
        )
