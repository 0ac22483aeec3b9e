"""DW920: a group or a target names a target that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.project import BakeProject, defined_names
from dockwright.model.document import DocumentPlace
from dockwright.rules.bake._shared import place_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW920",
    "bake-undefined-target",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def bake_undefined_target(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A group builds, or a target inherits from, a target that nothing defines.

    ## What it does

    Looks up the names in `targets` of groups, in `inherits`, and after `target:` in `contexts`.

    ## Why it matters

    Bake stops before it builds anything: "failed to find target worker".

    ## Example

    ```hcl bad
    group "default" {
      targets = ["api", "worker"]
    }

    target "api" {
      dockerfile-inline = "FROM scratch"
    }
    ```

    ## Instead

    ```hcl good
    group "default" {
      targets = ["api"]
    }

    target "api" {
      dockerfile-inline = "FROM scratch"
    }
    ```

    ## When it stays silent

    For names that variables decide; where the names that a matrix makes are not known; where
    another Bake file of the directory defines the name, which `--file` may bring.

    ## Fix safety

    Unsafe, and only where one name is near: another target may be meant.

    ## With other rules

    DW922 is about stages of the Dockerfile.

    ## References

    - docs.docker.com, "Bake file reference", group.targets, target.inherits
    """
    if bake.has_unknown_names:
        return
    wanted = [
        (f"the group `{group.name}` builds", place_of(each), each.text)
        for group in bake.groups.values()
        for each in group.targets
    ]
    for name, said in bake.said.items():
        wanted += [
            (f"the target `{name}` inherits from", place_of(each), each.text)
            for each in said.fields.lists.get("inherits", ())
        ]
        wanted += [
            (
                f"the target `{name}` takes a context from",
                DocumentPlace(each.path, each.span),
                each.value.removeprefix("target:"),
            )
            for each in said.fields.tables.get("contexts", {}).values()
            if isinstance(each.value, str) and each.value.startswith("target:")
        ]
    told: set[DocumentPlace] = set()
    elsewhere: set[str] | None = None
    for words, place, known in wanted:
        name = known if isinstance(known, str) else ""
        if not name or bake.is_defined(name) or place in told:
            continue
        if elsewhere is None:
            elsewhere = defined_names(bake.directory, ctx.project)
        if name in elsewhere:
            continue
        told.add(place)
        near = nearest(name, [*bake.said, *bake.groups])
        yield ctx.report(
            place,
            f"{words} `{name}`, and no target has that name",
            help=f"Did you mean `{near}`?" if near else "Define it, or leave it out",
        )
