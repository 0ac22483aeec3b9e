"""DW761: a reservation has a count and names devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import key_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.tree import Item
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW761",
    "gpu-count-and-device-ids",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def gpu_count_and_device_ids(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A reservation of devices has both `count` and `device_ids`, which Compose refuses.

    ## What it does

    Finds reservations of devices, and entries of `gpus`, that have both.

    ## Why it matters

    Compose stops: "count and device_ids attributes are exclusive".

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
                  count: 1
                  device_ids: ["0"]
                  capabilities: [gpu]
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
                  device_ids: ["0"]
                  capabilities: [gpu]
    ```

    ## When it stays silent

    For either alone.

    ## Fix safety

    Safe where the count is the number of the devices that are named: it is left out, and Compose
    refused the file before.

    ## With other rules

    DW762 compares with the variables.

    ## References

    - Compose Deploy Specification, "devices"
    """
    for service in project.services:
        for device in service.texts("deploy", "resources", "reservations", "devices"):
            yield from _both(device, ctx)
        for device in service.texts("gpus"):
            yield from _both(device, ctx)


def _both(device: Item, ctx: DocumentContext) -> Iterator[Diagnostic]:
    count, ids = device.get("count"), device.get("device_ids")
    if count is None or ids is None or count.node is None:
        return
    yield ctx.report(
        key_of(count),
        "the reservation has both `count` and `device_ids`, which Compose refuses",
        help="Keep one of them",
        about=device,
        related=(ctx.label(key_of(ids), "the devices are named here"),),
    )
