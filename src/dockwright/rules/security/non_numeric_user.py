"""DW407: the image's user is a name."""

from __future__ import annotations

from dockwright.model.instructions import User
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW407",
    "non-numeric-user",
    on=User,
    family=Family.SECURITY,
    severity=Severity.INFO,
    default=False,
    aliases=("DL3066",),
    triggers=("user",),
)
def non_numeric_user(user: User, ctx: Context) -> Iterator[Diagnostic]:
    """The image's user is a name, so Kubernetes cannot tell that it is not root.

    ## What it does

    Finds the USER that the image ends with where it is a name and not a number.
    It is off by default: it matters to images that run in Kubernetes.

    ## Why it matters

    A pod with `runAsNonRoot: true` is refused with "container has runAsNonRoot and image has
    non-numeric user": the kubelet compares numbers, and does not look into `/etc/passwd`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN useradd --uid 10001 --no-create-home app
    USER app
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN useradd --uid 10001 --no-create-home app
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For numbers, for build arguments, for root (DW406 speaks of it), for a USER that another one
    replaces, and for stages whose image is not the one that is built.

    ## Fix safety

    Safe where the Dockerfile (`useradd --uid`) or what is known of the base image gives the
    account's number: engines look it up in `/etc/passwd` as they do the name, so that its groups
    and home directory stay.
    Refused where the number comes from a variable, is not said, or is given under a condition or
    changed later.

    ## With other rules

    DW406 reports an image that ends as root.

    ## References

    - Kubernetes documentation, "Configure a Security Context for a Pod or Container"
    """
    name = user.user.known
    if name is None or "$" in user.user.raw:
        return
    account = name.partition(":")[0]
    if account.isdigit() or user.is_onbuild:
        return
    if ctx.profile != "hadolint":
        stage = user.stage
        if account == "root" or (
            stage is not None
            and not (stage.is_target and stage.final_state.user_instruction is user)
        ):
            return
    yield ctx.report(
        user.user,
        f"the image's user `{account}` is a name, which `runAsNonRoot` of Kubernetes refuses",
        help="Write the user's number, as in `USER 10001`",
    )
