"""DW958: GPUs are requested and not limited to the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW958",
    "gpu-request-without-limit",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def gpu_request_without_limit(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """GPUs stand in `requests` without the same number in `limits`.

    ## What it does

    Compares requests and limits of extended resources, such as `nvidia.com/gpu`.

    ## Why it matters

    Extended resources cannot be overcommitted: the API server refuses a pod whose request has no
    limit ("Limit must be set for non overcommitable resources") or another one.

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
          resources:
            requests:
              nvidia.com/gpu: 1
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
          resources:
            limits:
              nvidia.com/gpu: 1
    ```

    ## When it stays silent

    For processors and memory, and where an amount is not known.

    ## Fix safety

    Safe where no limit is there: it is written with the number that is requested, and the API
    server refused the manifest before.
    Unsafe where they differ: the request is left out, and follows the limit.

    ## With other rules

    DW957 is about containers without GPUs at all.

    ## References

    - Kubernetes documentation, "Schedule GPUs"
    """
    for name, request in container.requests.items():
        if "/" not in name or name.startswith("kubernetes.io/"):
            continue
        limit = container.limits.get(name)
        if limit is None:
            yield ctx.report(
                request.span,
                f"`{name}` is requested without a limit, which the API server refuses",
                help="Write it under `limits`, which the request follows",
            )
            continue
        wanted, allowed = request.amount, limit.amount
        if isinstance(wanted, Unknown) or isinstance(allowed, Unknown) or wanted == allowed:
            continue
        yield ctx.report(
            request.span,
            f"`{name}`: the request is {request.value.text} and the limit {limit.value.text}, "
            "which the API server refuses",
            help="Leave the request out: it follows the limit",
            related=(ctx.label(limit.span, "the limit"),),
        )
