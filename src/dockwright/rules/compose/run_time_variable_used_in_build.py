"""DW749: a variable of the container is what only the build reads."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.model.instructions import Arg, Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import replaces_command, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_MOST_FILES = 200
"""Files that are looked through; with more, the program may read the variable anywhere."""
_OF_COMPOSE = ("compose.yaml", "compose.yml", ".md")
"""Ends of the names of files that no program of the image reads."""


@rule(
    "DW749",
    "run-time-variable-used-in-build",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.run-time-variables",),
)
def run_time_variable_used_in_build(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`environment` sets what only the build of the image reads.

    ## What it does

    Finds variables of `environment` that the Dockerfile takes with ARG and uses in a step, that
    `build.args` does not give, and that no file of the build context reads.

    ## Why it matters

    What a container gets comes after the build: the image is built with the default of the ARG,
    or with nothing.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    WORKDIR /app
    COPY bundle.py ./
    ARG BUNDLE_LANGUAGE=en
    RUN python bundle.py --language "$BUNDLE_LANGUAGE" --output /app/texts
    USER 10001
    CMD ["python", "-m", "http.server", "8000", "--directory", "/app/texts"]
    ```

    ```python bundle.py
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--language", required=True)
    parser.add_argument("--output", required=True)
    parser.parse_args()
    ```

    ```yaml bad
    services:
      pages:
        build: .
        environment:
          BUNDLE_LANGUAGE: de
    ```

    ## Instead

    ```yaml good
    services:
      pages:
        build:
          context: .
          args: [BUNDLE_LANGUAGE=de]
    ```

    ## When it stays silent

    Where a file of the context names the variable, or there are too many to look through; where
    the Dockerfile keeps it with ENV, or its command names it; for variables that runtimes and
    libraries read (`NODE_ENV`, `TZ`, proxies).

    ## Fix safety

    None: the program may read it all the same.

    ## With other rules

    DW748 is about the other way.

    ## References

    - Dockerfile reference, "ARG"
    """
    build = service.build
    found = stage_of(service, ctx) if build is not None and service.environment else None
    if build is None or found is None or replaces_command(service):
        return
    image, stage = found
    declared = {
        argument.name: each
        for each in stage.layers()
        if isinstance(each, Arg)
        for argument in each.arguments
    }
    general = ctx.kb.name_set("compose.run-time-variables")
    held = [each for each in stage.final_command() if each is not None]
    for name, variable in service.environment.items():
        if name not in declared or name in build.arguments or name in general:
            continue
        if stage.final_state.env(name) is not None or any(name in e.node.text for e in held):
            continue
        if not any(isinstance(e, Run) and name in e.node.text for e in stage.layers()):
            continue
        if _may_be_read(name, image):
            continue
        yield ctx.report(
            DocumentPlace(variable.path, variable.name_span),
            f"`{name}` is set in the container, and only the build of the image reads it",
            help=f"Give it to the build: `build.args` with `{name}`",
            related=(ctx.label_in(image.path, declared[name].span, "the build takes it here"),),
        )


def _may_be_read(name: str, image: ImageBuild) -> bool:
    """Tell whether a file of the build context names a variable, or may."""
    looked = 0
    for entry in image.context.walk():
        if entry.kind != "file":
            continue
        looked += 1
        base = posixpath.basename(entry.path)
        if looked > _MOST_FILES:
            return True
        if base.startswith((".env", "Dockerfile")) or base.endswith(_OF_COMPOSE):
            continue
        data = image.context.read(entry.path)
        if isinstance(data, Unknown) or name.encode() in data:
            return True
    return False
