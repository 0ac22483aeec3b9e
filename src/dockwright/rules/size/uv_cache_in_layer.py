"""DW302: uv's cache stays in a layer."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.layers import environment_of, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules._sizes import download_impact, download_size
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity, unknown_impact
from dockwright.rules.size._installed import is_there_already
from dockwright.rules.size._shared import (
    brings_heavy,
    cache_of,
    download_bytes,
    human,
    leaves_cache,
    may_be_set,
    mount_advice,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
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
    With `UV_LINK_MODE=copy` every installed byte is there twice: the finding is a warning where the
    packages are known to be heavy.

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
    RUN empties it; in stages whose layers are not part of the built image; for a `uv sync` of the
    project after one of its dependencies alone (`--no-install-project`); for pip, setuptools and
    their kind, which weigh a few megabytes; for what an earlier install in
    the same layers brought already; where it is known that no uv is there to run.

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
    bootstrap = ctx.kb.name_set("bootstrap.packages")
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
            disabled = install.variable("UV_NO_CACHE") is not None or may_be_set(
                run, "UV_NO_CACHE", ctx.kb
            )
        if isinstance(directory, Unknown):
            disabled = (
                disabled
                or run.stage is None
                or isinstance(run.stage.image_facts, Unknown)
                or install.has("--cache-dir")
                or install.variable("UV_CACHE_DIR") is not None
                or may_be_set(run, "UV_CACHE_DIR", ctx.kb)
            )
        if disabled:
            continue
        place = cache_of(install, ctx.kb, environment)
        if place is None or not leaves_cache(install, run, place):
            continue
        if _brings_the_project_alone(install, run):
            continue
        names = {package.name for package in install.packages}
        if names and names <= bootstrap and not install.requirement_files:
            continue
        if is_there_already(install, run, ctx):
            continue
        found.append(install)
        mode = install.option("--link-mode")
        value = environment.get(ctx.kb.text("uv.link-mode-env")) if mode is None else mode.text
        copies = copies or value == ctx.kb.text("uv.link-mode-with-cache-mount")
    if not found or _is_missing(found[0], run):
        return
    mount = mount_advice(found[0], run, cache)
    is_known = isinstance(found[0].cache_disabled(environment_of(found[0])), bool)
    weight = sum(download_bytes(install, ctx) for install in found) if copies else 0
    is_large = weight >= ctx.kb.integer("package-size.heavy-bytes")
    if not is_large and not all(_is_measured(install, ctx) for install in found):
        weight = 0  # the others, of unknown size, may be most of it
    heavy = is_large or any(brings_heavy(install, ctx) for install in found)
    yield ctx.report(
        found[0].own_span,
        "uv's cache stays in this layer"
        + (
            ", and with link mode `copy` every installed file is there twice"
            if copies
            else ", and what in it is not hard-linked to the installed files takes its full size"
        )
        + (f": about {human(weight)}" if weight else ""),
        help="Add `--no-cache`"
        + (f", or mount the cache: `{mount}` with `UV_LINK_MODE=copy`" if mount else ""),
        related=[ctx.label(other.own_span, "and here") for other in found[1:]],
        severity=Severity.WARNING if copies and heavy else None,
        confidence=None if is_known else Confidence.MEDIUM,
        impact=download_impact(found, ctx, repeats=False)
        if copies
        else unknown_impact("what of the cache is not hard-linked is known when it is built"),
    )


def _is_measured(install: Install, ctx: Context) -> bool:
    """Tell whether the size of everything that an install downloads is known."""
    return not ctx.is_open(install) and all(
        download_size(spec, ctx.kb) is not None for spec in ctx.packages(install)
    )


def _is_missing(install: Install, run: Run) -> bool:
    """Tell whether a bare system's image has no uv when the RUN runs, as nothing brings one."""
    stage = run.stage
    if stage is None or "/" in install.path:
        return False
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.kind != "os" or "uv" in facts.programs:
        return False
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike) and any(
            not source.raw.endswith((".txt", ".toml", ".lock", ".py", ".md"))
            for source in instruction.sources
        ):
            return False
        if isinstance(instruction, Run):
            for command in instruction.commands:
                if instruction is run and command.span.start >= install.span.start:
                    return True
                if not _is_harmless(command):
                    return False
    return False


def _is_harmless(command: Command) -> bool:
    """Tell whether a command surely brings no uv."""
    install = install_of(command)
    if install is not None:
        return install.ecosystem == "system" and all(
            package.name and not package.is_dynamic and package.name != "uv"
            for package in install.packages
        )
    return command.program in {"apt-get", "apt", "apk", "rm", "mkdir", "set", "echo", "cd"}


def _brings_the_project_alone(install: Install, run: Run) -> bool:
    """Tell whether an earlier `uv sync` of the stage installed the locked dependencies."""
    stage = run.stage
    if stage is None or install.subcommand != "sync" or not install.installs_project:
        return False
    for instruction in stage.layers():
        if instruction is run:
            return False
        if isinstance(instruction, Run):
            for command in instruction.commands:
                other = install_of(command)
                if (
                    other is not None
                    and (other.manager, other.subcommand) == ("uv", "sync")
                    and not other.installs_project
                ):
                    return True
    return False
