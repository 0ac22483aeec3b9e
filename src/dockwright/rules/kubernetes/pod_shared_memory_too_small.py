"""DW956: processes share memory in a pod that has next to none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules._shared_memory import need_of_shared_memory
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import code_in, commands_of, lookup_of, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW956",
    "pod-shared-memory-too-small",
    on=Container,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("pod.shared-memory-bytes",),
)
def pod_shared_memory_too_small(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code's processes hand data over through `/dev/shm`, which has 64 MB in the pod.

    ## What it does

    Finds containers whose Python code loads batches with worker processes, spreads a model over
    several GPUs or makes a group of NCCL, and that have no volume at `/dev/shm`, or one that is as
    small as the default.

    ## Why it matters

    The runtime gives each container 64 MB there. Workers that need more end with `Bus error`, NCCL
    with `No space left on device`, hours into a run.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime
    COPY train.py .
    USER 10001
    CMD ["python", "train.py"]
    ```

    ```python train.py
    from torch.utils.data import DataLoader

    from data import images

    loader = DataLoader(images, batch_size=64, num_workers=8)
    ```

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: train
    spec:
      containers:
        - name: train
          image: registry.example/train:1.4.0
          resources:
            limits:
              nvidia.com/gpu: 1
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: train
    spec:
      volumes:
        - name: shm
          emptyDir:
            medium: Memory
            sizeLimit: 8Gi
      containers:
        - name: train
          image: registry.example/train:1.4.0
          resources:
            limits:
              nvidia.com/gpu: 1
          volumeMounts:
            - name: shm
              mountPath: /dev/shm
    ```

    ## When it stays silent

    With `hostIPC`; where any other volume is mounted there; where the number of workers is 0 or not
    known; for NCCL, where the container gets one GPU or none.

    ## Fix safety

    Unsafe: an `emptyDir` of memory is mounted at `/dev/shm`, or the limit of the one that is there
    is taken away: what is written counts towards the memory of the pod, which is the limit then.

    ## With other rules

    DW957 is about the GPUs themselves.

    ## References

    - Kubernetes documentation, "Volumes", emptyDir
    """
    workload = container.workload
    host_ipc = workload.flag("hostIPC")
    if host_ipc is not None and host_ipc.value is not False:
        return
    if container.role != "main" or workload.changed_in is not None:
        return
    found = stage_of(container, ctx)
    code = code_in(container, ctx)
    if found is None or code is None:
        return
    gpus = container.limits.get("nvidia.com/gpu")
    amount = None if gpus is None else gpus.amount
    has_several = amount is not None and not isinstance(amount, Unknown) and amount > 1
    need = need_of_shared_memory(
        code,
        commands_of(container, found[1]) or (),
        lookup_of(container, found[1]),
        has_several_gpus=has_several,
    )
    if need is None:
        return
    use, told = need
    mount = container.mount_over("/dev/shm")  # noqa: S108 - a place in the container
    if isinstance(mount, Unknown):
        return
    where, words = container.span, "`/dev/shm` has 64 MB in this container"
    if mount is not None:
        volume = container.volume_of(mount)
        limit = None if volume is None else volume.size_limit
        size = None if limit is None else limit.quantity
        if limit is None or size is None or isinstance(size, Unknown):
            return
        if size > ctx.kb.integer("pod.shared-memory-bytes"):
            return
        where, words = limit.span, f"the volume at `/dev/shm` has no more than {limit.text}"
    yield ctx.report(
        where,
        f"{words}, and {told}",
        help="Mount an `emptyDir` with `medium: Memory` and a larger `sizeLimit` at /dev/shm",
        related=(ctx.label_in(use.path, use.span, "it is used here"),),
    )
