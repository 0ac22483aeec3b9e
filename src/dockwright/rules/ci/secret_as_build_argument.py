"""DW936: a secret of CI becomes a build argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.secrets import is_secret_name
from dockwright.rules._arguments import keeper_of
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW936",
    "secret-as-build-argument",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.ERROR,
    facts=(
        "ci.job-secrets",
        "ci.public-prefixes",
        "ci.public-words",
        "ci.public-keys",
        "ci.credential-words",
    ),
)
def secret_as_build_argument(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A secret of the workflow is given to the build as an argument.

    ## What it does

    Finds build arguments whose value is `${{ secrets.… }}`, the job's token, or a variable with
    the name of a secret.

    ## Why it matters

    Arguments of a build stand in the history of the image where a stage that ships declares them,
    and in any case in exported caches and in what a build attests with `mode=max`: whoever can pull
    those can read the secret.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    ARG INDEX_TOKEN
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```yaml bad
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
              build-args: INDEX_TOKEN=${{ secrets.INDEX_TOKEN }}
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
              secrets: index_token=${{ secrets.INDEX_TOKEN }}
    ```

    ## When it stays silent

    For values that are no secrets, such as `${{ github.sha }}`.
    For arguments that a web framework writes into what it serves (`NEXT_PUBLIC_`, `VITE_`), and for
    regions, hosts, users, accounts and the like, which are no secrets wherever they are kept;
    for addresses, unless their names are those of databases, webhooks and others that carry
    credentials; for keys that browsers are given.

    ## Fix safety

    Unsafe: the workflow gives the secret to `docker/build-push-action` or `docker build` as one,
    and the RUNs of the Dockerfile that read it mount it, all files or none. Builds elsewhere that
    give the argument have to give the secret. None for other builders, and where something else
    than a RUN of the Dockerfile uses the argument.

    ## With other rules

    DW403 to DW405 find secrets in the Dockerfile.

    ## References

    - docs.docker.com, "Build secrets"
    """
    for each in build.arguments:
        value = f"${each.name}" if each.value is None else each.value
        value = _with_secrets(value, build)
        names = [
            *re.findall(r"\$\{\{\s*secrets\.(\w+)", value),
            *re.findall(r"\$\{\{\s*(github\.token)", value),
            *(
                name
                for name in re.findall(r"\$\{?(\w+)", value)
                if name in ctx.kb.name_set("ci.job-secrets") or is_secret_name(name, ctx.kb)
            ),
        ]
        if not names or each.name.startswith(tuple(ctx.kb.names("ci.public-prefixes"))):
            continue
        if _is_public(each.name, names[0], ctx.kb):
            continue
        image = image_of(build, ctx)
        keeper = keeper_of(image, each.name)
        related: tuple[Label, ...] = ()
        if image is not None and keeper.declared is not None:
            related = (ctx.label_in(image.path, keeper.declared.span, keeper.label),)
        yield ctx.report(
            each.span,
            f"the secret `{names[0]}` is given as the build argument `{each.name}`, {keeper.words}",
            help="Give it as a secret (`secrets:`, `--secret`) and read it from a mount in the RUN",
            related=related,
            severity=None if keeper.ships else Severity.WARNING,
        )


def _is_public(argument: str, secret: str, kb: KnowledgeBase) -> bool:
    """Tell whether both names say that the value is none to hide, such as a region."""
    return _says_public(argument, kb) and _says_public(secret, kb)


def _says_public(name: str, kb: KnowledgeBase) -> bool:
    upper = f"_{name}".upper()
    if upper.endswith(_ends("ci.public-keys", kb)):
        return True
    if is_secret_name(name, kb) or not upper.endswith(_ends("ci.public-words", kb)):
        return False
    is_address = upper.endswith(("_URL", "_URI"))
    return not (is_address and kb.name_set("ci.credential-words") & set(upper.split("_")))


def _ends(fact: str, kb: KnowledgeBase) -> tuple[str, ...]:
    return tuple(f"_{word}" for word in kb.names(fact))


def _left(build: WorkflowBuild) -> dict[str, str]:
    """Return the variables that earlier steps leave in the job's environment, set to secrets."""
    found: dict[str, str] = {}
    for step in build.job.steps:
        if build.step is not None and step.node is build.step.node:
            break
        run = step.node.get("run")
        text = "" if run is None else step.job.workflow.source.slice(run.span)
        for line in text.split("\n"):
            if "GITHUB_ENV" in line:
                found.update(re.findall(r"\b(\w+)=(\$\{\{\s*secrets\.\w+\s*\}\})", line))
    return found


def _with_secrets(value: str, build: WorkflowBuild) -> str:
    """Return a value with the variables put in that are set to secrets."""
    written = {**_left(build), **(build.job if build.step is None else build.step).environment}

    def put_in(found: re.Match[str]) -> str:
        said = written.get(found[1] or found[2] or found[3], "")
        return said if "secrets." in said or "github.token" in said else found[0]

    return re.sub(r"\$\{\{\s*env\.(\w+)\s*\}\}|\$\{(\w+)\}|\$(\w+)", put_in, value)
