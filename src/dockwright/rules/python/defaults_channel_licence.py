"""DW521: packages come from a conda channel that larger organisations must pay for."""

from __future__ import annotations

from dockwright.model.actions import Setting
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.base import Placed
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW521",
    "defaults-channel-licence",
    on=Dockerfile,
    family=Family.PYTHON,
    severity=Severity.INFO,
    facts=("channel.defaults", "conda.default-images", "conda.licence-free-people"),
    triggers=("conda",),
)
def defaults_channel_licence(dockerfile: Dockerfile, ctx: Context) -> Iterator[Diagnostic]:
    """Packages come from Anaconda's own channels, which larger organisations must pay for.

    ## What it does

    Finds the first install that names `defaults`, `main`, `anaconda` or `r` as a channel, or that
    names no channel on an image of Anaconda's (`continuumio/…`, `anaconda/…`), which then takes
    them.

    ## Why it matters

    Anaconda's terms of service ask organisations of more than 200 people for a licence, for use in
    builds too.
    conda-forge has the same packages and asks for none.

    ## Example

    ```dockerfile bad
    FROM condaforge/miniforge3:25.3.0-3
    RUN conda install -y -c defaults numpy=2.2.6 && conda clean -afy
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM condaforge/miniforge3:25.3.0-3
    RUN conda install -y -c conda-forge --override-channels numpy=2.2.6 && conda clean -afy
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For other channels, environment files, hidden channels and images that are not Anaconda's;
    after the first finding in a file.

    ## Fix safety

    Unsafe: conda-forge builds differ in detail, and an environment that has packages of both may
    not resolve.
    The channel is replaced, or named where none was, and `--override-channels` keeps the defaults
    out.
    Refused where the configuration lists the channel: what else is configured is not seen.

    ## With other rules

    DW114 reports Anaconda's images that get no updates; DW520 channels that have ended.

    ## References

    - anaconda.com, Terms of service
    """
    for instruction in dockerfile.instructions:
        if not isinstance(instruction, Run):
            continue
        for command in instruction.commands:
            found = _paid(command, instruction, ctx)
            if found is not None:
                place, words = found
                people = ctx.kb.integer("conda.licence-free-people")
                yield ctx.report(
                    place,
                    f"{words}, which organisations of more than {people} people may use only with "
                    "a licence",
                    help="Take packages from conda-forge alone: `-c conda-forge "
                    "--override-channels`, or start from `condaforge/miniforge3`",
                )
                return


def _paid(command: Command, run: Run, ctx: Context) -> tuple[Placed | Span, str] | None:
    kb = ctx.kb
    setting = Setting.of(command) if command.program in {"conda", "mamba"} else None
    if setting is not None and setting.key in {"channels", "default_channels"}:
        facts = kb.channel(setting.value_text)
        if facts is not None and facts.needs_licence and not _is_removal(command):
            return setting.value, f"the channel `{facts.name}` is Anaconda's"
    install = install_of(command)
    if install is None or install.manager != "conda":
        return None
    for word in install.channels:
        facts = kb.channel(text_of(word))
        if facts is not None and facts.needs_licence:
            return word, f"the channel `{facts.name}` is Anaconda's"
    stage = run.stage
    image = None if stage is None else stage.image
    if (
        install.channels
        or not install.packages
        or not isinstance(image, ImageRef)
        or not kb.repository(image.name).startswith(kb.names("conda.default-images"))
        or install.program == "micromamba"
        or any(spec.channel for spec in install.packages)
        or "channel" in ctx.dockerfile.source.text
    ):
        return None
    return install.own_span, "without a channel this image takes packages from Anaconda's own"


def _is_removal(command: Command) -> bool:
    return command.has("--remove", "--remove-key")
