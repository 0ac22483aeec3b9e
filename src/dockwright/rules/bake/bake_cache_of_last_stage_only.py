"""DW929: the cache of a Bake target keeps the last stage alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.paths import paths_of
from dockwright.model.bake.project import BakeProject
from dockwright.model.unknown import Unknown
from dockwright.rules._caches import lost_work, what_is_lost
from dockwright.rules.bake._shared import cache_of, image_of, place_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.document import DocumentPlace
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW929",
    "bake-cache-of-last-stage-only",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("ci.exported-caches",),
)
def bake_cache_of_last_stage_only(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The cache of a target keeps the layers of the last stage, and the work is in the others.

    ## What it does

    Finds `cache-to` without `mode=max` in targets whose Dockerfile installs in stages that are
    copied from, where a file that comes after the install can change.

    ## Why it matters

    By default (`mode=min`) only the layers of the image that ships are kept. As soon as one file
    of another stage changes, all of that stage is built again, what it installs included, and that
    is where the minutes go.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim AS build
    COPY requirements.txt .
    RUN pip install --no-cache-dir --prefix=/opt/app -r requirements.txt
    COPY app.py /opt/app/
    FROM python:3.13-slim
    COPY --from=build /opt/app /opt/app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```hcl bad
    target "default" {
      cache-from = ["type=gha"]
      cache-to   = ["type=gha"]
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      cache-from = ["type=gha"]
      cache-to   = ["type=gha,mode=max"]
    }
    ```

    ## When it stays silent

    For Dockerfiles of one stage, and those whose other stages install nothing.
    Where no file of the context comes after the install in the stages that do not ship, or all of
    the context comes before it: the mode would spare nothing.
    Where the cache or the Dockerfile is not known.

    ## Fix safety

    Safe: what is built is the same, and the cache is larger. None for an inline cache, which has no
    such mode, and for a cache that is not written out as a text.

    ## With other rules

    DW935 is about CI, DW924 about caches that two targets write.

    ## References

    - docs.docker.com, "Cache storage backends", Cache mode
    """
    told: set[DocumentPlace] = set()
    for target, paths in paths_of(bake, ctx.project):
        caches = [(each, cache_of(each)) for each in target.items("cache-to")]
        image = image_of(target, paths, ctx) if caches else None
        lost = None if image is None else lost_work(image)
        for given, fields in caches:
            place = place_of(given)
            if image is None or lost is None or fields is None or place in told:
                continue
            if any(isinstance(value, Unknown) for value in fields.values()):
                continue
            known = {name: str(value) for name, value in fields.items()}
            words = what_is_lost(known, ctx.kb)
            if words is None:
                continue
            told.add(place)
            yield ctx.report(
                place,
                words.message,
                help=words.remedy,
                related=(
                    ctx.label_in(image.path, lost.run.span, "this is not kept"),
                    ctx.label_in(image.path, lost.change.span, "a change here has it done anew"),
                ),
            )
