"""DW771: a program locks memory that its limit does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW771",
    "locked-memory-limited",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.memory-locking-settings", "compose.memory-locking-devices"),
)
def locked_memory_limited(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The program is told to lock memory, and its limit of locked memory is the default.

    ## What it does

    Finds services whose settings ask for locked memory (`bootstrap.memory_lock`) or that get
    InfiniBand devices, and that do not set `ulimits.memlock`.

    ## Why it matters

    Elasticsearch and OpenSearch end at start with `memory locking requested for elasticsearch
    process but memory is not locked`; transfers over InfiniBand cannot register their buffers.

    ## Example

    ```yaml bad
    services:
      search:
        image: elasticsearch:8.19.3
        environment:
          - discovery.type=single-node
          - bootstrap.memory_lock=true
    ```

    ## Instead

    ```yaml good
    services:
      search:
        image: elasticsearch:8.19.3
        environment:
          - discovery.type=single-node
          - bootstrap.memory_lock=true
        ulimits:
          memlock: -1
    ```

    ## When it stays silent

    With `privileged`, with the capability `IPC_LOCK`, and where `ulimits.memlock` says anything.

    ## Fix safety

    Unsafe: the limit is taken away, and the service may lock all memory that it gets.

    ## With other rules

    None is about the same.

    ## References

    - Elasticsearch guide, "Disable swapping"
    """
    if service.flag("privileged") is not False and service.get("privileged") is not None:
        return
    raised = {(each.text or "").upper().removeprefix("CAP_") for each in service.texts("cap_add")}
    if service.get("ulimits", "memlock") is not None or raised & {"IPC_LOCK", "ALL"}:
        return
    help_ = "Set `ulimits` with `memlock: -1`"
    for name in ctx.kb.names("compose.memory-locking-settings"):
        variable = service.environment.get(name)
        if variable is None or str(variable.value).lower() != "true":
            continue
        yield ctx.report(
            DocumentPlace(variable.path, variable.span),
            f"`{name}` locks memory, and the limit of locked memory is the engine's default",
            help=help_,
        )
        return
    for item in service.texts("devices"):
        source = item.get("source")
        text = (source.text if source is not None else item.text) or ""
        if text.startswith(ctx.kb.names("compose.memory-locking-devices")):
            yield ctx.report(
                item,
                f"programs that use {text} lock memory, and its limit is the engine's default",
                help=help_,
            )
            return
