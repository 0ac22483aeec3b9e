"""DW523: conda's installer is downloaded as whatever is newest."""

from __future__ import annotations

from dockwright.model.actions import Download
from dockwright.model.instructions import Add, Instruction, Run
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW523",
    "latest-conda-installer",
    on=Instruction,
    family=Family.PYTHON,
    severity=Severity.INFO,
    facts=("conda.latest-parts", "conda.miniconda-release", "conda.miniforge-release"),
    triggers=("conda", "miniforge", "mambaforge"),
)
def latest_conda_installer(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """Conda's installer is downloaded under a name that changes its content.

    ## What it does

    Finds downloads of `Miniconda3-latest-…`, `Miniforge3-latest-…` and GitHub's
    `releases/latest/download` of Miniforge, by curl, wget or ADD.

    ## Why it matters

    Each release brings another Python and another conda: `Miniconda3-latest` went from Python 3.11
    to 3.13 within two years, and packages without wheels for it no longer install.
    A checksum cannot be given for it, and the cache holds the old one until it is cleared.

    ## Example

    ```dockerfile bad
    FROM buildpack-deps:trixie-curl
    RUN curl -fsSL https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-aarch64.sh -o /c.sh
    USER 10001
    CMD ["sh", "-c", "true"]
    ```

    ## Instead

    ```dockerfile good
    FROM condaforge/miniforge3:25.3.0-3
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For installers with a version in their name, and for names that a build argument decides.

    ## Fix safety

    Refused: which release is meant is the author's choice, and its checksum is not known here.

    ## With other rules

    DW112 is the same of base images; DW413 reports ADD without a checksum.

    ## References

    - repo.anaconda.com, Miniconda installers archive; conda-forge/miniforge, Releases
    """
    places: list[tuple[str, Placed]] = []
    if isinstance(instruction, Add):
        places.extend((source.known or source.raw, source) for source in instruction.sources)
    elif isinstance(instruction, Run):
        for command in instruction.commands:
            download = Download.of(command)
            if download is not None:
                places.extend((text_of(url), url) for url in download.urls)
    parts = ctx.kb.names("conda.latest-parts")
    for text, place in places:
        lowered = text.lower()
        if "://" in lowered and any(part in lowered for part in parts):
            file = text.rpartition("/")[2]
            release = ctx.kb.text(
                "conda.miniconda-release" if "conda" in file.lower() else "conda.miniforge-release"
            )
            wanted = release
            name = file
            if "latest" not in file.lower():
                name = "…/releases/latest/download"
                number = release.partition("-Linux")[0].partition("-")[2]
                wanted = f"…/releases/download/{number}/{release}"
            yield ctx.report(
                place,
                f"`{name}` changes with each release",
                help=f"Name a release, such as `{wanted}`, and check its SHA-256",
            )
