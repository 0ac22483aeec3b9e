"""DW301: pip's download cache stays in a layer."""

from __future__ import annotations

from dockwright.model.actions import Setting
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import download_bytes, human, leaves_cache, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import CacheFacts
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW301",
    "pip-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    aliases=("DL3042",),
    triggers=("pip",),
    facts=("cache.pip", "bootstrap.packages", "package-size.heavy-bytes"),
)
def pip_cache_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """Pip's copies of what it downloads stay in a layer of the image.

    ## What it does

    Finds `pip install` in an image that is shipped, where pip keeps what it downloads in
    `~/.cache/pip` and nothing in the same RUN removes it.

    ## Why it matters

    A wheel then takes its place twice: installed, and once more as it was downloaded.
    With PyTorch and the CUDA libraries it brings, that is about 3 GB that nobody reads: a
    container never installs again.
    Where the packages named are small the finding is of severity `info`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY requirements.txt /srv/
    RUN pip install -r /srv/requirements.txt
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY requirements.txt /srv/
    RUN pip install --no-cache-dir -r /srv/requirements.txt
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    A cache mount keeps the layer clean as well, and makes the next build fast:
    `RUN --mount=type=cache,target=/root/.cache/pip pip install …`.

    ## When it stays silent

    With `--no-cache-dir`, or `PIP_NO_CACHE_DIR` set to any boolean word; with a cache or tmpfs
    mount over the cache; where the same RUN empties the cache; in stages whose layers are not part
    of the built image; for installs from local files alone; for pip, setuptools and their kind,
    which weigh a few megabytes.
    A `pip config set global.no-cache-dir` in an earlier RUN counts as well.

    ## Fix safety

    Adding `--no-cache-dir` is safe: the packages are the same.
    Adding a cache mount is safe where BuildKit builds the file.

    ## With other rules

    DW302 does the same for uv, DW303 for conda.
    DW204 reports `--no-cache-dir` beside a cache mount, which then does nothing.

    ## References

    - pip documentation, Caching
    - hadolint DL3042
    """
    if not reaches_image(run) or _is_configured(run):
        return
    cache = ctx.kb.cache("pip")
    if cache is None:
        return
    found = [install for install in _installs(run, ctx) if _keeps(install, run, cache, ctx)]
    if not found:
        return
    first = found[0]
    weight = sum(download_bytes(install, ctx.kb) for install in found)
    heavy = weight >= ctx.kb.integer("package-size.heavy-bytes")
    listed = any(install.requirement_files for install in found)
    yield ctx.report(
        first.own_span,
        "pip keeps what it downloads, and the cache stays in this layer"
        + (f": about {human(weight)}" if heavy else ""),
        help="Write `pip install --no-cache-dir …`, or mount the cache: "
        f"`RUN --mount=type=cache,target={cache.paths[0]} pip install …`",
        related=[ctx.label(other.own_span, "and here") for other in found[1:]],
        severity=Severity.WARNING if heavy or listed else Severity.INFO,
        confidence=None
        if run.stage is None or not isinstance(run.stage.image_facts, Unknown)
        else Confidence.MEDIUM,
        impact=size_impact(weight, "wheels of the packages that are named"),
    )


def _installs(run: Run, ctx: Context) -> Iterator[Install]:
    bootstrap = ctx.kb.name_set("bootstrap.packages")
    for command in run.commands:
        install = install_of(command)
        if install is None or install.manager != "pip":
            continue
        names = {package.name for package in install.packages}
        local = all(package.path and not package.is_directory for package in install.packages)
        if ctx.profile != "hadolint":
            if not install.requirement_files and names <= bootstrap and install.packages:
                continue
            if not install.requirement_files and local and install.packages:
                continue
            if install.has("--no-index"):
                continue
        yield install


def _keeps(install: Install, run: Run, cache: CacheFacts, ctx: Context) -> bool:
    environment = environment_of(install)
    disabled = install.cache_disabled(environment)
    if ctx.profile == "hadolint" and disabled is True and not install.has("--no-cache-dir"):
        # hadolint reads the variable as a plain boolean, and so wants a true word.
        own = install.variable(ctx.kb.text("pip.no-cache-env"))
        value = (
            own.value.value
            if own is not None and own.value is not None
            else environment.get(ctx.kb.text("pip.no-cache-env"))
        )
        disabled = isinstance(value, str) and value.lower() in {"1", "true", "yes", "on", "y", "t"}
    if disabled is True:
        return False
    if isinstance(disabled, Unknown) and not isinstance(_base_facts(run), Unknown):
        return False
    directory = install.cache_directory(environment)
    if isinstance(directory, Unknown) and not isinstance(_base_facts(run), Unknown):
        return False
    return leaves_cache(install, run, cache)


def _base_facts(run: Run) -> object:
    return Unknown("no stage") if run.stage is None else run.stage.image_facts


def _is_configured(run: Run) -> bool:
    """Tell whether an earlier command of the stage's layers switched the cache off for good."""
    stage = run.stage
    if stage is None:
        return False
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                setting = Setting.of(command)
                if (
                    setting is not None
                    and setting.program == "pip"
                    and setting.key.endswith("no-cache-dir")
                ):
                    return True
        if instruction is run:
            break
    return False
