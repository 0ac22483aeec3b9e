"""DW109: the base image has no valid name unless a build argument is given."""

from __future__ import annotations

from dockwright.model.dockerfile import AUTOMATIC_ARGS
from dockwright.model.expansion import default_variables
from dockwright.model.image_ref import parse_image_ref
from dockwright.model.instructions import From
from dockwright.rules._buildkit import Phase, is_buildkit, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dockerfile.words import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW109",
    "invalid-default-arg-in-from",
    on=From,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("InvalidDefaultArgInFrom",),
)
def invalid_default_arg_in_from(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """The base image has no valid name unless a build argument is given.

    ## What it does

    Works out FROM with the defaults of its ARGs alone, and reports where no image name results.

    ## Why it matters

    A plain `docker build` fails, and tools that read the file without arguments, scanners and
    update bots among them, cannot tell what it is built on.

    ## Example

    ```dockerfile bad
    ARG VERSION
    FROM python:${VERSION}
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    ARG VERSION=3.13-slim
    FROM python:${VERSION}
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where the whole name is one argument, which says that it has to be given; where an argument is
    given on the command line; where an empty argument leaves a valid name
    (`python:3.13${VARIANT}`), and for variables that are not declared, which DW105 reports in our
    own profiles.

    ## Fix safety

    Unsafe: the version of the official Python image gets a default; builds that give the
    argument stay as they are.
    Refused for other images, whose version has to be chosen.

    ## With other rules

    DW105 reports arguments that are not declared at all.

    ## References

    - Docker documentation, Build checks, "InvalidDefaultArgInFrom"
    """
    image = instruction.image
    if image is None or not is_reached(ctx, Phase.STAGES, instruction):
        return
    values, failed = default_variables(ctx.dockerfile, given=False)
    if failed is not None:
        return
    result = expand(image.raw, values.get, escape=instruction.escape)
    if result.error is not None or parse_image_ref(result.value) is not None:
        return
    names = list(dict.fromkeys([*result.unmatched, *result.matched]))
    declared = instruction.state.declared_args
    if not is_buildkit(ctx) and (
        not names
        or _is_one_variable(image, instruction)
        or not ctx.dockerfile.build_args.keys().isdisjoint(names)
        or ctx.dockerfile.stage_named(result.value) is not None
        or any(name not in declared and name not in AUTOMATIC_ARGS for name in names)
    ):
        return
    shown = f"`{result.value}`" if result.value else "nothing"
    yield ctx.report(
        image,
        f"without build arguments the base image's name comes to {shown}, which is no valid name",
        help="Give the ARG a default that works: `ARG NAME=value`",
    )


def _is_one_variable(image: Text, instruction: From) -> bool:
    """Tell whether the whole name is an argument, which is how one says that it must be given."""
    found = image.references(instruction.escape)
    return len(found) == 1 and found[0].end - found[0].start == len(image.raw.strip("\"'"))
