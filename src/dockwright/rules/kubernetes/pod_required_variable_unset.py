"""DW963: the program stops without a variable that the container does not get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.code import unset_variables
from dockwright.model.kubernetes.container import Container
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import code_in, commands_of, lookup_of, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW963",
    "pod-required-variable-unset",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
    facts=("code.environment-readers", "code.dotenv-readers"),
)
def pod_required_variable_unset(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code fails at start without a variable that nothing sets in the container.

    ## What it does

    Finds variables that the Python code reads when it starts, without a default
    (`os.environ["NAME"]`, fields of pydantic settings), and that neither the image nor `env` and
    `envFrom` of the container set.

    ## Why it matters

    The program ends with `KeyError`, and the kubelet starts it again and again.

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
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          env:
            - name: SIGNING_KEY
              valueFrom:
                secretKeyRef:
                  name: api
                  key: signing-key
    ```

    ## When it stays silent

    With a default; below an `if` or in a `try` that bears the failure; where the code or the
    command sets the variable, or one whose name is worked out; where `envFrom` names a map that
    is not in the project; where the code or the command reads a file of variables too
    (`python-dotenv`, `. ./env.sh`); where a Kustomization may add it.

    ## Fix safety

    None: the value is not known.

    ## With other rules

    None is about the same.

    ## References

    - Kubernetes documentation, "Define Environment Variables for a Container"
    """
    if container.workload.changed_in is not None:
        return
    found = stage_of(container, ctx)
    code = code_in(container, ctx)
    if found is None or code is None:
        return
    commands = commands_of(container, found[1]) or ()
    for read in unset_variables(code, commands, lookup_of(container, found[1]), ctx.kb):
        yield ctx.report(
            container.span,
            f"the program stops without `{read.name}`, which the container does not get",
            help=f"Set `{read.name}` in `env`, from a Secret or ConfigMap where it is kept",
            related=(ctx.label_in(read.path, read.span, "it is read here"),),
        )
        return
