"""DW303: conda's package cache stays in a layer."""

from __future__ import annotations

from dockwright.model.actions import cleanups_of
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact
from dockwright.rules.size._shared import cache_of, leaves_cache
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.rules.diagnostic import Diagnostic, Label


@rule(
    "DW303",
    "conda-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("conda", "mamba"),
    facts=(
        "cache.conda",
        "cache.mamba",
        "cache.micromamba",
        "conda-clean.old-installers",
        "conda-clean.old-command",
        "conda-clean.small-packages",
    ),
)
def conda_cache_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""Conda's package archives stay in a layer of the image.

    ## What it does

    Finds `conda`, `mamba` and `micromamba` installs in an image that is shipped, where nothing in
    the same RUN removes the downloaded packages.

    ## Why it matters

    conda keeps every archive that it downloads, and the unpacked packages, in its `pkgs` folder.
    The archives of a scientific environment are hundreds of megabytes, those of one with CUDA some
    gigabytes.
    A clean-up in a later RUN hides them and frees nothing: the layer below keeps its bytes.

    ## Example

    ```dockerfile bad
    FROM condaforge/miniforge3:25.9.1-0
    RUN conda install --yes numpy=2.3.5
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM condaforge/miniforge3:25.9.1-0
    RUN conda install --yes numpy=2.3.5 \
     && conda clean --all --force-pkgs-dirs --yes
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where the same RUN cleans up, or removes a `pkgs` folder; with a cache or tmpfs mount over it;
    in stages whose layers are not part of the built image; where `CONDA_PKGS_DIRS` points to
    somewhere else that a mount covers.

    ## Fix safety

    Appending `conda clean --all --yes` to the RUN is safe; `--force-pkgs-dirs` is too, as packages
    are linked, not referred to, except where conda was told to use soft links.

    ## With other rules

    DW301 and DW302 do the same for pip and uv.

    ## References

    - conda documentation, `conda clean`
    - jupyter/docker-stacks, which ends every install with it
    """
    if not reaches_image(run):
        return
    found: list[Install] = []
    for command in run.commands:
        install = install_of(command)
        if install is None or install.manager != "conda" or _is_guarded(install, run):
            continue
        cache = cache_of(install, ctx.kb, environment_of(install))
        if cache is not None and leaves_cache(install, run, cache, ("conda",)):
            found.append(install)
    if not found:
        return
    first = found[0]
    clean = clean_command(first, ctx.kb)
    related = [ctx.label(other.own_span, "and here") for other in found[1:]]
    related.extend(_late_cleanups(run, ctx))
    yield ctx.report(
        first.own_span,
        f"{first.program} keeps what it downloads, and the package cache stays in this layer",
        help=f"End the RUN with `{clean}`",
        related=related,
        severity=Severity.INFO if all(_is_small(install, ctx) for install in found) else None,
        impact=unknown_impact("no file of the project tells what conda's packages weigh"),
    )


def _is_small(install: Install, ctx: Context) -> bool:
    """Tell whether an install names only packages that are known to be small."""
    small = ctx.kb.name_set("conda-clean.small-packages")
    return (
        bool(install.packages)
        and not ctx.is_open(install)
        and all(spec.name in small for spec in install.packages)
    )


def _is_guarded(install: Install, run: Run) -> bool:
    """Tell whether a step installs only where conda is there, which not every base image has."""
    return not install.is_unconditional and any(
        (other.program in {"which", "type", "hash"} or (other.program == "command"))
        and any(text_of(word) == install.program for word in other.words[1:])
        for other in run.commands
    )


def _is_old(install: Install, kb: KnowledgeBase) -> bool:
    """Tell whether the file names a conda that does not know `--force-pkgs-dirs` yet."""
    run = install.instruction
    stage = run.stage if run is not None else None
    text = (
        "" if stage is None else "\n".join(each.node.text for each in stage.dockerfile.instructions)
    )
    return re.search(kb.text("conda-clean.old-installers"), text) is not None


def clean_command(install: Install, kb: KnowledgeBase) -> str:
    """Return the command that empties the cache, in words that the conda of the file knows."""
    if install.program == "conda" and _is_old(install, kb):
        return kb.text("conda-clean.old-command")
    cache = kb.cache(install.program)
    return (cache.clean if cache is not None else None) or "conda clean -afy"


def _late_cleanups(run: Run, ctx: Context) -> Iterator[Label]:
    stage = run.stage
    if stage is None or isinstance(stage, Unknown):
        return
    for later in stage.runs():
        if later.span.start <= run.span.start:
            continue
        for command in later.commands:
            for found in cleanups_of(command):
                if (found.manager, found.what) == ("conda", "cache"):
                    yield ctx.label(found.span, "too late: the layer above keeps its bytes")
                    return
