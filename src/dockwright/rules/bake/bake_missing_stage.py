"""DW922: a target asks for a stage that its Dockerfile lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.paths import paths_of
from dockwright.model.bake.project import BakeProject
from dockwright.rules.bake._shared import image_of, place_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.document import DocumentPlace
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW922",
    "bake-missing-stage",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def bake_missing_stage(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The `target` of a target is no stage of its Dockerfile.

    ## What it does

    Compares `target` with the stages of the Dockerfile.

    ## Why it matters

    The build fails: "target stage "runtime" could not be found".

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim AS production
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```hcl bad
    target "default" {
      target = "prodution"
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      target = "production"
    }
    ```

    ## When it stays silent

    Where the stage or the Dockerfile is not known; for the number of a stage.

    ## Fix safety

    Unsafe, and only where one name is near: another stage may be meant.

    ## With other rules

    DW931 is about CI, DW703 about Compose.

    ## References

    - docs.docker.com, "Bake file reference", target.target
    """
    told: set[DocumentPlace] = set()
    for target, paths in paths_of(bake, ctx.project):
        given = target.text("target")
        image = None if given is None else image_of(target, paths, ctx)
        if given is None or image is None or not image.dockerfile.missing_target:
            continue
        place = place_of(given)
        if place in told:
            continue
        told.add(place)
        stages = image.dockerfile.stages
        names = [stage.name for stage in stages if stage.name]
        near = nearest(str(given.text).lower(), names)
        listed = f"Its stages are {', '.join(f'`{name}`' for name in names)}" if names else ""
        related: tuple[Label, ...] = ()
        if stages:
            related = (ctx.label_in(image.path, stages[-1].span, "the last stage"),)
        yield ctx.report(
            place,
            f"the Dockerfile of target `{target.name}` has no stage `{given.text}`",
            help=f"Did you mean `{near}`?" if near else listed or "Its stages have no names",
            related=related,
        )
