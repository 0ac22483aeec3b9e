"""DW957: a container that uses GPUs is given none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import base_label, code_in, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW957",
    "gpu-limit-missing",
    on=Container,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("gpu-container.device-variables", "gpu-container.no-devices"),
)
def gpu_limit_missing(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The container is told to use GPUs, and gets none.

    ## What it does

    Finds containers whose variables name devices (`CUDA_VISIBLE_DEVICES`,
    `NVIDIA_VISIBLE_DEVICES`), whose Python code moves to CUDA without asking whether there is a
    GPU, or whose image is built on a base of CUDA, and that have no limit of an extended resource.

    ## Why it matters

    Without a limit of `nvidia.com/gpu` the scheduler puts the pod on any node, and the device
    plug-in gives it no device: CUDA finds none, and the program fails or runs on processors.

    ## Example

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: train
          image: registry.example/train:1.4.0
          env:
            - name: CUDA_VISIBLE_DEVICES
              value: "0"
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: train
          image: registry.example/train:1.4.0
          env:
            - name: CUDA_VISIBLE_DEVICES
              value: "0"
          resources:
            limits:
              nvidia.com/gpu: 1
    ```

    ## When it stays silent

    Where the variable is empty, `none` or `-1`; where the pod claims devices otherwise
    (`resourceClaims`, a runtime class); for resources of other vendors; for init containers;
    where a Kustomization may add it.

    ## Fix safety

    None: how many devices are wanted is not known.

    ## With other rules

    DW958 is about requests without limits.

    ## References

    - Kubernetes documentation, "Schedule GPUs"
    """
    workload = container.workload
    if (
        container.role != "main"
        or any("/" in name for name in (*container.limits, *container.requests))
        or workload.runtime_class is not None
        or workload.changed_in is not None
        or any(any("/" in name for name in other.limits) for other in workload.containers)
    ):
        return
    for name in ctx.kb.names("gpu-container.device-variables"):
        variable = container.variable(name)
        if variable is None or variable.value is None or variable.value.known is None:
            continue
        if variable.value.text.lower() in ctx.kb.name_set("gpu-container.no-devices"):
            return
        yield ctx.report(
            variable.name.span,
            f"`{name}` names devices, and the container has no limit of `nvidia.com/gpu`",
            help="Set `resources.limits` with `nvidia.com/gpu`",
        )
        return
    code = code_in(container, ctx)
    uses = () if code is None else tuple(use for use in code.gpu if use.at_start)
    if uses:
        yield ctx.report(
            container.span,
            "the code insists on CUDA, and the container has no limit of `nvidia.com/gpu`",
            help="Set `resources.limits` with `nvidia.com/gpu`",
            related=(ctx.label_in(uses[0].path, uses[0].span, "it fails without a GPU"),),
        )
        return
    found = stage_of(container, ctx)
    if found is None:
        return
    build, stage = found
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.kind != "cuda":
        return
    yield ctx.report(
        container.span,
        "the image is built on CUDA, and the container has no limit of `nvidia.com/gpu`",
        help="Set `resources.limits` with `nvidia.com/gpu`",
        related=(base_label(build, stage, ctx, "a base image of CUDA"),),
    )
