"""DW302: uv's cache stays in a layer."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.size._shared import download_bytes, human, leaves_cache, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW302",
    "uv-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.INFO,
    triggers=("uv",),
    facts=("cache.uv", "uv.link-mode-env", "uv.link-mode-with-cache-mount"),
)
def uv_cache_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """Uv's cache stays in a layer of the image.

    ## What it does

    Finds `uv sync`, `uv pip install` and their kin in an image that is shipped, where uv keeps its
    cache in `~/.cache/uv` and nothing in the same RUN removes it.

    ## Why it matters

    uv links the files it installs to its cache where it can, so that the cache costs little in
    the layer that made it; what it builds from source, and everything once the links break (a
    later `chown -R`, a copy to another stage), costs its full size.
    With `UV_LINK_MODE=copy` every installed byte is there twice, and the finding is a warning.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
    RUN uv pip install --system numpy==2.3.5
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
    RUN uv pip install --no-cache --system numpy==2.3.5
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    A cache mount is better still while the image is being worked on:
    `RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked`, with `UV_LINK_MODE=copy`.

    ## When it stays silent

    With `--no-cache` or `UV_NO_CACHE`; with a cache or tmpfs mount over the cache; where the same
    RUN empties it; in stages whose layers are not part of the built image.

    ## Fix safety

    Adding `--no-cache` is safe: the packages are the same.

    ## With other rules

    DW301 does the same for pip, DW303 for conda.

    ## References

    - uv documentation, Using uv in Docker: caching
    """
    if not reaches_image(run):
        return
    cache = ctx.kb.cache("uv")
    if cache is None:
        return
    found: list[Install] = []
    copies = False
    for command in run.commands:
        install = install_of(command)
        if install is None or install.manager != "uv":
            continue
        environment = environment_of(install)
        disabled = install.cache_disabled(environment)
        directory = install.cache_directory(environment)
        if isinstance(disabled, Unknown):
            base = run.stage.image_facts if run.stage is not None else disabled
            disabled = not isinstance(base, Unknown)
        if disabled or isinstance(directory, Unknown):
            continue
        if not leaves_cache(install, run, cache):
            continue
        found.append(install)
        mode = install.option("--link-mode")
        value = environment.get(ctx.kb.text("uv.link-mode-env")) if mode is None else mode.text
        copies = copies or value == ctx.kb.text("uv.link-mode-with-cache-mount")
    if not found:
        return
    weight = sum(download_bytes(install, ctx.kb) for install in found) if copies else 0
    yield ctx.report(
        found[0].own_span,
        "uv's cache stays in this layer"
        + (", and with link mode `copy` every installed file is there twice" if copies else "")
        + (f": about {human(weight)}" if weight else ""),
        help=f"Add `--no-cache`, or mount the cache: `RUN --mount=type=cache,"
        f"target={cache.paths[0]} uv …` with `UV_LINK_MODE=copy`",
        related=[ctx.label(other.own_span, "and here") for other in found[1:]],
        severity=Severity.WARNING if copies else None,
        impact=size_impact(weight, "wheels of the packages that are named"),
    )
