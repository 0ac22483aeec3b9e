"""DW417: the image holds an SSH server."""

from __future__ import annotations

from dockwright.model.install import install_of
from dockwright.model.instructions import Env, Expose, Run
from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Span

_HELP = (
    "`docker exec` and `kubectl exec` open a shell; where people must log in over SSH, take their "
    "keys when the container starts, and switch passwords off"
)


@rule(
    "DW417",
    "ssh-server-in-image",
    on=Stage,
    family=Family.SECURITY,
    severity=Severity.INFO,
    aliases=("CKV_DOCKER_1", "DS004", "DS-0004"),
    triggers=("22", "openssh", "dropbear", "tinyssh"),
    facts=(
        "security.ssh-ports",
        "security.ssh-servers",
        "security.mpi-packages",
        "security.cluster-words",
        "security.root-by-design",
        "security.interactive-programs",
        "security.test-words",
    ),
)
def ssh_server_in_image(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The image that is built holds an SSH server or announces its port.

    ## What it does

    Finds an EXPOSE of port 22, or the installation of an SSH server, in what the built image is
    made of.
    One finding an image: the port where it is announced, else the installation.

    ## Why it matters

    An SSH server is a second way in, with keys and passwords of its own that no orchestrator
    knows, and one more program to keep patched.
    `docker exec` and `kubectl exec` open a shell without it.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    EXPOSE 8000 22
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    EXPOSE 8000
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For stages that do not ship, SSH clients, and ports that a build argument hides; for images
    whose program is the SSH server, or a script, a shell, an init process or a supervisor that may
    start it: logging in is then what the image is for; where MPI, Hadoop or their like is in the
    image too, or a step makes a key pair that the image itself accepts: their workers are started
    over SSH; and for Dockerfiles in a folder for tests.

    ## Fix safety

    Always refused: whether somebody logs in is not in the file.

    ## With other rules

    DW416 reports the password that usually comes with it.

    ## References

    - CIS Docker Benchmark, "Ensure sshd is not run within containers"
    """
    if not stage.is_target:
        return
    ports = ctx.kb.name_set("security.ssh-ports")
    distributed = ctx.kb.name_set("security.mpi-packages")
    servers = ctx.kb.name_set("security.ssh-servers")
    announced: list[Span] = []
    installed: list[tuple[Span, str]] = []
    runs_other = _runs_something_else(stage, ctx)
    if runs_other is False and ctx.profile != "strict":
        return
    folders = ctx.dockerfile.source.path.replace("\\", "/").lower().split("/")[:-1]
    if not ctx.kb.name_set("security.test-words").isdisjoint(folders[-1:]):
        return
    for instruction in stage.layers():
        if _is_for_a_cluster(instruction, ctx):
            return
        if isinstance(instruction, Expose):
            announced.extend(
                port.span
                for port in instruction.ports
                if (port.known or "").lower().removesuffix("/tcp") in ports
            )
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                install = install_of(command)
                if install is None:
                    continue
                if any(package.name in distributed for package in install.packages):
                    return
                if install.ecosystem == "system":
                    installed.extend(
                        (package.span, package.name)
                        for package in install.packages
                        if package.name in servers
                    )
    if runs_other is None and (announced or _is_set_up(stage)) and ctx.profile != "strict":
        return
    if announced:
        related = [ctx.label(span, f"{name} is installed here") for span, name in installed]
        yield ctx.report(
            announced[0],
            "EXPOSE names port 22, an SSH server's, and the image runs another program",
            help=f"Leave the SSH server out: {_HELP}",
            related=related,
        )
    elif installed:
        span, name = installed[0]
        yield ctx.report(
            span,
            f"`{name}` puts an SSH server into the image, "
            + ("which runs another program" if runs_other else "and nothing here starts it"),
            help=f"Leave it out, since `openssh-client` is enough for fetching over SSH: {_HELP}",
        )


def _is_set_up(stage: Stage) -> bool:
    """Tell whether a step prepares the server to run."""
    return any(
        word in text
        for run in stage.runs()
        for text in (run.script_text()[0],)
        for word in ("sshd", "ssh-keygen", "authorized_keys", "service ssh")
    )


def _runs_something_else(stage: Stage, ctx: Context) -> bool | None:
    """Tell whether the image's program neither serves SSH nor may start what does.

    None where the image has no program.
    """
    entrypoint, cmd = stage.final_command()
    programs = [
        command.program.lower()
        for runs in (entrypoint, cmd)
        if runs is not None
        for command in runs.commands
    ]
    starters = (
        ctx.kb.name_set("security.ssh-programs")
        | ctx.kb.name_set("security.root-by-design")
        | ctx.kb.name_set("security.interactive-programs")
    )
    if not programs:
        return None
    return not any(
        name in starters or name.endswith((".sh", ".bash")) or _is_start_script(name)
        for name in programs
    )


def _is_start_script(name: str) -> bool:
    return not {"entrypoint", "start", "run", "init", "launch", "boot", "startup"}.isdisjoint(
        re.split(r"[^a-z]+", name)
    )


def _is_for_a_cluster(instruction: Instruction, ctx: Context) -> bool:
    """Tell whether an instruction shows that containers of the image log in to one another."""
    if isinstance(instruction, Env):
        text = " ".join(f"{pair.name.raw} {pair.value.raw}" for pair in instruction.pairs)
    elif isinstance(instruction, Run):
        text = instruction.script_text()[0]
        makes_key = "ssh-keygen" in text and "/.ssh/id_" in text
        if makes_key and "authorized_keys" in text:
            return True
    else:
        return False
    words = set(re.split(r"[^a-z-]+", text.lower()))
    return not ctx.kb.name_set("security.cluster-words").isdisjoint(words)
