"""DW122: a step succeeds although an install within it failed."""

from __future__ import annotations

from dockwright.model.failure import ends_on_failure
from dockwright.model.install import Install, install_of
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW122",
    "ignored-failure",
    on=Install,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    facts=("installer.tidying-programs", "installer.tidying-subcommands"),
    triggers=("install", "add", "sync", "-S"),
)
def ignored_failure(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A step succeeds although an install within it failed.

    ## What it does

    Finds installs after which the script goes on whether they succeed or not, by `;` or by a new
    line of a here-document, and whose failure nothing that follows would show: what comes last
    tidies up, or is another install by pip.
    Only the first of a RUN is told.

    ## Why it matters

    A shell takes its exit status from the last command.
    Where a package is missing or the network down, the layer lacks the packages, is cached without
    them, and the build fails later or not at all.

    ## Example

    ```dockerfile bad
    FROM rockylinux:9
    RUN dnf install -y httpd; dnf clean all
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM rockylinux:9
    RUN dnf install -y httpd && dnf clean all
    USER 10001
    ```

    ## When it stays silent

    Where `set -e`, SHELL or the first line of the here-document end the script at the first
    failure; where `||` provides for it; within conditions, loops and functions; where what comes
    last may need what was installed.

    ## Fix safety

    Unsafe: a failure that went unseen so far stops the build.
    `;` becomes `&&` from the install on; a here-document gets `set -e` as its first line.
    Refused where loops or conditions stand in the RUN.

    ## With other rules

    DW120 reports pipes that hide a failure.

    ## References

    - POSIX, Shell Command Language, "Lists"
    """
    run = install.instruction
    if run is None or run.is_exec_form or run.is_onbuild or install.parent is not None:
        return
    if install.simple.context or install.simple.pipeline[2] > 1:
        return
    own = [command for command in run.commands if command.parent is None]
    following = _goes_on_with(install, own)
    if not following or ends_on_failure(run):
        return
    if any(
        _goes_on_with(command, own)
        for command in own
        if command.span.start < install.span.start and install_of(command) is not None
    ):
        return
    last = following[-1]
    ends = [number for number, command in enumerate(following) if command.simple.follower == ";"]
    final = [number + 1 for number in ends if number + 1 < len(following)]
    if not all(
        _shows_nothing(command, install, ctx) for command in following[max(final, default=0) :]
    ):
        return
    span = Span(
        install.words[0].span.start, (install.subcommand_words or install.words)[-1].span.end
    )
    yield ctx.report(
        span,
        "this install may fail unseen: the script goes on after it, and the step's status is that "
        f"of the last command, `{last.program}`",
        help="Join the commands by `&&`, or begin with `set -e`",
        related=[ctx.label(last.own_span, "only this command's failure ends the step")],
    )


def _shows_nothing(command: Command, install: Install, ctx: Context) -> bool:
    """Tell whether a command succeeds whether or not an install before it did."""
    if command.program in ctx.kb.name_set("installer.tidying-programs"):
        return True
    if command.program != install.program:
        return False
    if install_of(command) is not None:
        return install.ecosystem == "python"
    words = {text_of(word) for word in command.words[1:]}
    return not words.isdisjoint(ctx.kb.names("installer.tidying-subcommands"))


def _goes_on_with(install: Command, own: Sequence[Command]) -> list[Command]:
    """Return what follows an install whose failure does not end the script."""
    passed = False
    for number, command in enumerate(own):
        if command.simple is install.simple:
            passed = True
        elif passed and command.simple.context:
            return []
        if passed and command.simple.follower in {";", "||", "&"}:
            return list(own[number + 1 :]) if command.simple.follower == ";" else []
    return []
