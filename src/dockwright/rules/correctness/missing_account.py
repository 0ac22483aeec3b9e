"""DW127: an account is named that the image does not have."""

from __future__ import annotations

from dockwright.model.instructions import Run, User
from dockwright.model.unknown import Unknown
from dockwright.rules._accounts import known_accounts, may_be_added
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic

_NAME = re.compile(r"[A-Za-z_][\w.-]*\$?")


@rule(
    "DW127",
    "missing-account",
    on=User,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    facts=(
        "accounts.debian",
        "accounts.alpine",
        "accounts.families",
        "accounts.adding",
        "accounts.of-packages",
        "contents.standard-bases",
        "unseen-effects.none",
        "unseen-effects.copying",
    ),
    triggers=("user",),
    given=("account",),
)
def missing_account(user: User, ctx: Context) -> Iterator[Diagnostic]:
    """USER names an account that neither the base image nor a step of the file adds.

    ## What it does

    Finds a USER whose name is not among the accounts of the base image (Debian's, Ubuntu's,
    Alpine's, and the official images made of them), and stands in no earlier step.

    ## Why it matters

    The next RUN, or the container, ends with "unable to find user app: no matching entries in
    passwd file".
    A number needs no entry.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER app
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN useradd --create-home --uid 10001 app
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For numbers, for names from variables, and on other base images.
    Where the name stands anywhere in an earlier RUN; where a script or a program is run that may
    add it, or a package is installed that could bring it; where files come into `/etc` or the root
    directory from elsewhere; where ONBUILD of an earlier stage may add it; and for a USER that
    another one replaces before anything runs.

    ## Fix safety

    A RUN before the first USER of that name adds the account.
    Safe where nothing after this line runs without it; unsafe where a package is installed that
    is not known here, as it may bring the account.
    Refused where an earlier USER may not add accounts.

    ## With other rules

    DW406 reports images that run as root, DW407 names where Kubernetes wants numbers.

    ## References

    - Dockerfile reference, USER
    """
    name = user.account
    stage = user.stage
    if stage is None or not is_missing(user, ctx.kb):
        return
    image = stage.image
    base = "the base image" if isinstance(image, Unknown) else image.raw
    yield ctx.report(
        user.user.span,
        f"nothing adds the account `{name}`: {base} does not have it",
        help=f"Add it before, `RUN {adding(stage, ctx.kb)} {name}`, or name a number",
    )


def is_missing(user: User, kb: KnowledgeBase) -> bool:
    """Tell whether something runs as an account that nothing adds."""
    name = user.account
    stage = user.stage
    if not _NAME.fullmatch(name) or stage is None or user.is_onbuild or not _is_used(user, stage):
        return False
    known = known_accounts(stage, kb)
    return known is not None and name not in known and not may_be_added(name, user, stage, kb)


def adding(stage: Stage, kb: KnowledgeBase) -> str | None:
    """Return the command that adds an account to a stage's image; None where that is not known."""
    facts = stage.image_facts
    distro = "" if isinstance(facts, Unknown) else facts.distro or ""
    return kb.mapping("accounts.adding").get(kb.mapping("accounts.families").get(distro, ""))


def _is_used(user: User, stage: Stage) -> bool:
    """Tell whether something runs as this user: a RUN of the stage, or its image."""
    for each in stage.instructions:
        if each.span.start <= user.span.start:
            continue
        if isinstance(each, Run):
            return True
        if isinstance(each, User):
            return False
    return stage.is_target
