"""DW748: the code reads a variable that only the build has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.model.instructions import Arg
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import code_in, lookup_of, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import VariableRead
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW748",
    "build-argument-read-at-run-time",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("code.environment-readers",),
)
def build_argument_read_at_run_time(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code reads a variable that only the build gets, and the container does not.

    ## What it does

    Finds arguments of the build that the Dockerfile takes with ARG and does not keep with ENV,
    and that the Python code reads without a default.

    ## Why it matters

    An ARG is there while the image is built. The program does not see it: `KeyError`, or nothing
    where a value is expected.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    ARG REGION
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ```python main.py
    import os

    from fastapi import FastAPI

    app = FastAPI(title=os.environ["REGION"])
    ```

    ```yaml bad
    services:
      api:
        build:
          context: .
          args: [REGION=eu-central]
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        environment:
          REGION: eu-central
    ```

    ## When it stays silent

    Where the code has a default; where `environment` or `env_file` sets the variable too, or may.

    ## Fix safety

    None: whether the image or the container is to have it is not known.

    ## With other rules

    DW750 is about variables that nothing gives.

    ## References

    - Dockerfile reference, "ARG"
    """
    build = service.build
    found = stage_of(service, ctx) if build is not None and build.arguments else None
    code = code_in(service, ctx) if found is not None else None
    if build is None or found is None or code is None:
        return
    image, stage = found
    declared = {
        argument.name: each
        for each in stage.layers()
        if isinstance(each, Arg)
        for argument in each.arguments
    }
    lookup = lookup_of(service, stage)
    for name, argument in build.arguments.items():
        if name not in declared or lookup(name) is not None:
            continue
        read = next((e for e in code.variables if e.name == name and _needs(e)), None)
        if read is None:
            continue
        yield ctx.report(
            DocumentPlace(argument.path, argument.name_span),
            f"`{name}` is an argument of the build, and the code reads it when the container runs",
            help=f"Set `{name}` in `environment`, or keep it in the image with ENV",
            related=(
                ctx.label_in(image.path, declared[name].span, "it ends with the build"),
                ctx.label_in(read.path, read.span, "it is read here"),
            ),
        )


def _needs(read: VariableRead) -> bool:
    """Tell whether the code has nothing to fall back to."""
    return not read.guarded and (read.required or read.default is None)
