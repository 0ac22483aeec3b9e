"""DW923: a target gives an argument that its Dockerfile does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.paths import paths_of
from dockwright.model.bake.project import BakeProject
from dockwright.model.dockerfile import PREDEFINED_ARGS
from dockwright.model.document import DocumentPlace
from dockwright.rules._arguments import arguments_of
from dockwright.rules.bake._shared import image_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW923",
    "bake-unknown-argument",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.WARNING,
)
def bake_unknown_argument(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`args` has an argument that no ARG of the Dockerfile takes.

    ## What it does

    Compares the arguments of each target with the ARG instructions of its Dockerfile.  An
    argument that several targets inherit is told where none of them takes it.

    ## Why it matters

    BuildKit passes over it with a warning in the log: the image is built with the default,
    whatever the file says.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    ARG PYTHON_VERSION=3.13
    FROM python:${PYTHON_VERSION}-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```hcl bad
    target "default" {
      args = {
        PYTHON_VERSOIN = "3.14"
      }
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      args = {
        PYTHON_VERSION = "3.14"
      }
    }
    ```

    ## When it stays silent

    For the arguments that BuildKit knows itself and proxies; where triggers of a base image may
    take it; where the Dockerfile of a target that has the argument is not known.

    ## Fix safety

    Unsafe, and only where one name is near: another argument may be meant.

    ## With other rules

    DW932 is about CI, DW704 about Compose.

    ## References

    - docs.docker.com, "Bake file reference", target.args
    """
    known = {target.name: paths for target, paths in paths_of(bake, ctx.project)}
    unused: dict[tuple[DocumentPlace, str], tuple[ImageBuild, frozenset[str]]] = {}
    used: set[tuple[DocumentPlace, str]] = set()
    for target in bake.targets:
        arguments = target.fields.tables.get("args", {})
        if not arguments or target.is_base:
            continue
        paths = known.get(target.name)
        image = None if paths is None else image_of(target, paths, ctx)
        takes_any = image is None or any(stage.runs_triggers for stage in image.dockerfile.stages)
        declared = {} if image is None else arguments_of(image)
        for name, argument in arguments.items():
            key = DocumentPlace(argument.path, argument.name_span), name
            if takes_any or name in declared or _is_known_to_all(name):
                used.add(key)
            elif image is not None:
                unused.setdefault(key, (image, frozenset(arguments)))
    for (place, name), (image, given) in unused.items():
        if (place, name) in used:
            continue
        declared = arguments_of(image)
        near = nearest(name, [each for each in declared if each not in given])
        related: tuple[Label, ...] = ()
        if near:
            label = ctx.label_in(image.path, declared[near].span, "the argument that is near")
            related = (label,)
        elif image.dockerfile.stages:
            span = image.dockerfile.stages[-1].span
            related = (ctx.label_in(image.path, span, "no ARG of this name is here"),)
        yield ctx.report(
            place,
            f"no ARG of the Dockerfile takes the build argument `{name}`",
            help=f"Did you mean `{near}`?" if near else "Declare it with ARG, or leave it out",
            related=related,
        )


def _is_known_to_all(name: str) -> bool:
    return name in PREDEFINED_ARGS or name.startswith(
        ("BUILDKIT_", "SOURCE_DATE_EPOCH", "TARGET", "BUILD")
    )
