"""DW775: a training run writes its checkpoints where no volume is."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import (
    absolute,
    code_in,
    mount_over,
    stage_of,
    working_directory,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW775",
    "output-not-kept",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.INFO,
    facts=("code.checkpoints",),
)
def output_not_kept(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The training writes its checkpoints where no volume keeps them.

    ## What it does

    Finds services whose Python code writes what a training has learnt (`torch.save`,
    `save_pretrained`, `output_dir` of a trainer) to a path that no volume covers.

    ## Why it matters

    They are in the container's own layer, and `docker compose down` or a new image removes them
    with it.

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

    model = torch.nn.Linear(8, 1)
    torch.save(model.state_dict(), "/checkpoints/last.pt")
    ```

    ```yaml bad
    services:
      train:
        build: .
        gpus: all
    ```

    ## Instead

    ```yaml good
    services:
      train:
        build: .
        gpus: all
        volumes:
          - checkpoints:/checkpoints

    volumes:
      checkpoints:
    ```

    ## When it stays silent

    For paths that code or variables work out; below `/tmp`.

    ## Fix safety

    None: where they are to be kept is not known.

    ## With other rules

    DW773 is about what is downloaded.

    ## References

    - Docker documentation, "Volumes"
    """
    found = stage_of(service, ctx)
    code = code_in(service, ctx) if found is not None else None
    if found is None or code is None:
        return
    workdir = working_directory(service, found[1])
    for written in code.writes:
        text = written.target.text if written.is_checkpoint else None
        target = None if text is None else absolute(text, workdir)
        if target is None or target.startswith(("/tmp/", "/dev/")):  # noqa: S108 - in the container
            continue
        if mount_over(service, target) is not None:
            continue
        yield ctx.report(
            service,
            f"the training writes to `{target}`, which no volume keeps",
            help=f"Mount a volume at {posixpath.dirname(target)}",
            related=(ctx.label_in(written.path, written.span, "it is written here"),),
        )
        return
