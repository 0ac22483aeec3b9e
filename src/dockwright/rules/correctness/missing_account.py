"""DW127: an account is named that the image does not have."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import AddUser
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run, User
from dockwright.model.layers import may_do_unseen
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic

_PLACES = frozenset({"/", "/etc", "/etc/passwd"})
_ETC = re.compile(r"/etc(?:/passwd|/?(?=[\s'\"]|$))")
"""The file of accounts, or its folder as the place of something."""
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


def known_accounts(stage: Stage, kb: KnowledgeBase) -> frozenset[str] | None:
    """Return the accounts of the image that a stage is made of; None where they are not known."""
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.kind not in kb.name_set("contents.standard-bases"):
        return None
    family = kb.mapping("accounts.families").get(facts.distro or "")
    if family is None:
        return None
    return kb.name_set(f"accounts.{family}") | facts.users.keys()


def may_be_added(name: str, until: Instruction, stage: Stage, kb: KnowledgeBase) -> bool:
    """Tell whether a step before an instruction adds an account, or may do so unseen."""
    of_package = name.startswith(kb.names("accounts.of-packages"))
    if stage.runs_triggers:
        return True
    for each in stage.layers():
        if isinstance(each, CopyLike):
            target = each.target_path
            if not isinstance(target, str) or posixpath.normpath(target) in _PLACES:
                return True
        if each.span.start >= until.span.start or not isinstance(each, Run):
            continue
        if name in each.node.text or of_package or _ETC.search(each.node.text):
            return True
        if any(name in heredoc.content for heredoc in each.heredocs):
            return True
        if any(_may_add(command, kb) for command in each.commands):
            return True
    return False


def _may_add(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether a command may add an account whose name is not seen."""
    added = AddUser.of(command)
    if added is not None:
        return added.name is None or added.name.value is None
    install = install_of(command)
    if install is not None and install.ecosystem == "system":
        return any(spec.path or spec.url or spec.is_dynamic for spec in install.packages)
    return command.program == "dpkg" or may_do_unseen(command, kb)


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
