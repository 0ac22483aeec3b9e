"""DW118: an install asks for confirmation that nobody can give."""

from __future__ import annotations

from dockwright.model.actions import Uninstall, UpgradeSystem
from dockwright.model.command import Command
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import Install, install_of, says_yes
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Runnable
    from dockwright.model.stage import Stage
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
    on=Command,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    aliases=("DL3014", "DL3030", "DL3034", "DL3038", "DS021", "DS-0021"),
    facts=(
        "apt-config.assume-yes-key",
        "apt-config.assume-yes-images",
        "apt-config.packages-with-dependencies",
    ),
    triggers=("apt", "yum", "dnf", "zypper", "pacman"),
)
def missing_yes(command: Command, ctx: Context) -> Iterator[Diagnostic]:
    r"""An install asks for confirmation, and a build has nobody to give it.

    ## What it does

    Finds installs by apt, yum, dnf, microdnf, zypper and pacman that stop to ask "Do you want to
    continue?", as neither an option nor a variable nor a setting says yes.
    apt asks only where the install needs more than the packages named: it is an error where one of
    them is known to bring others, and else an info.
    Upgrades and removals ask where there is something to do: upgrades are a warning, removals an
    error where an earlier command installs what is removed, and else an info; `autoremove` is an
    error after such a removal, which leaves dependencies that nothing needs, and an info after
    other removals and upgrades.

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
    For `autoremove` where nothing was removed or upgraded before, so that it finds nothing to do.
    For apt on base images that set `APT::Get::Assume-Yes`, such as CircleCI's, and on those that a
    build argument hides.

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
    install = install_of(command)
    if install is None:
        if ctx.profile != "hadolint":
            yield from _upgrade_or_removal(command, ctx)
        return
    run = install.instruction
    environment = None if run is None else run.state.environment
    yes = install.assumes_yes(environment)
    if install.ecosystem != "system" or isinstance(yes, Unknown) or yes:
        return
    if not install.is_certain or _is_answered(install) or _is_configured(run, ctx):
        return
    if install.manager == "zypper" and install.has("--non-interactive", "--no-confirm"):
        return
    if install.manager not in YES:
        return
    when = ""
    severity = confidence = None
    if install.manager == "apt":
        if run is None or run.stage is None or _always_says_yes(run.stage, ctx):
            return
        big = None if install.has("--reinstall") else _brings_others(install, run.stage, ctx)
        if install.has("--fix-broken") and not install.packages:
            when = " where something is missing"
            severity = None if _left_broken(install, run) else Severity.INFO
        elif big is None:
            when = " where it needs more than the packages named"
            severity = Severity.INFO
        else:
            when = f", as `{big}` brings other packages"
        if isinstance(run.stage.image_facts, Unknown):
            severity, confidence = Severity.INFO, Confidence.LOW
    yield _report(install, install.manager, when, ctx, severity, confidence)


def _upgrade_or_removal(command: Command, ctx: Context) -> Iterator[Diagnostic]:
    """Report an upgrade of the system, or a removal, that asks."""
    found = UpgradeSystem.of(command) or Uninstall.of(command)
    run = command.instruction
    if found is None or run is None or run.stage is None or found.manager not in YES:
        return
    if says_yes(found, found.manager) or not found.is_certain:
        return
    if _is_answered(found) or _is_configured(run, ctx):
        return
    if found.manager == "apt" and _always_says_yes(run.stage, ctx):
        return
    severity: Severity | None = Severity.INFO
    confidence = None
    if isinstance(found, UpgradeSystem):
        when, severity = " where there is something to upgrade", Severity.WARNING
    elif found.subcommand == "autoremove" and not found.names:
        when = " where there is something to remove"
        changes = tuple(_changes_before(found, run))
        if not changes:
            return
        for other in changes:
            if isinstance(other, Uninstall) and _installs_before(other, run):
                when, severity = f", as `{other.subcommand}` leaves something to remove", None
    elif _installs_before(found, run):
        when, severity = "", None
    else:
        when = " where there is something to remove"
    if isinstance(run.stage.image_facts, Unknown):
        severity, confidence = Severity.INFO, Confidence.LOW
    yield _report(found, found.manager, when, ctx, severity, confidence)


def _changes_before(autoremove: Uninstall, run: Runnable) -> Iterator[Uninstall | UpgradeSystem]:
    """Yield the commands before it that may leave packages which nothing needs any more."""
    for instruction in run.stage.layers() if run.stage is not None else ():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            is_before = instruction.stage is not run.stage or command.span < autoremove.span
            if not is_before:
                continue
            change = UpgradeSystem.of(command) or Uninstall.of(command)
            if change is None or change.manager != autoremove.manager:
                continue
            if isinstance(change, UpgradeSystem) or change.names:
                yield change


def _installs_before(removal: Uninstall, run: Runnable) -> bool:
    """Tell whether an earlier command of the stage installs a package that is removed."""
    names = {text_of(word) for word in removal.names}
    return run.stage is not None and any(
        not names.isdisjoint(spec.name for spec in install.packages)
        for instruction in run.stage.layers()
        if isinstance(instruction, Run)
        for command in instruction.commands
        if instruction.stage is not run.stage or command.span.start < removal.span.start
        if (install := install_of(command)) is not None and install.manager == removal.manager
    )


def _report(
    command: Command,
    manager: str,
    when: str,
    ctx: Context,
    severity: Severity | None,
    confidence: Confidence | None,
) -> Diagnostic:
    last = (*command.words[:1], *command.subcommand_words)[-1]
    name = text_of(command.words[0]).rpartition("/")[2]
    written = " ".join(text_of(word) for word in command.subcommand_words)
    after = name if manager in BEFORE_SUBCOMMAND else written or name
    return ctx.report(
        Span(command.words[0].span.start, last.span.end),
        f"`{f'{name} {written}'.strip()}` asks for confirmation{when}, and a build cannot answer",
        help=f"Add `{YES[manager]}` after `{after}`",
        severity=severity,
        confidence=confidence,
    )


def _left_broken(install: Install, run: Runnable) -> bool:
    """Tell whether a dpkg before it in the RUN may fail and leave packages without their needs."""
    return any(
        command.program == "dpkg" and command.simple.follower in {";", "||", "\n"}
        for command in run.commands
        if command.span.start < install.span.start
    )


def _always_says_yes(stage: Stage, ctx: Context) -> bool:
    """Tell whether the base image sets the answer for good, or is hidden and may do so."""
    image = stage.image
    if not isinstance(image, ImageRef):
        return not stage.root.is_scratch
    full = ctx.kb.repository(image.name).removeprefix("docker.io/")
    return full.startswith(ctx.kb.names("apt-config.assume-yes-images"))


def _brings_others(install: Install, stage: Stage, ctx: Context) -> str | None:
    """Return a package of the install that needs others, which nothing installed before."""
    facts = stage.image_facts
    if isinstance(facts, Unknown) or (facts.kind != "os" and "slim" not in (facts.tag or "")):
        return None
    needing = ctx.kb.name_set("apt-config.packages-with-dependencies")
    for instruction in stage.layers():
        if isinstance(instruction, Run):
            for command in instruction.commands:
                if command.span.start >= install.span.start and instruction.stage is stage:
                    break
                other = install_of(command)
                if other is not None and other.manager == "apt":
                    needing = needing - {package.name for package in other.packages}
    return next((package.name for package in install.packages if package.name in needing), None)


def _is_answered(command: Command) -> bool:
    """Tell whether something is fed to its standard input, or its failure is provided for."""
    simple = command.simple
    if simple.connector in {"|", "|&"} or simple.pipeline[1] > 0 or simple.follower == "||":
        return True
    return any(redirect.operator in {"<", "<<", "<<<"} for redirect in simple.redirects)


def _is_configured(run: Runnable | None, ctx: Context) -> bool:
    """Tell whether an earlier step may have set the answer for good."""
    key = ctx.kb.text("apt-config.assume-yes-key")
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
