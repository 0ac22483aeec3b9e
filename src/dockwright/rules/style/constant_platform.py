"""DW907: fROM fixes the platform in the file."""

from __future__ import annotations

from dockwright.model.instructions import From
from dockwright.model.platform import Platform, parse_platform
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW907",
    "constant-platform",
    on=From,
    family=Family.STYLE,
    severity=Severity.STYLE,
    aliases=("FromPlatformFlagConstDisallowed", "DL3029"),
    triggers=("--platform",),
)
def constant_platform(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """FROM fixes the platform in the file.

    ## What it does

    Reports `--platform` values without a variable.

    ## Why it matters

    `docker build --platform` can no longer choose, and on other machines the image runs under
    emulation.

    ## Example

    ```dockerfile bad
    FROM --platform=linux/amd64 python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    Where the stage's name has the operating system or the architecture in it, so that the choice is
    plain, and for variables.

    ## Fix safety

    Unsafe: the flag is deleted, and other platforms may lack what the stage needs.
    Refused where the image is not known or published for one platform alone, and where other
    lines of the file name an architecture.

    ## With other rules

    DW111 reports images that do not have the platform.

    ## References

    - Docker documentation, Build checks, "FromPlatformFlagConstDisallowed"
    """
    platform = instruction.platform
    if platform is None or platform.references(instruction.escape) or platform.known is None:
        return
    parsed = parse_platform(platform.known)
    name = "" if instruction.alias is None else instruction.alias.text.lower()
    if not isinstance(parsed, Platform) or parsed.system in name or parsed.architecture in name:
        return
    if is_reached(ctx, Phase.BASES, instruction):
        yield ctx.report(
            platform,
            f"the platform is fixed to `{platform.known}`",
            help="Delete `--platform` and build with `docker build --platform`, or use "
            "$BUILDPLATFORM or $TARGETPLATFORM",
        )
