"""DW204: a cache mount is there, and something keeps it empty."""

from __future__ import annotations

from dockwright.model.actions import CleanUp, cleanups_of
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._sizes import download_impact
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import CacheFacts
    from dockwright.model.instructions import MountUse
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW204",
    "cache-mount-defeated",
    on=Run,
    family=Family.CACHE,
    severity=Severity.WARNING,
    triggers=("type=cache",),
    facts=("cache.pip", "cache.uv", "cache.apt", "apt-config.docker-clean"),
)
def cache_mount_defeated(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A RUN mounts a cache, and switches it off or empties it.

    ## What it does

    Finds RUNs with a cache mount whose command turns the cache off (`--no-cache-dir`,
    `PIP_NO_CACHE_DIR`, `UV_NO_CACHE`) or empties it at the end (`rm -rf /var/lib/apt/lists/*`,
    `apt-get clean`, `conda clean`), and apt's archives mounted while the base image's own hook
    deletes them.

    ## Why it matters

    The mount then costs a line and saves nothing: every build downloads everything again.
    What is in a mount is in no layer, so there is nothing to clean.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY requirements.txt /srv/
    RUN --mount=type=cache,target=/root/.cache/pip \
        pip install --no-cache-dir -r /srv/requirements.txt
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY requirements.txt /srv/
    RUN --mount=type=cache,target=/root/.cache/pip \
        pip install -r /srv/requirements.txt
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where what is switched off or emptied is another cache than the one mounted; where the base
    image is not known to have apt's hook, or the hook is removed in this or an earlier RUN; for
    installs of local files alone, which download nothing.
    apt's hook is told once for a stage and those that are FROM it.

    ## Fix safety

    Dropping the option, the variable or the clean-up is safe where the mount holds all that it
    concerned: the layer stays as it was.
    It is unsafe where another user than root runs the install, whose cache may be elsewhere.
    Removing `docker-clean` in the RUN is safe, and unsafe where a later RUN installs without a
    mount: it would then keep its archives.
    It is refused where a variable of the stage switches the cache off, and where a clean-up deletes
    more than the mount holds.

    ## With other rules

    DW301 asks for `--no-cache-dir` where no cache is mounted.
    DW206 reports mounts of apt's folders that two builds may use at once.

    ## References

    - Dockerfile reference, `RUN --mount=type=cache`: apt packages
    """
    mounts = [
        (use, place)
        for use in run.mounts
        if not isinstance(use.mount, Unknown) and use.mount.type == "cache" and use.mount.target
        if isinstance(place := run.state.resolve(use.mount.target), str) and "$" not in place
    ]
    if not mounts:
        return
    seen: set[object] = set()
    for command in run.commands:
        install = install_of(command)
        if install is not None:
            cache = ctx.kb.cache(install.program) or ctx.kb.cache(install.manager)
            use = None if cache is None else _mount_of(mounts, cache)
            if _is_local(install):
                continue
            if use is not None and install.cache_disabled(environment_of(install)) is True:
                option = install.option("--no-cache-dir", "--no-cache")
                if use not in seen:
                    seen.add(use)
                    yield ctx.report(
                        install.own_span if option is None else option.span,
                        f"{install.manager}'s cache is mounted, and switched off",
                        help="Drop `--no-cache-dir`: what is in a mount is in no layer"
                        if option is not None and option.name == "--no-cache-dir"
                        else "Let the RUN use its cache: what is in a mount is in no layer",
                        related=[ctx.label(use.span, "the mount")],
                        impact=download_impact([install], ctx),
                    )
        elif command.program == "pip" and command.subcommand == "download":
            cache = ctx.kb.cache("pip")
            use = None if cache is None else _mount_of(mounts, cache)
            option = command.option("--no-cache-dir")
            if use is not None and option is not None and use not in seen:
                seen.add(use)
                yield ctx.report(
                    option.span,
                    "pip's cache is mounted, and switched off",
                    help="Drop `--no-cache-dir`: what is in a mount is in no layer",
                    related=[ctx.label(use.span, "the mount")],
                )
        for found in cleanups_of(command):
            use = _emptied(found, mounts, ctx)
            if use is not None and use not in seen:
                seen.add(use)
                yield ctx.report(
                    found.span,
                    f"this empties {found.manager}'s {found.what}, which is a cache mount",
                    help="Drop it: what is in a mount is in no layer",
                    related=[ctx.label(use.span, "the mount")],
                    impact=download_impact(
                        [
                            other
                            for each in run.commands
                            if (other := install_of(each)) is not None
                            and other.manager == found.manager
                        ],
                        ctx,
                    ),
                )
    yield from _hook(run, mounts, ctx)


def _mount_of(mounts: list[tuple[MountUse, str]], cache: CacheFacts) -> MountUse | None:
    for use, place in mounts:
        if any(is_under(path, place) for path in cache.paths) or (
            cache.user_path and place.endswith(f"/{cache.user_path}")
        ):
            return use
    return None


def _emptied(found: CleanUp, mounts: list[tuple[MountUse, str]], ctx: Context) -> MountUse | None:
    if found.manager == "apt":
        name = "lists-directory" if found.what == "lists" else "archives-directory"
        folder = ctx.kb.text(f"apt-config.{name}")
        return next((use for use, place in mounts if is_under(folder, place)), None)
    cache = ctx.kb.cache(found.manager)
    if cache is None or found.what != "cache":
        return None
    return _mount_of(mounts, cache)


def _is_local(install: Install) -> bool:
    """Tell whether it installs files that lie there already, or such as an expansion hides."""
    return (
        bool(install.packages)
        and not install.requirement_files
        and all(
            (package.path and not package.is_directory)
            or not (package.name or package.path or package.url)
            for package in install.packages
        )
    )


def _is_told_before(run: Run, folder: str) -> bool:
    """Tell whether an earlier RUN of the same image mounts apt's archives for an install of apt."""
    if run.stage is None:
        return False
    for earlier in run.stage.layers():
        if earlier is run:
            return False
        if isinstance(earlier, Run) and any(
            not isinstance(use.mount, Unknown)
            and use.mount.type == "cache"
            and isinstance(place := earlier.state.resolve(use.mount.target or "/"), str)
            and is_under(folder, place)
            for use in earlier.mounts
        ):
            for command in earlier.commands:
                install = install_of(command)
                if install is not None and install.manager == "apt":
                    return True
    return False


def _hook(run: Run, mounts: list[tuple[MountUse, str]], ctx: Context) -> Iterator[Diagnostic]:
    """Report apt's archives mounted while the image's hook deletes them after each install."""
    folder = ctx.kb.text("apt-config.archives-directory")
    use = next((use for use, place in mounts if is_under(folder, place)), None)
    stage = run.stage
    if use is None or stage is None:
        return
    facts = stage.image_facts
    if _is_told_before(run, folder):
        return
    if isinstance(facts, Unknown) or facts.distro not in {"debian", "ubuntu"}:
        return
    if facts.kind not in {"os", "language"}:
        return
    installs = [
        install
        for command in run.commands
        if (install := install_of(command)) is not None and install.manager == "apt"
    ]
    if not installs:
        return
    hook = ctx.kb.text("apt-config.docker-clean")
    name = hook.rpartition("/")[2]
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            text, _ = instruction.script_text()
            if name in text or "Keep-Downloaded-Packages" in text or "apt.conf" in text:
                return
        elif instruction.keyword in {"COPY", "ADD"} and "apt" in instruction.node.text:
            return
        if instruction is run:
            break
    if any(
        "Keep-Downloaded" in text_of(option.value)
        for install in installs
        for option in install.all_options("--option")
        if option.value is not None
    ):
        return
    yield ctx.report(
        use.span,
        "apt's archives are in a cache mount, and the base image deletes them after each install",
        help=f"Begin the RUN with `{ctx.kb.text('apt-config.keep-cache-line')}`"
        if any(install.program == "apt" for install in installs)
        else f"Begin the RUN with `rm -f {hook} && …`",
        related=[ctx.label(installs[0].own_span, "the hook runs after this")],
        severity=Severity.INFO,
    )
