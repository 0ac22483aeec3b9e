"""DW501: packages lie where the stage that ships does not look."""

from __future__ import annotations

from dockwright.model.contents import contents_of, covers
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import PackageInstall, Transfer
    from dockwright.rules.diagnostic import Diagnostic

_KINDS = frozenset({"default", "prefix", "target", "user"})


@rule(
    "DW501",
    "packages-installed-elsewhere",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    confidence=Confidence.HIGH,
    facts=("debian-pip.trap", "debian-pip.prefix-directory", "debian-pip.searched"),
    triggers=("--from",),
)
def packages_installed_elsewhere(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""Python packages of a build stage are copied to where the final Python does not look.

    ## What it does

    Follows the packages that a build stage installs through `COPY --from` into the stage that
    ships, and compares where they come to lie with where its Python looks for packages.

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

    Where it cannot be told which Python either stage has, where the packages go, or what
    `PYTHONPATH` holds; for virtual environments and conda environments; for stages that do not
    ship; where another copy of the same packages lands where the Python looks.

    ## Fix safety

    Unsafe: a virtual environment at one path in both stages is right in every case, but scripts
    that name the old paths change.

    ## With other rules

    DW505 and DW506 are about virtual environments that are moved or meet another Python.

    ## References

    - Debian's python3-pip, `sysconfig` scheme `posix_local`
    - docs.python.org, "sysconfig: installation paths"
    """
    if not stage.is_target:
        return
    contents = contents_of(stage, ctx.kb)
    wrong: list[tuple[PackageInstall, Transfer, str]] = []
    for transfer in contents.transfers:
        source = transfer.source
        if not isinstance(source, Stage):
            continue
        for made in contents_of(source, ctx.kb).installs:
            directory = made.directory
            if made.kind not in _KINDS or isinstance(directory, Unknown):
                continue
            if not _takes_packages(made, transfer, directory):
                continue
            moved = transfer.moved(directory)
            if moved is None:
                continue
            looks = contents.searches(moved)
            if isinstance(looks, Unknown) or looks:
                return
            wrong.append((made, transfer, moved))
    for made, transfer, moved in wrong[:1]:
        searched = contents.searched()
        where = "" if isinstance(searched, Unknown) else f", which looks in {searched[0]}"
        yield ctx.report(
            transfer.copy,
            f"the packages come to lie in {moved}, where the Python of this stage does not "
            f"look{where}: importing them fails with ModuleNotFoundError",
            help="Install into a virtual environment (`python3 -m venv /opt/venv`) and copy it to "
            "the same path, for the same Python in both stages",
            related=[ctx.label(made.install.own_span, f"installed into {made.directory} here")],
        )


def _takes_packages(made: PackageInstall, transfer: Transfer, directory: str) -> bool:
    """Tell whether a copy is about the packages: it takes their directory, or their prefix."""
    if made.kind in {"prefix", "target", "user"}:
        return True
    # The default directory is taken along by many a broad copy; only one of Python's own
    # directories says that the packages are meant.
    return "python3" in transfer.from_path and covers(transfer.from_path, directory)
