"""DW504: an install runs as a user who may not write where it goes."""

from __future__ import annotations

from dockwright.model.actions import ChangeMode, ChangeOwner
from dockwright.model.contents import contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic

_SYSTEM = frozenset({"apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"})
_PRIVILEGED = frozenset({"sudo", "su", "gosu", "doas", "fakeroot", "runuser", "chroot"})


@rule(
    "DW504",
    "install-without-permission",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    facts=("python.image-executable",),
)
def install_without_permission(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """An install runs after USER, as a user who may not write where the packages go.

    ## What it does

    Finds installs that run as another user than root: of the distro's packages, which need root,
    and of Python packages into the image's own Python.

    ## Why it matters

    `apt-get install` stops the build with "are you root?".
    pip goes on: "Defaulting to user installation because normal site-packages is not writeable".
    The packages then lie in the user's home, their programs are not on PATH, and another user, or
    a home that is mounted over, does not find them.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN useradd --uid 10001 --create-home app
    USER 10001
    RUN pip install --no-cache-dir flask==3.1.0
    CMD ["python", "-m", "flask", "--app", "main", "run", "--host", "0.0.0.0"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir flask==3.1.0
    RUN useradd --uid 10001 --create-home app
    USER 10001
    CMD ["python", "-m", "flask", "--app", "main", "run", "--host", "0.0.0.0"]
    ```

    ## When it stays silent

    Where the user is not known or comes from a base image that is; with `sudo` and its like; with
    `--user`, `--target` or a virtual environment; where a directory of the install was given to
    the user (`chown`); where the user's `~/.local/bin` is on PATH: that is on purpose.

    ## Fix safety

    Unsafe: the install runs as root, and what it makes is root's.
    Where nothing but settings stand between, USER moves below the install; else root is put around
    it, so that the steps between still run as they did.
    Refused where the user is the base image's and its name is not known.

    ## With other rules

    DW406 wants USER in the stage; this rule wants it after the installs.

    ## References

    - pip documentation, "User installs"
    - docs.docker.com, "Dockerfile reference", USER
    """
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None or run.is_onbuild:
        return
    state = run.state
    user = state.user_instruction
    is_root = state.is_root
    if isinstance(is_root, Unknown) or is_root:
        return
    if _PRIVILEGED.intersection(install.wrappers):
        return
    if install.manager in _SYSTEM:
        yield ctx.report(
            install.own_span,
            f"`{install.program}` needs root, and runs as {state.user}: the build stops here",
            help="Put `USER root` before it, and switch back after it"
            if user is None
            else "Move this RUN above USER",
            related=[] if user is None else [ctx.label(user, "from here on")],
            severity=Severity.ERROR,
            effect="the build fails",
        )
        return
    if install.manager != "pip" or install.target is not None or user is None:
        return
    contents = contents_of(run.stage, ctx.kb)
    python = contents.python_at(state, install)
    if python is None or isinstance(python, Unknown) or python.origin not in {"image", "distro"}:
        return
    if any(made.install is install and made.kind != "default" for made in contents.installs):
        return
    path = state.env("PATH")
    if isinstance(path, str) and ".local/bin" in path:
        return
    if _changes_permissions(run.stage):
        return
    yield ctx.report(
        install.own_span,
        f"pip runs as {state.user}, who may not write into {python.prefix}: the packages go to "
        "the user's home, and their programs are not on PATH",
        help="Move this RUN above USER, or install into a virtual environment that the user owns",
        related=[ctx.label(user, "from here on")],
        confidence=Confidence.MEDIUM,
        effect="programs that are installed are not found",
    )


@lru_cache(maxsize=1)
def _changes_permissions(stage: Stage) -> bool:
    return any(
        ChangeOwner.of(command) is not None or ChangeMode.of(command) is not None
        for each in stage.layers()
        if isinstance(each, Run)
        for command in each.commands
    )
