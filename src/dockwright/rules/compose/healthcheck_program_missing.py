"""DW709: a health check calls a program that the image lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.contents import contents_of
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import (
    base_label,
    called,
    inside,
    place_in,
    programs_in,
    stage_of,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW709",
    "healthcheck-program-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def healthcheck_program_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The service's health check calls a program that the image does not have.

    ## What it does

    Looks for the programs of `healthcheck.test` in what the Dockerfile puts into the image.

    ## Why it matters

    Each test fails, so the container is never healthy: what waits for it with `service_healthy`
    never starts.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ```python main.py
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```yaml bad
    services:
      api:
        build: .
        healthcheck:
          test: ["CMD", "curl", "-f", "http://127.0.0.1:8000/"]
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        healthcheck:
          test:
            - CMD
            - python
            - "-c"
            - import urllib.request as r; r.urlopen('http://127.0.0.1:8000/')
    ```

    ## When it stays silent

    Where what the image holds is not known; for paths; where one program stands in for another
    (`curl … || wget …`); where the image is not built here.

    ## Fix safety

    None: whether the test or the image is to change is not known.

    ## With other rules

    DW954 is about probes of manifests.

    ## References

    - Compose specification, "healthcheck"
    """
    check = service.healthcheck
    item = service.get("healthcheck", "test")
    if check is None or item is None or check.is_disabled or not isinstance(check.test, tuple):
        return
    found = stage_of(service, ctx)
    if found is None or len(check.test) < 2:
        return
    build, stage = found
    kind, first = check.test[:2]
    word = item.items[1] if len(item.items) > 1 else item
    if kind == "CMD":
        programs = [first]
    elif kind == "CMD-SHELL":
        programs = list(programs_in(called(first, inside(word))))
    else:
        return
    held = contents_of(stage, ctx.kb)
    for program in programs:
        if "/" in program or held.has_program(program) is not False:
            continue
        yield ctx.report(
            place_in(word, program, ctx),
            f"the image has no program `{program}`, so the container is never healthy",
            help=f"Call a program that the image has, or install `{program}`",
            related=(base_label(build, stage, ctx, f"no instruction brings `{program}`"),),
        )
        return
