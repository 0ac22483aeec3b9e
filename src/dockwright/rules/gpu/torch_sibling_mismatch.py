"""DW614: torchvision or torchaudio is pinned to a version for another torch."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.gpu._shared import python_packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW614",
    "torch-sibling-mismatch",
    on=Install,
    family=Family.GPU,
    severity=Severity.WARNING,
    facts=("torch-policy.first-without-a-torch",),
    triggers=("torch", "requirements"),
)
def torch_sibling_mismatch(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""Torchvision or torchaudio is pinned to a version that was built for another torch.

    ## What it does

    Compares the versions of torch, torchvision and torchaudio that one install pins, in the
    Dockerfile or in its files of requirements, with the sets that were released together.

    ## Why it matters

    The wheels of both are compiled against one release of torch, and name it as what they need.
    Pip ends with "ResolutionImpossible"; where `--no-deps` or conda lets it pass, the import ends
    with "undefined symbol" or "operator torchvision::nms does not exist".

    ## Example

    ```dockerfile bad
    FROM python:3.12-slim
    RUN pip install --no-cache-dir torch==2.6.0 torchvision==0.20.0 \
        --index-url https://download.pytorch.org/whl/cpu
    USER 10001
    CMD ["python", "-c", "import torchvision"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.12-slim
    RUN pip install --no-cache-dir torch==2.6.0 torchvision==0.21.0 \
        --index-url https://download.pytorch.org/whl/cpu
    USER 10001
    CMD ["python", "-c", "import torchvision"]
    ```

    ## When it stays silent

    Where a version is a range or hidden; for releases of torch that the knowledge base does not
    have to the last part; for the versions of both that are bound to no single torch any more;
    for another patch release of the same minor one, unless it is known which torch it goes with.

    ## Fix safety

    Refused: either version may be the one that is meant.

    ## With other rules

    DW613 looks at whether the index has the build at all.

    ## References

    - pytorch.org, "Previous PyTorch versions"
    - README of torchvision, table of versions
    """
    if install.ecosystem != "python":
        return
    pinned: dict[str, PackageSpec] = {}
    for name, spec in python_packages(install, ctx.packages(install)):
        if spec.version is not None and not spec.is_dynamic and not spec.marker:
            pinned.setdefault(name, spec)
    torch = pinned.get("torch")
    if torch is None or torch.version is None:
        return
    from dockwright.model.gpu.siblings import wanted_sibling

    public = torch.version.partition("+")[0]
    for name in ("torchvision", "torchaudio"):
        found = pinned.get(name)
        if found is None or found.version is None:
            continue
        wanted = wanted_sibling(torch.version, name, found.version, ctx.kb)
        if not wanted:
            continue
        version = found.version.partition("+")[0]
        place = f" ({found.listed})" if found.listed else ""
        yield ctx.report(
            found,
            f"{name} {version}{place} was built for another torch than {public}, with which "
            f"{wanted} was released",
            help=f"Pin `{name}=={wanted}`, or the torch that {name} {version} was built for",
            related=[ctx.label(torch, f"torch {public}")],
        )
