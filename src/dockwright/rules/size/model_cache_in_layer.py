"""DW314: a model is downloaded into a cache that the running user does not see."""

from __future__ import annotations

from dockwright.model.actions import RunPython
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, mount_covers, reaches_image
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span


@rule(
    "DW314",
    "model-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.WARNING,
    triggers=(
        "from_pretrained",
        "snapshot_download",
        "hf_hub_download",
        "huggingface",
        "hf ",
        "load_model",
        "sentencetransformer",
        "nltk",
        "torch.hub",
        "load_dataset",
        "crossencoder",
        "pipeline(",
    ),
    facts=(
        "cache.huggingface",
        "cache.torch",
        "cache.nltk",
        "model.cache-calls",
        "model.cache-env",
        "model.cache-programs",
    ),
)
def model_cache_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A model is downloaded into root's cache, and the program runs as another user.

    ## What it does

    Finds model downloads in a RUN of the shipped image (`from_pretrained`, `pipeline`,
    `snapshot_download`, `hf download`, `torch.hub.load`, `nltk.download`) that go to the default
    cache in root's home, where the image later switches to another user.

    ## Why it matters

    The libraries look below the home of the user that runs them.
    The copy in `/root` makes the image gigabytes larger, is never found, and the program downloads
    the model again at every start, or fails where there is no network.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir huggingface-hub==0.36.0
    RUN python -c "import huggingface_hub as hub; hub.snapshot_download('acme/tagger')"
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    ENV HF_HOME=/opt/models
    RUN pip install --no-cache-dir huggingface-hub==0.36.0
    RUN python -c "import huggingface_hub as hub; hub.snapshot_download('acme/tagger')"
    COPY main.py /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    Where a variable such as `HF_HOME` or `TORCH_HOME`, or an argument of the call, names another
    place; where the download runs as the user that the image ends with; where that user is not
    known or is root; with a cache mount over the cache; in stages whose layers are not part of the
    built image.

    ## Fix safety

    The fix adds `ENV HF_HOME=/opt/models` (or TORCH_HOME, NLTK_DATA) above the RUN.
    The running program looks there as well and may not write there: it is unsafe.

    ## With other rules

    DW301 reports pip's own cache.

    ## References

    - huggingface_hub documentation, Environment variables: HF_HOME
    - PyTorch documentation, torch.hub: where models are saved
    """
    stage = ctx.dockerfile.target
    if stage is None or run.stage is None or run.is_onbuild or not reaches_image(run):
        return
    user = stage.final_state.user
    if isinstance(user, Unknown) or user.partition(":")[0] in {"", "0", "root"}:
        return
    if run.state.is_root is not True:
        return
    home = run.state.env("HOME")
    if isinstance(home, str) and home != "/root":
        return
    caches = [ctx.kb.cache(name) for name in ("huggingface", "torch", "nltk")]
    paths = [path for cache in caches if cache is not None for path in cache.paths]
    if mount_covers(run, ("cache", "tmpfs", "bind"), paths):
        return
    for command in run.commands:
        span = _download(command, ctx)
        if span is None:
            continue
        environment = environment_of(command)
        if any(
            command.variable(name) is not None or _is_set(environment.get(name))
            for name in ctx.kb.names("model.cache-env")
        ):
            return
        switch = stage.final_state.user_instruction
        yield ctx.report(
            span,
            f"the model goes to root's cache, which user `{user}` does not look into at run time",
            help="Set `ENV HF_HOME=/opt/models` (TORCH_HOME, NLTK_DATA) before it, or download "
            "after USER",
            impact=unknown_impact("what the model weighs, which is downloaded again at each start"),
            related=[] if switch is None else [ctx.label(switch.span, "runs as this user")],
        )
        return


def _is_set(value: object) -> bool:
    return value is not None and value != ""


def _download(command: Command, ctx: Context) -> Span | None:
    """Return the place of a download into a default cache, or None."""
    python = RunPython.of(command)
    if python is not None and python.code is not None:
        code = text_of(python.code)
        elsewhere = ctx.kb.names("model.place-arguments")
        if any(word in code for word in elsewhere):
            return None
        for call in ctx.kb.names("model.cache-calls"):
            if call in code:
                return python.code.span
    if command.program in ctx.kb.name_set("model.cache-programs"):
        words = [word.value or "" for word in command.words[1:]]
        placed = any(
            word.startswith(option)
            for word in words
            for option in ctx.kb.names("model.place-options")
        )
        if "download" in words and not placed:
            return command.own_span
    return None
