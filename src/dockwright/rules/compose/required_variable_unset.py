"""DW750: the program stops without a variable that nothing sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.code import unset_variables
from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import code_in, commands_of, lookup_of, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW750",
    "required-variable-unset",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("code.environment-readers", "code.dotenv-readers"),
)
def required_variable_unset(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code fails at start without a variable that neither the image nor the service sets.

    ## What it does

    Finds variables that the Python code reads when it starts, without a default
    (`os.environ["NAME"]`, fields of pydantic settings), and that the image, `environment` and
    `env_file` leave unset.

    ## Why it matters

    The program ends with `KeyError`, and is started again and again.

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
    import os

    from fastapi import FastAPI

    KEY = os.environ["SIGNING_KEY"]
    app = FastAPI()
    ```

    ```yaml bad
    services:
      api:
        build: .
        environment:
          LOG_LEVEL: info
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        environment:
          SIGNING_KEY: ${SIGNING_KEY:?set it in the shell}
    ```

    ## When it stays silent

    With a default; below an `if` or in a `try` that bears the failure; where the code or the
    command sets the variable, or one whose name is worked out; where a script starts the code on
    a condition; where a file of `env_file` cannot be read; where the code or the command reads a
    file of variables too (`python-dotenv`, `. ./env.sh`); where a build argument of that name is
    given, which DW748 tells; for files that are merged with others that are not known.

    ## Fix safety

    None: the value is not known.

    ## With other rules

    DW963 tells the same of manifests.

    ## References

    - Compose specification, "environment" and "env_file"
    """
    if service.project.is_fragment:
        return
    found = stage_of(service, ctx)
    code = code_in(service, ctx)
    if found is None or code is None:
        return
    commands = commands_of(service, found[1], ctx) or ()
    build = service.build
    for read in unset_variables(code, commands, lookup_of(service, found[1]), ctx.kb):
        if build is not None and read.name in build.arguments:
            continue
        yield ctx.report(
            service,
            f"the program stops without `{read.name}`, which nothing sets in the container",
            help=f"Set `{read.name}` in `environment`, or in a file that `env_file` names",
            related=(ctx.label_in(read.path, read.span, "it is read here"),),
        )
        return
