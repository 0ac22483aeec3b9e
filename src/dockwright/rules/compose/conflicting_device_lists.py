"""DW762: the variables name devices that the container does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import key_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW762",
    "conflicting-device-lists",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("gpu-container.device-variables",),
)
def conflicting_device_lists(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`CUDA_VISIBLE_DEVICES` names devices that the reservation does not give, or fewer.

    ## What it does

    Compares the variables that name devices with the reservation: in a container its devices
    are numbered from 0.

    ## Why it matters

    A number that is not there leaves CUDA without a device. Devices that are reserved and not
    used are taken from others.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/train:1.4.0
        environment:
          CUDA_VISIBLE_DEVICES: "2,3"
        deploy:
          resources:
            reservations:
              devices:
                - driver: nvidia
                  device_ids: ["2", "3"]
                  capabilities: [gpu]
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/train:1.4.0
        environment:
          CUDA_VISIBLE_DEVICES: "0,1"
        deploy:
          resources:
            reservations:
              devices:
                - driver: nvidia
                  device_ids: ["2", "3"]
                  capabilities: [gpu]
    ```

    ## When it stays silent

    Where devices are named by their UUIDs; where no reservation or several are there; where a
    value is not known.

    ## Fix safety

    None: which of the two is meant is not known.

    ## With other rules

    DW761 is about reservations that contradict themselves.

    ## References

    - CUDA C++ Programming Guide, "CUDA environment variables"
    """
    devices = service.texts("deploy", "resources", "reservations", "devices") or service.texts(
        "gpus"
    )
    if len(devices) != 1:
        return
    count, ids = devices[0].get("count"), devices[0].get("device_ids")
    number: int | None = None
    if ids is not None and count is None:
        number = len(ids.items) or None
    elif count is not None and ids is None and (count.text or "").isdecimal():
        number = int(count.text or 0)
    is_all = count is not None and (count.text or "").lower() == "all" and ids is None
    if number is None and not is_all:
        return
    variable = service.environment.get("CUDA_VISIBLE_DEVICES")
    if variable is None or not isinstance(variable.value, str):
        return
    names = [each.strip() for each in variable.value.split(",")]
    if not all(each.isdecimal() for each in names):
        return
    place = DocumentPlace(variable.path, variable.value_span)
    label = ctx.label(key_of(ids if ids is not None else count or devices[0]), "the reservation")
    highest = max(map(int, names))
    if number is not None and highest >= number:
        yield ctx.report(
            place,
            f"`CUDA_VISIBLE_DEVICES` names device {highest}; the container has {number}, numbered "
            "from 0",
            help="Number the devices as the container sees them, or reserve those that are named",
            related=(label,),
        )
    elif is_all or (number is not None and len(names) < number):
        taken = "every device" if is_all else f"{number} devices"
        yield ctx.report(
            place,
            f"the reservation takes {taken}, and the program uses {len(names)}",
            help="Reserve the devices that are used, with `device_ids`",
            related=(label,),
        )
