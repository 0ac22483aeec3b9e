"""DW416: a step of the build sets a password."""

from __future__ import annotations

from dockwright.model.actions import SetPassword
from dockwright.model.instructions import Expose, Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW416",
    "password-set-in-build",
    on=Run,
    family=Family.SECURITY,
    severity=Severity.WARNING,
    aliases=("CKV2_DOCKER_17",),
    triggers=("passwd", "useradd", "usermod", "adduser"),
    facts=(
        "security.random-sources",
        "security.ssh-servers",
        "security.ssh-ports",
        "security.login-servers",
    ),
)
def password_set_in_build(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A step of the build sets or removes the password of an account.

    ## What it does

    Finds `chpasswd`, `passwd` that reads a password or removes one, and `useradd --password` in
    stages that ship.
    Where nothing in the image is known to ask for passwords over the network, such as an SSH
    server, it is an info.

    ## Why it matters

    Every container of the image has the same password, and everyone who has the image or the
    Dockerfile knows it, or can try passwords on its hash for as long as they like.
    Containers need none: `docker exec --user` and `USER` choose a user without asking.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN useradd --uid 10001 app && echo "app:app" | chpasswd
    USER 10001
    CMD ["/bin/true"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN useradd --uid 10001 app
    USER 10001
    CMD ["/bin/true"]
    ```

    ## When it stays silent

    For stages that do not ship; for accounts that are locked (`passwd --lock`, `--password '!'`,
    `adduser --disabled-password`); where the step makes a random password, which nobody knows; and
    where the step has a secret mount to take the password from.

    ## Fix safety

    Always refused: somebody may log in, over SSH or through sudo, and a password from a secret
    would still be the same in every container.

    ## With other rules

    DW417 reports the SSH server that such passwords are often for; DW410 sudo.

    ## References

    - chpasswd(8), passwd(1), shadow(5)
    """
    stage = run.stage
    if stage is not None and not stage.ships and not run.is_onbuild:
        return
    for use in run.mounts:
        if not isinstance(use.mount, Unknown) and use.mount.type == "secret":
            return
    changes = [
        change for command in run.commands if (change := SetPassword.of(command)) is not None
    ]
    text = run.script_text()[0]
    if not changes or any(source in text for source in ctx.kb.names("security.random-sources")):
        return
    change = changes[0]
    account = change.account
    whose = "an account" if account is None else f"`{text_of(account)}`"
    if change.removes:
        message = f"`{change.program}` lets {whose} log in without a password"
    else:
        message = f"`{change.program}` gives {whose} a password that is the same in every container"
    yield ctx.report(
        change.own_span,
        message,
        help="Set no password; choose the user with USER or `docker exec --user`, and log in "
        "over SSH, if at all, with keys given when the container starts",
        related=[ctx.label(other.own_span, "and here") for other in changes[1:]],
        severity=None if stage is None or change.removes or _lets_in(stage, ctx) else Severity.INFO,
    )


def _lets_in(stage: Stage, ctx: Context) -> bool:
    """Tell whether something in the image asks for passwords over the network."""
    words = (*ctx.kb.names("security.ssh-servers"), *ctx.kb.names("security.login-servers"))
    for each in stage.layers():
        if isinstance(each, Expose):
            ports = ctx.kb.name_set("security.ssh-ports")
            if any((port.known or "").partition("/")[0] in ports for port in each.ports):
                return True
        elif isinstance(each, Run):
            text = each.script_text()[0]
            if any(word in text for word in words):
                return True
    return False
