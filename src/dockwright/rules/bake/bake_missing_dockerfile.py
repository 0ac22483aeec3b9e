"""DW921: the Dockerfile or the context of a target is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.paths import paths_of
from dockwright.model.bake.project import BakeProject
from dockwright.model.document import DocumentPlace
from dockwright.model.submodules import is_in_submodule
from dockwright.model.unknown import Unknown
from dockwright.rules.bake._shared import place_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW921",
    "bake-missing-dockerfile",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def bake_missing_dockerfile(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The Dockerfile, or the context, of a target is not there.

    ## What it does

    Looks up the context of each target, and its Dockerfile relative to the context.

    ## Why it matters

    The build fails at once: "failed to read dockerfile: open docker/Dockerfile: no such file or
    directory".

    ## Example

    With a `Dockerfile` beside it:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```hcl bad
    target "default" {
      dockerfile = "docker/Dockerfile"
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      dockerfile = "Dockerfile"
    }
    ```

    ## When it stays silent

    For contexts that are addresses, submodules of Git or other targets; with `dockerfile-inline`;
    where a variable without a default decides the path; for a target that others inherit from and
    no group builds.

    Paths are relative to where Bake is started, which no file says: a directory above the file's
    counts where the Dockerfile of one of the targets lies as seen from there.  A file of another
    name than Bake's own, which only `--file` reads, is judged where there is such a directory.

    ## Fix safety

    None: which file is meant is not known.

    ## With other rules

    DW930 is about CI, DW702 about Compose.

    ## References

    - docs.docker.com, "Bake file reference", target.context, target.dockerfile
    """
    told: set[DocumentPlace] = set()
    for target, paths in paths_of(bake, ctx.project):
        context, dockerfile = target.text("context"), target.text("dockerfile")
        if is_in_submodule(paths.dockerfile, ctx.project):
            continue
        if context is not None and isinstance(ctx.project.listing(paths.context), Unknown):
            place = place_of(context)
            if place not in told:
                told.add(place)
                yield ctx.report(
                    place,
                    f"the context `{context.text}` of target `{target.name}` is no directory",
                    help="Name a directory, relative to where Bake is started",
                )
            continue
        data = ctx.project.read(paths.dockerfile)
        if not isinstance(data, Unknown) or not data.reason.endswith("does not exist"):
            continue
        given = dockerfile or context
        place = DocumentPlace(target.path, target.span) if given is None else place_of(given)
        if place in told:
            continue
        told.add(place)
        shown = "Dockerfile" if dockerfile is None else dockerfile.text
        yield ctx.report(
            place,
            f"the context of target `{target.name}` has no `{shown}`",
            help="Name the Dockerfile, relative to the context",
        )
