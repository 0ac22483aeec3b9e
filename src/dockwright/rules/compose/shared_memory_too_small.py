"""DW770: processes share memory in a service that has next to none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.unknown import Unknown
from dockwright.rules._shared_memory import need_of_shared_memory
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import (
    code_in,
    commands_of,
    lookup_of,
    mount_over,
    stage_of,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW770",
    "shared-memory-too-small",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("pod.shared-memory-bytes", "compose.parallel-options", "compose.process-options"),
)
def shared_memory_too_small(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """Processes hand data over through `/dev/shm`, which has 64 MB in the container.

    ## What it does

    Finds services whose Python code loads batches with worker processes, spreads a model over
    several GPUs or makes a group of NCCL, or whose command does (`--tensor-parallel-size 2`), and
    that have the engine's `/dev/shm`, or one as small.

    ## Why it matters

    Workers that need more end with `Bus error`, NCCL with `No space left on device`, hours into a
    run.

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

    from images import images

    loader = DataLoader(images, batch_size=64, num_workers=8)
    ```

    ```python images.py
    images = [1, 2, 3]
    ```

    ```yaml bad
    services:
      train:
        build: .
        deploy:
          resources:
            reservations:
              devices:
                - driver: nvidia
                  count: 1
                  capabilities: [gpu]
    ```

    ## Instead

    ```yaml good
    services:
      train:
        build: .
        shm_size: 8gb
        deploy:
          resources:
            reservations:
              devices:
                - driver: nvidia
                  count: 1
                  capabilities: [gpu]
    ```

    ## When it stays silent

    With `ipc`; where a volume or a tmpfs is mounted at `/dev/shm`; where the number of workers is
    0 or not known; for NCCL, where the service gets one GPU or starts one process.

    ## Fix safety

    Unsafe: `shm_size` is set to what NVIDIA starts its own containers with; it is a limit, and
    takes no memory before something is written.
    How much is needed is not known.

    ## With other rules

    DW956 tells the same of manifests.

    ## References

    - Compose specification, "shm_size" and "ipc"
    """
    ipc = service.text("ipc")
    if ipc is not None and ipc not in {"private", "shareable", "none"}:
        return
    size = service.shm_size
    if isinstance(size, Unknown) or (size or 0) > ctx.kb.integer("pod.shared-memory-bytes"):
        return
    if mount_over(service, "/dev/shm") is not None:  # noqa: S108 - a place in the container
        return
    words = [*_words(service.entrypoint), *_words(service.command)]
    split = _number_after(words, ctx.kb.names("compose.parallel-options"))
    item = service.get("shm_size")
    place = service if item is None else item
    start = "`/dev/shm` has 64 MB in this container" if item is None else "`/dev/shm` stays small"
    help_ = "Set `shm_size`, such as `8gb`, or `ipc: host`"
    if split > 1:
        yield ctx.report(
            place, f"{start}, and a model is spread over {split} processes", help=help_
        )
        return
    found = stage_of(service, ctx)
    code = code_in(service, ctx)
    if found is None or code is None:
        return
    several = _number_after(words, ctx.kb.names("compose.process-options")) > 1 or any(
        (each.number or len(each.device_ids)) > 1 for each in service.device_requests
    )
    need = need_of_shared_memory(
        code,
        commands_of(service, found[1], ctx) or (),
        lookup_of(service, found[1]),
        has_several_gpus=several,
    )
    if need is not None:
        use, told = need
        yield ctx.report(
            place,
            f"{start}, and {told}",
            help=help_,
            related=(ctx.label_in(use.path, use.span, "it is used here"),),
        )


def _words(words: list[str] | Unknown | None) -> list[str]:
    return [] if words is None or isinstance(words, Unknown) else words


def _number_after(words: list[str], options: tuple[str, ...]) -> int:
    """Return the number that one of some options is given; 0 for none."""
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options:
            given = value if equals else words[at + 1] if at + 1 < len(words) else ""
            return int(given) if given.isdecimal() else 0
    return 0
