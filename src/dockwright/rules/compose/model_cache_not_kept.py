"""DW773: a model is downloaded each time that a container is made."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.instructions import Copy, Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import code_in, lookup_of, mount_over, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)?")
"""A model of a hub: its name, perhaps with its owner's before it."""


@rule(
    "DW773",
    "model-cache-not-kept",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("code.downloads", "model.cache-env"),
)
def model_cache_not_kept(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code downloads a model when it starts, and no volume keeps it.

    ## What it does

    Finds services whose Python code fetches a model by its name when it starts, with no volume
    mounted that could hold it, and an image in which no step has fetched it.

    ## Why it matters

    Each new container downloads gigabytes before it answers, and does not start at all where the
    hub is not reached.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY main.py .
    ENV HF_HOME=/models
    RUN mkdir /models && chown 10001 /models
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ```python main.py
    from fastapi import FastAPI
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer("BAAI/bge-small-en-v1.5")
    app = FastAPI()
    ```

    ```yaml bad
    services:
      api:
        build: .
        restart: always
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        restart: always
        volumes:
          - models:/models

    volumes:
      models:
    ```

    ## When it stays silent

    Where any volume is mounted that may hold the cache: one below a home directory, at a place
    that a variable of the cache names, or whose path speaks of models or caches; where a step of
    the Dockerfile downloads, runs Python or copies from another stage's cache; for paths and
    names that code works out.

    ## Fix safety

    None: where the cache is to be kept is not known.

    ## With other rules

    DW775 is about what a training writes.

    ## References

    - Hugging Face documentation, "Manage the cache"
    """
    found = stage_of(service, ctx)
    code = code_in(service, ctx) if found is not None else None
    if found is None or code is None:
        return
    stage = found[1]
    if _may_hold(service, stage, ctx) or _fetches(stage, ctx):
        return
    for fetched in code.downloads:
        what = fetched.what.text
        if fetched.guarded or not fetched.at_start or what is None or not _NAME.fullmatch(what):
            continue
        if not isinstance(
            ctx.project.listing(posixpath.join(found[0].context.root, what)), Unknown
        ):
            continue
        yield ctx.report(
            service,
            f"`{what}` is downloaded each time that a container is made",
            help="Mount a volume where the library keeps what it downloads",
            related=(ctx.label_in(fetched.path, fetched.span, "it is downloaded here"),),
        )
        return


def _may_hold(service: Service, stage: Stage, ctx: DocumentContext) -> bool:
    """Tell whether a volume may hold what the code downloads."""
    lookup = lookup_of(service, stage)
    for name in ctx.kb.names("model.cache-env"):
        value = lookup(name)
        if isinstance(value, Unknown) or (value and mount_over(service, value) is not None):
            return True
    return any(
        mount.target.startswith(("/root", "/home")) or re.search("cache|model|hub", mount.target)
        for mount in service.mounts
    )


def _fetches(stage: Stage, ctx: DocumentContext) -> bool:
    """Tell whether a step of the image may fetch a model, or bring one along."""
    programs = ctx.kb.names("model.download-programs")
    for each in stage.layers():
        if isinstance(each, Copy) and each.from_ is not None:
            return True
        if isinstance(each, Run) and (
            each.heredocs
            or any(e.program in programs or e.program.startswith("python") for e in each.commands)
            or "download" in each.node.text
        ):
            return True
    return False
