"""DW760: a service that uses GPUs reserves none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import code_in
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW760",
    "gpu-not-reserved",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("gpu-container.device-variables", "gpu-container.no-devices"),
)
def gpu_not_reserved(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The service is told to use GPUs, and reserves none.

    ## What it does

    Finds services whose variables name devices (`CUDA_VISIBLE_DEVICES`,
    `NVIDIA_VISIBLE_DEVICES`), or whose Python code moves to CUDA without asking whether there is
    a GPU, and that reserve no device.

    ## Why it matters

    Without a reservation the engine gives the container no GPU: CUDA finds none, and the program
    fails or runs on processors.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime
    COPY train.py .
    USER 10001
    CMD ["python", "train.py"]
    ```

    ```python train.py
    import torch

    model = torch.nn.Linear(8, 1).cuda()
    ```

    ```yaml bad
    services:
      train:
        build: .
    ```

    ## Instead

    ```yaml good
    services:
      train:
        build: .
        gpus: all
    ```

    ## When it stays silent

    With `runtime`, `gpus`, a reservation of devices, devices mapped by hand, or `privileged`;
    where the variable is empty, `none` or `-1`; for code that falls back to the processor.

    ## Fix safety

    None: how many devices are wanted is not known.

    ## With other rules

    DW763 is about reservations without a capability, DW957 about manifests.

    ## References

    - Docker documentation, "Enable GPU support" of Compose
    """
    if (
        service.device_requests
        or service.get("runtime") is not None
        or service.get("devices") is not None
        or service.get("privileged") is not None
        or service.get("deploy", "resources", "reservations", "generic_resources") is not None
    ):
        return
    help_ = "Reserve a device: `gpus: all`, or `deploy.resources.reservations.devices`"
    nothing = ctx.kb.name_set("gpu-container.no-devices")
    for name in ctx.kb.names("gpu-container.device-variables"):
        variable = service.environment.get(name)
        if variable is None:
            continue
        if not isinstance(variable.value, str) or variable.value.lower() in nothing:
            return
        yield ctx.report(
            DocumentPlace(variable.path, variable.span),
            f"`{name}` names devices, and the service reserves none",
            help=help_,
        )
        return
    code = code_in(service, ctx)
    use = next((e for e in code.gpu if e.at_start and not e.guarded), None) if code else None
    if use is not None:
        yield ctx.report(
            service,
            "the code insists on CUDA, and the service reserves no device",
            help=help_,
            related=(ctx.label_in(use.path, use.span, "it fails without a GPU"),),
        )
