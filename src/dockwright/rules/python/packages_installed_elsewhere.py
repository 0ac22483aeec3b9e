"""DW501: packages lie where the stage that ships does not look."""

from __future__ import annotations

from dockwright.model.actions import MakeVenv, RunPython
from dockwright.model.contents import Python, contents_of, covers
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Contents, PackageInstall, Transfer, Venv
    from dockwright.rules.diagnostic import Diagnostic

_KINDS = frozenset({"default", "prefix", "target", "root", "user"})


class Misplaced(NamedTuple):
    """What a finding of this rule is about.

    Attributes:
        stage: the stage that ships.
        made: the install, where one is known.
        transfer: the COPY that takes its packages; None where the stage installs them itself.
        moved: where the packages come to lie.
        environment: the virtual environment that holds them, where PATH alone is missing.
    """

    stage: Stage
    made: PackageInstall | None
    transfer: Transfer | None
    moved: str
    environment: Venv | None = None


@rule(
    "DW501",
    "packages-installed-elsewhere",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the first import fails",
    confidence=Confidence.HIGH,
    facts=(
        "debian-pip.trap",
        "debian-pip.prefix-directory",
        "debian-pip.searched",
        "python-path.directory-pattern",
        "contents.root-home",
    ),
    triggers=("--from", "--user", "--target", "--prefix", " -t", "venv", "uv sync"),
)
def packages_installed_elsewhere(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""Python packages of a build stage are copied to where the final Python does not look.

    ## What it does

    Follows the packages that a build stage installs through `COPY --from` into the stage that
    ships, and compares where they come to lie with where its Python looks for packages.
    Packages that the stage itself installs with `--user`, `--target` or `--prefix` count too: the
    home of root is no place where the Python of another user looks.
    So does a virtual environment that the container's `python` is not that of: PATH does not name
    it, and nothing else speaks of it.

    ## Why it matters

    The image builds without a complaint, and its program dies with `ModuleNotFoundError`.
    The usual cause: the pip of Debian and Ubuntu puts `--prefix=/install` below
    `/install/local/lib/python3.x/dist-packages`, so that `COPY /install /usr/local` makes
    `/usr/local/local/lib/…`.
    Another: the two stages have different Pythons, whose directories differ.

    ## Example

    ```dockerfile bad
    FROM ubuntu:24.04 AS builder
    RUN apt-get update && apt-get install -y --no-install-recommends python3-pip
    COPY requirements.txt .
    RUN pip install --no-cache-dir --break-system-packages --prefix=/install -r requirements.txt

    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y --no-install-recommends python3 \
        && rm -rf /var/lib/apt/lists/*
    COPY --from=builder /install /usr/local
    COPY train.py /app/train.py
    USER 10001
    CMD ["python3", "/app/train.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM ubuntu:24.04 AS builder
    RUN apt-get update && apt-get install -y --no-install-recommends python3-venv
    RUN python3 -m venv /opt/venv
    COPY requirements.txt .
    RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y --no-install-recommends python3 \
        && rm -rf /var/lib/apt/lists/*
    COPY --from=builder /opt/venv /opt/venv
    ENV PATH=/opt/venv/bin:$PATH
    COPY train.py /app/train.py
    USER 10001
    CMD ["python", "/app/train.py"]
    ```

    ## When it stays silent

    For a virtual environment that some step, ENV or script may use in another way.
    Where it cannot be told which Python either stage has, where the packages go, or what
    `PYTHONPATH` holds; for the directory of the script that runs, where Python looks; for virtual
    environments and conda environments; for stages that do not ship; where another copy of
    the same packages lands where the Python looks.

    ## Fix safety

    Unsafe: the packages go into a virtual environment at one path, made in the build stage and
    copied to the same path, and PATH of the stage that ships names it first.
    It has no pip of its own where the build stage's is known to fill it by `--python` (since pip
    22.3) and nothing looks for pip in it, so that the image does not grow by one.
    The image gets a directory and a PATH that it did not have, and files that the source's own
    scripts expect at the old paths are elsewhere.
    With `--user` or `--target` in the stage that ships, the option goes, or PYTHONPATH names the
    directory.
    An environment that PATH does not name is named there.
    Between official images of two versions the tag that differs from the copied paths changes.
    Refused where something else of the file names the directory, where the stage that ships has
    packages of its own that an environment would hide, and where the two Pythons differ otherwise.

    ## With other rules

    DW505 and DW506 are about virtual environments that are moved or meet another Python.

    ## References

    - Debian's python3-pip, `sysconfig` scheme `posix_local`
    - docs.python.org, "sysconfig: installation paths"
    """
    if not stage.is_target:
        return
    contents = contents_of(stage, ctx.kb)
    own = [made for made in contents.installs if made.kind in {"user", "target", "prefix"}]
    for made in own:
        looks = True if isinstance(made.directory, Unknown) else contents.searches(made.directory)
        if isinstance(looks, Unknown) or looks or _is_used(made, contents):
            continue
        yield _report_own(made, contents, ctx)
        return
    found = _copied(contents, ctx)
    if found is None:
        yield from _unused_environment(contents, ctx)
        return
    transfer, maker, moved = found
    searched = contents.searched()
    where = "does not look there" if isinstance(searched, Unknown) else f"looks in {searched[0]}"
    if "/.local/lib/" in moved and contents.stage.final_state.is_root is False:
        where = f"runs as {contents.stage.final_state.user}, whose home is another"
    related = []
    if maker is not None:
        related = [ctx.label(maker.install.own_span, f"installed into {maker.directory} here")]
    yield ctx.report(
        transfer.copy,
        f"the packages come to lie in {moved}, and the Python of this stage {where}: importing "
        "them fails with ModuleNotFoundError",
        help="Install into a virtual environment (`python3 -m venv /opt/venv`) and copy it to "
        "the same path, for the same Python in both stages",
        related=related,
        about=Misplaced(stage, maker, transfer, moved),
    )


def _unused_environment(contents: Contents, ctx: Context) -> Iterator[Diagnostic]:
    """Report a virtual environment with packages that PATH does not lead to."""
    python, entries = contents.python, contents.path_entries
    if not isinstance(python, Python) or isinstance(entries, Unknown) or contents.strangers:
        return
    if not _starts_plain_python(contents):
        return
    if any(made.kind == "default" for made in contents.installs):
        return
    taken: list[tuple[Transfer | None, Venv]] = [(None, venv) for venv in contents.venvs]
    taken += [
        (transfer, venv)
        for transfer in contents.transfers
        if isinstance(transfer.source, Stage)
        for venv in _venvs(transfer.source, ctx)
        if transfer.moved(venv.directory) == venv.directory
    ]
    if len(taken) != 1:
        return
    transfer, venv = taken[0]
    place = venv.directory
    origin = contents
    if transfer is not None and isinstance(transfer.source, Stage):
        origin = contents_of(transfer.source, ctx.kb)
    if any(covers(place, entry) for entry in entries) or not _has_packages(venv, origin):
        return
    if not isinstance(venv.python, Python) or _is_spoken_of(place, contents):
        return
    yield ctx.report(
        venv.command.own_span if transfer is None else transfer.copy,
        f"the packages lie in the virtual environment {place}, which PATH does not name: the "
        f"container's Python is {python.path}, and importing them fails with ModuleNotFoundError",
        help=f"Add `ENV PATH={place}/bin:$PATH`, or start `{place}/bin/python`",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        about=Misplaced(contents.stage, None, transfer, place, venv),
    )


def _starts_plain_python(contents: Contents) -> bool:
    """Tell whether the container starts ``python``, found on PATH, with a script or a module."""
    entrypoint, cmd = contents.stage.final_command()
    starts = entrypoint or cmd
    facts = contents.facts
    if starts is None or facts is None or (entrypoint is None and facts.entrypoint):
        return False
    if len(starts.commands) != 1:
        return False
    python = RunPython.of(starts.commands[0])
    return (
        python is not None
        and not python.wrapping
        and "/" not in python.path
        and (python.script is not None or python.module is not None)
    )


def _has_packages(venv: Venv, origin: Contents) -> bool:
    """Tell whether packages are installed into an environment, and it is none of conda's."""
    if venv.command.program in {"conda", "mamba", "micromamba"}:
        return False
    return install_of(venv.command) is not None or any(
        made.kind == "venv" and made.directory == venv.directory for made in origin.installs
    )


def _is_spoken_of(place: str, contents: Contents) -> bool:
    """Tell whether something but the steps that fill an environment may make use of it."""
    name = place.rpartition("/")[2]
    if any(word in contents.mentioned for word in ("activate", "sitecustomize.py")):
        return True
    for each in contents.stage.layers():
        if isinstance(each, Run):
            if any(
                name in word.raw
                for command in each.commands
                if install_of(command) is None and MakeVenv.of(command) is None
                for word in command.words
            ):
                return True
        elif isinstance(each, CopyLike):
            if each.keyword == "ADD" or any(
                (source.known or ".sh").endswith((".sh", ".pth")) for source in each.sources
            ):
                return True
        elif name in each.node.text or "PYTHONPATH" in each.node.text:
            return True
    return False


def _copied(contents: Contents, ctx: Context) -> tuple[Transfer, PackageInstall | None, str] | None:
    """Return a copy of packages to where Python does not look, if none lands where it does."""
    wrong: list[tuple[Transfer, PackageInstall | None, str]] = []
    for transfer in contents.transfers:
        for maker, moved in _moves(transfer, ctx):
            looks = contents.searches(moved)
            if isinstance(looks, Unknown) or looks or _is_in_environment(moved, contents, ctx):
                return None
            wrong.append((transfer, maker, moved))
    return wrong[0] if wrong else None


def _moves(transfer: Transfer, ctx: Context) -> Iterator[tuple[PackageInstall | None, str]]:
    """Yield where the packages of a copy come to lie, with the install where one is known."""
    source = transfer.source
    is_found = False
    if isinstance(source, Stage):
        if any(covers(venv.directory, transfer.from_path) for venv in _venvs(source, ctx)):
            return
        for made in contents_of(source, ctx.kb).installs:
            directory = made.directory
            if made.kind not in _KINDS or isinstance(directory, Unknown):
                continue
            moved = transfer.moved(directory)
            if moved is not None and _takes_packages(made, transfer, directory):
                is_found = True
                yield made, moved
    pattern = re.compile(ctx.kb.text("python-path.directory-pattern"))
    named = pattern.fullmatch(transfer.to_path)
    # Below other prefixes it may be for an interpreter of its own.
    if not is_found and named is not None and named["prefix"] == "/usr/local":
        yield None, transfer.to_path


def _is_in_environment(path: str, contents: Contents, ctx: Context) -> bool:
    """Tell whether a path lies in a virtual environment that the stage makes or takes along."""
    if any(covers(venv.directory, path) for venv in contents.venvs):
        return True
    for transfer in contents.transfers:
        if isinstance(transfer.source, Stage):
            for venv in _venvs(transfer.source, ctx):
                moved = transfer.moved(venv.directory)
                if moved is not None and covers(moved, path):
                    return True
    return False


def _venvs(source: Stage, ctx: Context) -> tuple[Venv, ...]:
    return contents_of(source, ctx.kb).venvs


def _is_used(made: PackageInstall, contents: Contents) -> bool:
    """Tell whether something else may say where the packages are."""
    if made.kind == "user":
        return False
    assert isinstance(made.directory, str)
    place = made.directory.partition("/lib/")[0] if made.kind == "prefix" else made.directory
    name = place.rpartition("/")[2]
    if made.run.node.text.count(place) > 1 or not any(contents.stage.final_command()):
        return True
    if any(
        name in each.node.text
        for each in contents.stage.layers()
        if each is not made.run and each.keyword in {"ENV", "RUN", "CMD", "ENTRYPOINT", "COPY"}
    ):
        return True
    workdir = contents.stage.final_state.workdir
    return isinstance(workdir, Unknown) or covers(workdir, made.directory)


def _report_own(made: PackageInstall, contents: Contents, ctx: Context) -> Diagnostic:
    state = contents.stage.final_state
    assert isinstance(made.directory, str)
    about = Misplaced(contents.stage, made, None, made.directory)
    if made.kind == "user":
        user = state.user_instruction
        return ctx.report(
            made.install.own_span,
            f"the packages go to {made.directory}, and the container runs as {state.user}, whose "
            "Python does not look there",
            help="Leave `--user` out, or install into a virtual environment outside of root's home",
            related=[] if user is None else [ctx.label(user, "the user that runs")],
            about=about,
        )
    return ctx.report(
        made.install.own_span,
        f"the packages go to {made.directory}, where Python does not look: PYTHONPATH does not "
        "name it",
        help=f"Add `ENV PYTHONPATH={made.directory}`, or leave `--{made.kind}` out",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        about=about,
    )


def _takes_packages(made: PackageInstall, transfer: Transfer, directory: str) -> bool:
    """Tell whether a copy is about the packages: it takes their directory, or their prefix."""
    if made.kind in {"prefix", "target", "root", "user"}:
        return True
    # The default directory is taken along by many a broad copy; only one of Python's own
    # directories says that the packages are meant.
    return "python3" in transfer.from_path and covers(transfer.from_path, directory)
