"""DW925: a target gives a secret as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.paths import paths_of
from dockwright.model.bake.project import BakeProject
from dockwright.model.document import DocumentPlace
from dockwright.model.secrets import is_placeholder, is_secret_name
from dockwright.rules._arguments import keeper_of
from dockwright.rules.bake._shared import image_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.bake.targets import Argument
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW925",
    "bake-secret-argument",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def bake_secret_argument(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A secret is given to the build as an argument.

    ## What it does

    Finds entries of `args` with the name of a secret, or whose value is made from a variable with
    such a name.

    ## Why it matters

    Arguments of a build stand in the history of the image where a stage that ships declares them,
    and in any case in exported caches and in what a build attests with `mode=max`: whoever can pull
    those can read the secret.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```hcl bad
    variable "INDEX_TOKEN" {
      default = ""
    }

    target "default" {
      dockerfile-inline = "FROM scratch"
      args = {
        INDEX_TOKEN = INDEX_TOKEN
      }
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      secret = ["id=index_token,env=INDEX_TOKEN"]
    }
    ```

    ## When it stays silent

    For values that are empty or placeholders.

    ## Fix safety

    None: the Dockerfile has to read the secret from a mount.

    ## With other rules

    DW936 is about CI; DW403 to DW405 find secrets in the Dockerfile.

    ## References

    - docs.docker.com, "Build secrets"; "Bake file reference", target.secret
    """
    known = {target.name: paths for target, paths in paths_of(bake, ctx.project)}
    told: set[DocumentPlace] = set()
    for target in bake.targets:
        for name, argument in target.fields.tables.get("args", {}).items():
            place = DocumentPlace(argument.path, argument.name_span)
            secret = _secret_of(argument, ctx.kb)
            if target.is_base or secret is None or place in told:
                continue
            told.add(place)
            paths = known.get(target.name)
            image = None if paths is None else image_of(target, paths, ctx)
            keeper = keeper_of(image, name)
            related: tuple[Label, ...] = ()
            if image is not None and keeper.declared is not None:
                related = (ctx.label_in(image.path, keeper.declared.span, keeper.label),)
            yield ctx.report(
                place,
                f"the secret `{secret}` is given as the build argument `{name}`, {keeper.words}",
                help="Give it with `secret` and read it from a mount in the RUN",
                related=related,
                severity=None if keeper.ships else Severity.WARNING,
            )


def _secret_of(argument: Argument, kb: KnowledgeBase) -> str | None:
    """Return the name of the secret that an argument's value is, or None."""
    for name in argument.variables:
        if is_secret_name(name, kb):
            return name
    if not is_secret_name(argument.name, kb):
        return None
    if not argument.is_written:
        return argument.name if argument.variables else None
    value = argument.value
    if not isinstance(value, str) or not value or is_placeholder(value, kb):
        return None
    return argument.name
