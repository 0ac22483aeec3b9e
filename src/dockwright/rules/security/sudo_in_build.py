"""DW410: sudo in RUN."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.failure import fails_its_step
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command, Wrapper
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW410",
    "sudo-in-build",
    on=Run,
    family=Family.SECURITY,
    severity=Severity.INFO,
    aliases=("DL3004", "CKV2_DOCKER_1", "DS010", "DS-0010"),
    triggers=("sudo",),
    facts=("security.privilege-droppers",),
)
def sudo_in_build(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """RUN calls sudo, which an image has no need of.

    ## What it does

    Finds `sudo` before the commands of a RUN.
    One finding an instruction, its further places beside it.

    ## Why it matters

    A step that runs as root gains nothing from sudo, which also resets the environment that ENV
    and ARG made.
    A step that runs as another user works only because that user may become root without a
    password; in the finished image a defect of the program then makes its finder root.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN sudo mkdir /srv/data
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN mkdir /srv/data
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where `sudo -u` takes another user than root, which `USER` or `gosu` do as well but which loses
    nothing; within `su -c` and its like, which change the user first; where nothing tells which
    user the step runs as; and for the installation of sudo.

    ## Fix safety

    Where root runs the step, sudo and its plain options go.
    That is safe where the image has no sudo, before programs that ask no variable what to do, such
    as `mkdir` and `chown`, and before apt where the base image is known and the file sets no
    variable.
    Else it is unsafe: sudo runs its command with an environment of its own, so that PATH and what
    ENV and ARG set now reach it.
    Where another user does and sudo runs all of it, `USER root` goes before the step and that
    user's USER after it.
    Refused where sudo does more (`-i`, `--login`, `--chdir`), where other commands of the step
    would become root's, and where its user is another image's.

    ## With other rules

    DW406 reports images that end as root.

    ## References

    - Docker's building best practices, "USER"
    """
    calls = list(
        dict.fromkeys(
            _place(wrapper)
            for command in run.commands
            for wrapper in command.wrapping
            if wrapper.name == "sudo"
            and not _takes_another_user(wrapper)
            and not _runs_for_another_user(command, ctx)
        )
    )
    if not calls:
        return
    severity = None
    is_root = run.state.is_root
    if run.is_onbuild:
        is_root = Unknown("an ONBUILD trigger runs as the user of a later build")
    if isinstance(is_root, Unknown):
        if ctx.profile != "hadolint":
            return
        what, remedy = "this RUN calls sudo", "Leave sudo out; set USER to who the step needs"
    elif is_root:
        what = "sudo is needless: this RUN is run by root already"
        remedy = "Leave `sudo` out"
        if (
            run.stage is not None
            and all(map(fails_its_step, _called_by_sudo(run)))
            and contents_of(run.stage, ctx.kb).has_program("sudo") is False
        ):
            what = "this step fails: the image has no sudo, and the RUN is run by root already"
            severity = Severity.WARNING
    else:
        what = (
            f"sudo works here only if `{run.state.user}` may become root without a password, "
            "in the finished image too"
        )
        remedy = "Set `USER root` before the steps for root, and the user back after them"
    yield ctx.report(
        calls[0],
        what,
        help=remedy,
        related=[ctx.label(place, "and here") for place in calls[1:]],
        severity=severity,
    )


def _place(wrapper: Wrapper) -> Span:
    start = wrapper.span.start
    return Span(start, min(wrapper.span.end, start + len(wrapper.name)))


def _runs_for_another_user(command: Command, ctx: Context) -> bool:
    """Tell whether the text of ``su``, ``gosu`` or the like calls the command, as another user."""
    droppers = ctx.kb.name_set("security.privilege-droppers") - {"sudo"}
    names = [wrapper.name for wrapper in command.wrapping]
    parent = command.parent
    while parent is not None:
        names += [parent.program, *parent.wrappers]
        parent = parent.parent
    return not droppers.isdisjoint(names)


def _takes_another_user(wrapper: Wrapper) -> bool:
    option = wrapper.option("--user")
    return option is not None and option.text not in {"root", "0", "#0"}


def _called_by_sudo(run: Run) -> list[Command]:
    return [
        command for command in run.commands if any(each.name == "sudo" for each in command.wrapping)
    ]
