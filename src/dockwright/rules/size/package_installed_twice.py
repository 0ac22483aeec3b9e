"""DW312: a package is installed in one version, and then in another."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import human, size_impact
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


class _Seen(NamedTuple):
    span: Span
    version: str
    run: Run | None
    is_newest: bool = False
    """Whether nothing says which version it is."""


@rule(
    "DW312",
    "package-installed-twice",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=("pip", "conda", "mamba", "uv"),
    facts=("conda-name.python", "package-size.heavy-bytes"),
)
def package_installed_twice(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A layer installs another version of a package that an earlier layer or the base image has.

    ## What it does

    Follows the Python packages of the built image's stages by environment, those that files of
    requirements list included, and finds an install that replaces a version which an earlier RUN
    installed, or which the base image is known to have, by another one; `--force-reinstall` counts
    as well.
    Of a heavy package it counts too where the earlier RUN names no version, and so installs the
    newest.

    ## Why it matters

    The replaced version stays in the layer below and is pulled with the image.
    For PyTorch that is two to seven gigabytes, and the packages that were built for the old
    version may not work with the new one.
    For small packages the finding is of severity `info`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir transformers==4.56.2
    RUN pip install --no-cache-dir transformers==4.57.1
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir transformers==4.57.1
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where both installs ask for the same version, or the second for none: pip then leaves what is
    there; for installs into different environments, targets or interpreters; within one RUN;
    where a condition decides which one runs; for versions that a variable holds.

    ## Fix safety

    The fix leaves the package out of the earlier install, whose version is replaced anyway.
    It is unsafe: what runs in between may need that version, and the packages beside it are
    resolved without it.
    It is refused where the base image has the first one, and where the second install brings no
    dependencies.

    ## With other rules

    DW313 reports CUDA libraries that are there twice.

    ## References

    - pip documentation, `pip install`: an installed version is uninstalled first
    """
    if not stage.is_target:
        return
    seen: dict[tuple[object, ...], _Seen] = {}
    for instruction in stage.layers():
        if not isinstance(instruction, Run):
            continue
        for command in instruction.commands:
            install = install_of(command)
            if install is None or install.ecosystem not in {"python", "conda"}:
                continue
            if not command.is_unconditional or install.has("--dry-run"):
                continue
            environment = _environment(install, instruction)
            if environment is None:
                continue
            for spec in ctx.packages(install):
                name = _name(install, spec.name, ctx)
                if not name or spec.path or spec.url or spec.marker:
                    continue
                version = spec.version or ""
                key = (name, *environment)
                before = seen.get(key)
                if before is None and _is_default(environment):
                    before = _of_base(stage, name)
                replaced = (
                    before is not None
                    and before.run is not instruction
                    and before.version
                    and (version and _differs(version, before.version))
                )
                forced = (
                    before is not None
                    and before.run is not instruction
                    and before.run is not None
                    and install.has("--force-reinstall", "--reinstall")
                    and not install.no_deps
                )
                facts = ctx.kb.package(name)
                weight = (
                    0
                    if facts is None
                    else facts.download_bytes or facts.unpacked_bytes or facts.wheel_bytes or 0
                )
                heavy = weight >= ctx.kb.integer("package-size.heavy-bytes")
                perhaps = (
                    before is not None
                    and before.is_newest
                    and before.run is not instruction
                    and heavy
                    and bool(version)
                )
                if before is not None and (replaced or forced or perhaps):
                    earlier = "the base image has" if before.run is None else "an earlier layer has"
                    said = (
                        f"{earlier} `{name}` {before.version or '(any version)'} already, and its"
                    )
                    if perhaps and not forced:
                        said = (
                            f"an earlier layer has the newest `{name}` already, and where that is "
                            f"not {version}, its"
                        )
                    yield ctx.report(
                        spec.span,
                        f"{said} files stay in the image"
                        + (f", as {spec.listed} has {version}" if spec.listed else "")
                        + (f": about {human(weight)}" if heavy else ""),
                        help="Install it once, in a version that the packages of both steps accept"
                        if before.run is not None
                        else f"Take the base image of the version that is wanted, or install "
                        f"`{name}` on a slim image",
                        related=[ctx.label(before.span, "first here")],
                        severity=None if heavy else Severity.INFO,
                        confidence=Confidence.MEDIUM if perhaps and not forced else None,
                        impact=size_impact(weight, "what one version brings"),
                    )
                if version or before is None:
                    newest = not spec.specifier and not install.constraint_files
                    seen[key] = _Seen(spec.span, version, instruction, newest)


def _differs(one: str, other: str) -> bool:
    """Tell whether two versions are not the same, one of them perhaps cut short."""
    if "+" not in one or "+" not in other:
        one, other = one.partition("+")[0], other.partition("+")[0]
    first, second = one.split("."), other.split(".")
    while first and first[-1] == "0":
        first.pop()
    while second and second[-1] == "0":
        second.pop()
    return first != second


def _name(install: Install, name: str, ctx: Context) -> str:
    if install.ecosystem == "conda":
        found = ctx.kb.mapping("conda-name.python").get(name)
        return str(found) if found is not None else name
    return name


def _environment(install: Install, run: Run) -> tuple[object, ...] | None:
    """Return what tells the environment of an install from others; None where it is hidden."""
    if install.manager not in {"pip", "uv", "conda"} or install.subcommand in {
        "create",
        "env create",
        "env update",
        "tool install",
        "sync",
        "add",
    }:
        return None
    target = install.target
    where: object = None
    if target is not None and target.kind in {"target", "prefix", "root"}:
        where = None if target.path is None else target.path.raw
    name = install.env_name or install.env_prefix
    python = install.option("--python")
    interpreter = install.interpreter.raw if install.interpreter is not None else ""
    if interpreter in {"python", "python3"}:
        interpreter = ""
    path = install.path if "/" in install.path else ""
    virtual = run.state.env("VIRTUAL_ENV")
    if install.wrappers or _activates(run):
        return None
    if path or install.version_suffix not in {"", "3"}:
        path = f"{path}{install.version_suffix}"
    return (
        where,
        "" if name is None else name.raw,
        "" if python is None else python.text,
        interpreter,
        path if install.manager != "conda" else "",
        "" if not isinstance(virtual, str) else virtual,
    )


@lru_cache(maxsize=1)
def _activates(run: Run) -> bool:
    """Tell whether a command of a RUN switches to another environment."""
    return any(
        command.program in {"source", ".", "activate"} or command.subcommand == "activate"
        for command in run.commands
    )


def _is_default(environment: tuple[object, ...]) -> bool:
    return not any(environment)


def _of_base(stage: Stage, name: str) -> _Seen | None:
    facts = stage.image_facts
    if isinstance(facts, Unknown):
        return None
    version = facts.packages.get(name)
    if not version:
        return None
    origin = stage.lineage[-1].from_
    return _Seen(origin.span, version, None)
