"""DW723: the name of a volume is read as that of a drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.yaml import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW723",
    "volume-read-as-drive",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def volume_read_as_drive(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A volume whose name is one letter is read as a drive of Windows.

    ## What it does

    Finds entries such as `d:/data` in the short form, where a volume `d` is declared.

    ## Why it matters

    To Compose `d:/data` is one path, on drive D, so that the volume is not mounted: a volume
    without name is asked for at the path `d:/data`, which no engine on Linux makes.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        volumes:
          - d:/data
    volumes:
      d:
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        volumes:
          - {type: volume, source: d, target: /data}
    volumes:
      d:
    ```

    ## When it stays silent

    Where no volume of that name is declared: a path on a drive may be meant.

    ## Fix safety

    Unsafe: the entry is written in its long form, and the volume is mounted.

    ## With other rules

    None.

    ## References

    - Compose specification, "volumes", short syntax
    """
    declared = service.project.declared("volumes")
    listed = service.get("volumes")
    for item in listed.items if listed is not None else ():
        node = item.node
        text = node.text if isinstance(node, Scalar) else ""
        if text[1:3] == ":/" and text[0].isalpha() and text[0] in declared:
            yield ctx.report(
                item,
                f"`{text[:2]}` is read as a drive, and the volume `{text[0]}` is not mounted",
                help="Write the long form, or give the volume a longer name",
                related=(ctx.label(declared[text[0]], "the volume"),),
                about=item,
            )
