"""DW301: pip's download cache stays in a layer."""

from __future__ import annotations

from dockwright.model.actions import GitClone, Setting
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.layers import environment_of, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules._sizes import download_impact
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
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
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_CONFIGURATION = "pip.conf"
_COMMIT = re.compile(r"@[0-9a-f]{40}(?:[#&]|$)")


@rule(
    "DW301",
    "pip-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    aliases=("DL3042",),
    triggers=("pip",),
    facts=(
        "cache.pip",
        "bootstrap.packages",
        "package-size.heavy-bytes",
        "pip-without-cache.debian",
        "pip-without-cache.ubuntu",
        "pip-without-cache.languages",
        "pip-without-cache.old-sources",
        "pip-brings.packages",
        "conda-base.packages",
        "pip-small.packages",
        "pip-small.alone",
    ),
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
    and a few of the smallest packages, which weigh some megabytes; for packages without a version
    that an earlier install in the same layers brought already, by name or as a known dependency;
    for a local project (`pip install .`) with `--no-deps`, or after an
    install of the listed dependencies; for packages from a branch of a repository alone, whose
    wheel pip does not keep.
    A `pip config set global.no-cache-dir` in an earlier RUN counts as well, and so does a
    `pip.conf` that is copied or written.
    On base images that may set the variable themselves, such as NVIDIA's for frameworks and Red
    Hat's for Python.
    Debian 8, Ubuntu 15.10 and older ones have a pip that keeps no cache and does not know the
    option: there the rule speaks only after another pip was installed.
    The sources of packages that the file names may tell such a release as well.
    Where the base image is a build argument without default, which may configure pip, it speaks of
    heavy packages alone, with low confidence.

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
    if not reaches_image(run):
        return
    found = [install for install in _installs(run, ctx) if _keeps(install, run, ctx)]
    if (
        not found
        or _is_configured(run, ctx)
        or (ctx.profile != "hadolint" and _is_too_old(found[0], run, ctx))
    ):
        return
    first = found[0]
    cache = ctx.kb.cache("pip")
    mount = mount_advice(first, run, cache) if cache is not None else ""
    weight = sum(download_bytes(install, ctx) for install in found)
    is_large = weight >= ctx.kb.integer("package-size.heavy-bytes")
    heavy = is_large or any(brings_heavy(install, ctx) for install in found)
    is_hidden = run.stage is not None and isinstance(run.stage.image, Unknown)
    if is_hidden and not heavy and ctx.profile != "hadolint":
        return
    listed = any(install.requirement_files for install in found)
    yield ctx.report(
        first.own_span,
        "pip keeps what it downloads, and the cache stays in this layer"
        + (f": about {human(weight)}" if is_large else ""),
        help="Write `pip install --no-cache-dir …`"
        + (f", or mount the cache: `{mount}`" if mount else ""),
        related=[ctx.label(other.own_span, "and here") for other in found[1:]],
        severity=Severity.WARNING if heavy or listed else Severity.INFO,
        confidence=Confidence.LOW
        if is_hidden
        else None
        if isinstance(first.cache_disabled(environment_of(first)), bool)
        else Confidence.MEDIUM,
        impact=download_impact(found, ctx, repeats=False),
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
            if _brings_next_to_nothing(install, run):
                continue
            if install.has("--no-index"):
                continue
            if _is_of_branches(install) or _is_tiny(install, ctx):
                continue
            if is_there_already(install, run, ctx):
                continue
        yield install


def _is_tiny(install: Install, ctx: Context) -> bool:
    """Tell whether all that it names is a few packages that are known to be tiny."""
    small = ctx.kb.name_set("pip-small.packages") | ctx.kb.name_set("bootstrap.packages")
    packages = install.packages
    if len(packages) == 1:
        small |= ctx.kb.name_set("pip-small.alone")
    return (
        bool(packages)
        and not install.requirement_files
        and len(packages) <= ctx.kb.integer("pip-small.most")
        and all(spec.name in small and not spec.url and not spec.extras for spec in packages)
    )


def _is_of_branches(install: Install) -> bool:
    """Tell whether all that it names comes from repositories, at no fixed commit."""
    return (
        bool(install.packages)
        and not install.requirement_files
        and all(
            package.url.startswith("git+") and not _COMMIT.search(package.url)
            for package in install.packages
        )
    )


def _brings_next_to_nothing(install: Install, run: Run) -> bool:
    """Tell whether all that it names is a local project whose dependencies are there already."""
    if install.requirement_files or not install.packages:
        return False
    if install.no_deps and all(
        package.is_directory or package.path or package.url.startswith("git+")
        for package in install.packages
    ):
        return True
    if not all(package.is_directory or package.path for package in install.packages):
        return False
    stage = run.stage
    if stage is None or run.is_onbuild:
        return False
    listed = False
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                if instruction is run and command.span.start >= install.span.start:
                    return listed
                if GitClone.of(command) is not None:
                    return False  # the project may be that one, and its dependencies others
                other = install_of(command)
                if other is not None and other.ecosystem == "python":
                    listed = listed or bool(other.requirement_files) or other.installs_lock
        if instruction is run:
            break
    return listed


def _keeps(install: Install, run: Run, ctx: Context) -> bool:
    environment = environment_of(install)
    name = ctx.kb.text("pip.no-cache-env")
    disabled = install.cache_disabled(environment)
    if ctx.profile == "hadolint" and disabled is True and not install.has("--no-cache-dir"):
        # hadolint reads the variable as a plain boolean, and so wants a true word.
        own = install.variable(name)
        value = (
            own.value.value if own is not None and own.value is not None else environment.get(name)
        )
        disabled = isinstance(value, str) and value.lower() in {"1", "true", "yes", "on", "y", "t"}
    if disabled is True:
        return False
    if isinstance(disabled, Unknown) and (
        install.variable(name) is not None or may_be_set(run, name, ctx.kb)
    ):
        return False
    if isinstance(install.cache_directory(environment), Unknown) and (
        install.has("--cache-dir")
        or install.variable("PIP_CACHE_DIR") is not None
        or may_be_set(run, "PIP_CACHE_DIR", ctx.kb)
    ):
        return False
    cache = cache_of(install, ctx.kb, environment)
    return cache is not None and leaves_cache(install, run, cache)


def _is_too_old(install: Install, run: Run, ctx: Context) -> bool:
    """Tell whether pip is the one of a distribution whose pip has no cache to switch off."""
    stage = run.stage
    if stage is None or not isinstance(stage.root.image, ImageRef):
        return False
    image = stage.root.image
    if any(word in image.name for word in ctx.kb.names("pip-without-cache.with-own-pip")):
        return False
    facts = stage.image_facts
    if _may_stand_on_old_debian(image, ctx) or (
        isinstance(facts, Unknown) and _has_old_sources(run, ctx)
    ):
        pass
    elif isinstance(facts, Unknown) or not facts.distro_version:
        text = f"{image.name}:{image.tag or ''}"
        if not any(word in text for word in ctx.kb.names("pip-without-cache.words")):
            return False
    elif facts.distro not in {
        "debian",
        "ubuntu",
    } or facts.distro_version not in ctx.kb.name_set(f"pip-without-cache.{facts.distro}"):
        return False
    replacing = ctx.kb.names("pip-without-cache.replaced-by")
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            text, _ = instruction.script_text()
            if any(word in text for word in replacing):
                return False
            for command in instruction.commands:
                if instruction is run and command.span.start >= install.span.start:
                    return True
                other = install_of(command)
                if (
                    other is not None
                    and other.manager == "pip"
                    and any(package.name == "pip" for package in other.packages)
                ):
                    return False
        if instruction is run:
            break
    return True


def _has_old_sources(run: Run, ctx: Context) -> bool:
    """Tell whether the stage takes packages from sources that only such a release has."""
    old = re.compile(ctx.kb.text("pip-without-cache.old-sources"))
    stage = run.stage
    text = "\n".join(
        instruction.script_text()[0]
        for instruction in (stage.layers() if stage is not None else ())
        if isinstance(instruction, Run)
    )
    return old.search(text) is not None or (
        any(word in text for word in ctx.kb.names("pip-without-cache.old-packages"))
        and any(word in text for word in ctx.kb.names("pip-without-cache.old-repositories"))
    )


def _may_stand_on_old_debian(image: ImageRef, ctx: Context) -> bool:
    """Tell whether it is another language's official image, of a version that began on Debian 8."""
    below = ctx.kb.mapping("pip-without-cache.languages").get(image.name)
    tag = image.tag or ""
    version = re.match(r"(\d+)(?:\.(\d+))?", tag)
    if below is None or version is None or any(name in tag for name in ("stretch", "alpine")):
        return False
    major, minor = int(version[1]), int(version[2] or 0)
    return [major, minor] < list(below)


def _base_facts(run: Run) -> object:
    return Unknown("no stage") if run.stage is None else run.stage.image_facts


def _is_configured(run: Run, ctx: Context) -> bool:
    """Tell whether an earlier command of the stage's layers switched the cache off for good."""
    stage = run.stage
    if stage is None:
        return False
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                if command.program != "pip":
                    continue
                setting = Setting.of(command)
                if setting is not None and setting.key.endswith("no-cache-dir"):
                    return True
            text, _ = instruction.script_text()
            if _CONFIGURATION in text and ctx.kb.text("pip.no-cache-flag").lstrip("-") in text:
                return True
        elif isinstance(instruction, CopyLike) and any(
            source.raw.rpartition("/")[2] == _CONFIGURATION for source in instruction.sources
        ):
            return True
        if instruction is run:
            break
    return False
