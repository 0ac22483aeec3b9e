"""DW763: a reservation of devices has no capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW763",
    "gpu-capability-missing",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def gpu_capability_missing(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A reservation of devices names no `capabilities`, without which Compose refuses it.

    ## What it does

    Finds reservations of devices without `capabilities`.

    ## Why it matters

    Compose stops: "missing property capabilities".

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/train:1.4.0
        deploy:
          resources:
            reservations:
              devices:
                - driver: nvidia
                  count: all
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/train:1.4.0
        deploy:
          resources:
            reservations:
              devices:
                - driver: nvidia
                  count: all
                  capabilities: [gpu]
    ```

    ## When it stays silent

    For `gpus`, whose entries need none.

    ## Fix safety

    Safe: Compose refused the file before.

    ## With other rules

    DW761 is about count and names.

    ## References

    - Compose Deploy Specification, "devices"
    """
    for service in project.services:
        for device in service.texts("deploy", "resources", "reservations", "devices"):
            if device.get("capabilities") is None and isinstance(device.value, dict):
                yield ctx.report(
                    device,
                    "the reservation of devices has no `capabilities`, which Compose refuses",
                    help="Add `capabilities: [gpu]`",
                    about=device,
                )
