"""DW712: a service runs as an account that the image does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules._accounts import known_accounts, may_be_added
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import base_label, mount_over, place_in, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW712",
    "missing-service-user",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("accounts.debian", "accounts.alpine", "accounts.families", "accounts.of-packages"),
)
def missing_service_user(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`user` names an account that the image does not have.

    ## What it does

    Looks for the name in the accounts of the base image (Debian's, Ubuntu's, Alpine's, and the
    official images made of them) and in the steps of the Dockerfile.

    ## Why it matters

    The container does not start: `unable to find user appuser: no matching entries in passwd
    file`.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    WORKDIR /app
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
        user: appuser
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        user: "10001"
    ```

    ## When it stays silent

    For numbers and names from variables; on other base images; where the name stands anywhere in
    a RUN, or a script or a package may add it; where `/etc/passwd` is mounted.

    ## Fix safety

    None: whether the name or the image is to change is not known.

    ## With other rules

    DW127 tells the same of USER.

    ## References

    - Compose specification, "user"
    """
    item = service.get("user")
    found = stage_of(service, ctx) if item is not None and isinstance(item.value, str) else None
    if item is None or found is None or mount_over(service, "/etc/passwd") is not None:
        return
    build, stage = found
    name = (item.text or "").partition(":")[0]
    known = known_accounts(stage, ctx.kb)
    if known is None or name in known or not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
        return
    if may_be_added(name, None, stage, ctx.kb):
        return
    yield ctx.report(
        place_in(item, name, ctx),
        f"the image has no account `{name}`, so the container does not start",
        help="Add the account in the Dockerfile, or name a number",
        related=(base_label(build, stage, ctx, f"no instruction adds `{name}`"),),
    )
