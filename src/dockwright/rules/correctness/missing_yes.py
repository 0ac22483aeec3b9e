"""DW118: an install asks for confirmation that nobody can give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

YES = {
    "apt": "-y",
    "yum": "-y",
    "dnf": "-y",
    "microdnf": "-y",
    "tdnf": "-y",
    "zypper": "--non-interactive",
    "pacman": "--noconfirm",
}
BEFORE_SUBCOMMAND = frozenset({"zypper"})


@rule(
    "DW118",
    "missing-yes",
    on=Install,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    aliases=("DL3014", "DL3030", "DL3034", "DL3038", "DS021", "DS-0021"),
    facts=("apt-config.assume-yes-key",),
    triggers=("apt", "yum", "dnf", "zypper", "pacman"),
)
def missing_yes(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""An install asks for confirmation, and a build has nobody to give it.

    ## What it does

    Finds installs by apt, yum, dnf, microdnf, zypper and pacman that stop to ask "Do you want to
    continue?", as neither an option nor a variable nor a setting says yes.
    It is a warning for apt, which asks only where the install needs more than the packages named.

    ## Why it matters

    A build has no terminal: the question gets the end of its input as answer, and the step fails
    with "Abort.".
    apt goes on without asking only where nothing but the named packages is installed, so such a
    line works by luck until a package gets a new dependency.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN apt-get update \
        && apt-get install --no-install-recommends curl \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN apt-get update \
        && apt-get install -y --no-install-recommends curl \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    ```

    ## When it stays silent

    Where `-y`, `--yes`, `--assume-yes`, `-qq`, `--non-interactive` or their like is given, in any
    place; where the answer is piped in (`yes | apt-get install`, a here-document); where a setting
    (`APT::Get::Assume-Yes`, `assumeyes`) says yes; where an expansion may hold the option; where
    `||` provides for its failure; and for conda and mamba, which take the end of their input for
    the default answer, yes.

    ## Fix safety

    Safe: the option is added behind the subcommand, and the step fails without it, or did not
    ask.
    Unsafe where the step goes on after a failure, so that it now installs what it left out
    before.
    Refused within the text of another command.

    ## With other rules

    DW120 looks at pipes, such as `yes |`.

    ## References

    - apt-get(8), dnf(8), zypper(8), pacman(8)
    """
    run = install.instruction
    environment = None if run is None else run.state.environment
    yes = install.assumes_yes(environment)
    if install.ecosystem != "system" or isinstance(yes, Unknown) or yes:
        return
    if not install.is_certain or _is_answered(install) or _is_configured(install, ctx):
        return
    if install.manager == "zypper" and install.has("--non-interactive", "--no-confirm"):
        return
    option = YES.get(install.manager)
    if option is None:
        return
    last = (*install.words[:1], *install.subcommand_words)[-1]
    span = Span(install.words[0].span.start, last.span.end)
    name = text_of(install.words[0]).rpartition("/")[2]
    shown = f"{name} {option} {install.subcommand}"
    if install.manager not in BEFORE_SUBCOMMAND:
        shown = f"{name} {install.subcommand} {option}"
    when = " where it needs more than the packages named" if install.manager == "apt" else ""
    yield ctx.report(
        span,
        f"`{name} {install.subcommand}` asks for confirmation{when}, and a build cannot answer",
        help=f"Write `{' '.join(shown.split())}`",
        severity=Severity.WARNING if install.manager == "apt" else None,
    )


def _is_answered(install: Install) -> bool:
    """Tell whether something is fed to its standard input, or its failure is provided for."""
    simple = install.simple
    if simple.connector in {"|", "|&"} or simple.pipeline[1] > 0 or simple.follower == "||":
        return True
    return any(redirect.operator in {"<", "<<", "<<<"} for redirect in simple.redirects)


def _is_configured(install: Install, ctx: Context) -> bool:
    """Tell whether an earlier step may have set the answer for good."""
    key = ctx.kb.text("apt-config.assume-yes-key")
    run = install.instruction
    if run is None or run.stage is None:
        return False
    for instruction in run.stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                text = " ".join(text_of(word) for word in command.words).lower()
                if key in text or "assumeyes" in text:
                    return True
        if instruction is run:
            break
    return False
