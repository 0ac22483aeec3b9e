"""DW520: packages come from a conda channel that gets no builds any more."""

from __future__ import annotations

from dockwright.model.actions import Setting
from dockwright.model.command import Command
from dockwright.model.install import install_of
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW520",
    "retired-conda-channel",
    on=Command,
    family=Family.PYTHON,
    severity=Severity.INFO,
    facts=("channel.pytorch", "channel.free", "channel.fastai", "torch-policy.families"),
    triggers=("conda", "mamba"),
)
def retired_conda_channel(command: Command, ctx: Context) -> Iterator[Diagnostic]:
    """Packages come from a conda channel that gets no builds any more.

    ## What it does

    Finds channels that have ended among the options of conda, mamba and micromamba and in
    `conda config`: `pytorch`, which ended with torch 2.5, `pytorch-nightly`, `free`, `fastai`.
    Where torch is installed from `pytorch` without a version it is a warning.

    ## Why it matters

    The solver takes the last build that the channel has: torch stays at 2.5 for ever, without fixes
    and without kernels for newer GPUs, and holds the Python version back with it.

    ## Example

    ```dockerfile bad
    FROM condaforge/miniforge3:25.3.0-3
    RUN conda install -y -c pytorch pytorch && conda clean -afy
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM condaforge/miniforge3:25.3.0-3
    RUN conda install -y -c conda-forge pytorch && conda clean -afy
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For channels that are hidden by a build argument or named in an environment file.

    ## Fix safety

    Unsafe: conda-forge has newer versions, and its `pytorch` chooses CUDA in another way.
    The channel's name becomes that of the channel that goes on.
    Refused where what goes on is no channel, and where a package is pinned that conda-forge calls
    otherwise, such as `pytorch-cuda`.

    ## With other rules

    DW521 is about the licence of Anaconda's channels.

    ## References

    - pytorch/pytorch issue 138506, "Deprecating PyTorch's official Anaconda channel"
    """
    install = install_of(command)
    named: list[tuple[str, Placed]] = []
    unpinned = only_others = False
    if install is not None and install.ecosystem == "conda":
        named.extend((text_of(word), word) for word in install.channels)
        named.extend((spec.channel, spec) for spec in install.packages if spec.channel)
        torch = {"pytorch", *ctx.kb.names("torch-policy.families")}
        only_others = bool(install.packages) and not any(
            spec.name in torch or spec.channel or not spec.name for spec in install.packages
        )
        unpinned = any(
            spec.name in torch and not spec.specifier and spec.version is None
            for spec in install.packages
        )
    else:
        setting = Setting.of(command)
        if setting is not None and setting.key == "channels":
            named.append((setting.value_text, setting.value))
    told: set[str] = set()
    for name, place in named:
        facts = ctx.kb.channel(name)
        if facts is None or facts.retired is None or facts.name in told:
            continue
        told.add(facts.name)
        if only_others and facts.name.startswith("pytorch"):
            continue  # what else is taken from there, such as cudatoolkit, does not stay behind
        yield ctx.report(
            place,
            f"the conda channel `{facts.name}` has ended: {facts.retired}",
            help=f"Use {facts.successor}",
            severity=Severity.WARNING
            if unpinned and facts.name == ctx.kb.channel("pytorch").name  # type: ignore[union-attr]
            else None,
        )
