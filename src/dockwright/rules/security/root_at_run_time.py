"""DW406: the image runs as root."""

from __future__ import annotations

from dockwright.model.actions import Remove
from dockwright.model.instructions import CopyLike, Env, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._purpose import builds_or_tests, is_for_development
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.security._shared import drops_privileges, is_interactive
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import User
    from dockwright.rules.diagnostic import Diagnostic


_HOME_OF_ROOT = re.compile(r"(?<![\w.}-])/root(?![\w.-])")
_HOME = re.compile(r"(?:^|[=:])(?:/root|~|\$\{?HOME\}?)/(?!\.(?:cache|bashrc|profile|npm)\b)")


@rule(
    "DW406",
    "root-at-run-time",
    on=Stage,
    family=Family.SECURITY,
    severity=Severity.WARNING,
    aliases=("DL3002", "CKV_DOCKER_3", "CKV_DOCKER_8", "DS002", "DS-0002"),
    facts=(
        "security.privilege-droppers",
        "security.root-by-design",
        "security.service-packages",
        "security.interactive-programs",
        "security.interpreters",
        "security.development-folders",
        "purpose.test-folders",
    ),
)
def root_at_run_time(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The image that is built runs its program as root.

    ## What it does

    Looks at the user that the built stage ends with.
    A last USER that is root is a warning where the image, or an earlier USER, had another user: the
    switch back was forgotten.
    A service whose image never leaves the base image's root is an info, and so is a last USER root
    on a base image that is not known.

    ## Why it matters

    A process that is root in the container is root on the host wherever a mount, a device or a
    defect of the runtime lets it out, and inside it can change everything that was installed.
    Kubernetes refuses such an image under `runAsNonRoot: true`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    USER 10001
    WORKDIR /app
    USER root
    RUN mkdir -p /var/lib/app
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    WORKDIR /app
    USER root
    RUN mkdir -p /var/lib/app
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For stages that are not built; where the user is a build argument, or the base image is unknown
    and no USER is set; for images without a program of their own or with a shell or prompt as
    their program, which are bases and toolboxes; for images that a name or a comment gives to
    development or tests, or whose program is a build or a test; for `scratch` without USER; for
    serverless and editor images, whose platform sets the user; and where something drops root's
    rights when the container starts: `gosu`, `su-exec`, `setpriv` and their like installed or
    called, a program that is made to begin as root, such as nginx or supervisord, or a start
    script beside such a server.
    With the profile `strict` images without a program count too.

    ## Fix safety

    Unsafe: what the program writes is not in the Dockerfile, and a process without root's rights
    cannot bind ports below 1024 on every runtime.
    The user before comes back, or the file's own account, the base image's, or a new one with a
    home directory is the last USER, by its number where it is known.
    It gets the working directory and what is copied there (`--chown`), volumes, folders that
    steps make for the program or open to everybody, and the folders that ENV names for caches.
    What a step leaves there when it runs the project's code, or downloads a model, becomes the
    account's at the end of that step, so that no layer holds it twice.
    Refused where the program or its environment lies in root's home directory, where the command
    or a start script that can be read calls what needs root, and where nothing tells how the base
    image adds accounts.

    ## With other rules

    DW407 reports a USER that is a name.

    ## References

    - Docker's building best practices, "USER"
    - Kubernetes documentation, Pod Security Standards, "Restricted"
    """
    if not stage.is_target:
        return
    user = stage.final_state.user_instruction
    if user is not None:
        yield from _after_user(stage, user, ctx)
    elif ctx.profile != "hadolint":
        yield from _without_user(stage, ctx)


def _after_user(stage: Stage, user: User, ctx: Context) -> Iterator[Diagnostic]:
    is_root = stage.final_state.is_root
    if isinstance(is_root, Unknown) or not is_root:
        return
    if ctx.profile != "hadolint":
        if "$" in user.user.raw:
            return
        left = _user_that_was_left(stage, user)
        if left is None:
            if not isinstance(stage.root.user, Unknown):
                yield from _without_user(stage, ctx)
            elif not _is_excused(stage, ctx):
                yield _unknown_image(user, ctx)
            return
        if _is_excused(stage, ctx, by_script=False):
            return
        what, account, related = left
        yield ctx.report(
            user.user,
            f"the image ends as root: this USER is the last, and {what}",
            help=f"Switch back with `USER {account}` after the last step for root",
            related=[ctx.label(related.user, "the user before")] if related is not None else (),
        )
        return
    yield ctx.report(
        user.user,
        "the image ends as root: this USER is the last",
        help="Switch to another user after the last step that needs root",
    )


def _unknown_image(user: User, ctx: Context) -> Diagnostic:
    return ctx.report(
        user.user,
        "the image ends as root: this USER is the last",
        help="Switch back to the base image's user, or to `USER 10001`, after the last step for "
        "root",
        severity=Severity.INFO,
    )


def _user_that_was_left(stage: Stage, last: User) -> tuple[str, str, User | None] | None:
    """Return what the last USER left for root, and whom; None where root was all there was."""
    from dockwright.model.instructions import User

    before: User | None = None
    for instruction in stage.layers():
        if instruction is last:
            break
        if isinstance(instruction, User):
            before = instruction
    if before is not None:
        account = before.user.known
        if account is None or account.partition(":")[0] not in {"", "0", "root"}:
            return f"`{before.user.raw}` ran what stands before it", before.user.raw, before
        return None
    image_user = stage.root.user
    if isinstance(image_user, Unknown) or image_user.partition(":")[0] in {"", "0", "root"}:
        return None
    return f"the base image's own user is `{image_user}`", image_user, None


def _without_user(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """Report a service whose image never leaves root."""
    is_root = stage.final_state.is_root
    if isinstance(is_root, Unknown) or not is_root or stage.root.is_scratch:
        return
    entrypoint, cmd = stage.final_command()
    runs = next((each for each in (entrypoint, cmd) if each is not None and each.commands), None)
    if runs is None or is_interactive(runs, cmd, ctx):
        if ctx.profile != "strict":
            return
        runs = None
    if _is_excused(stage, ctx):
        return
    facts = stage.image_facts
    yield ctx.report(
        stage.from_.image or stage if runs is None else runs.keyword_span,
        f"{'the image' if runs is None else runs.keyword} runs as root: "
        "nothing in its stage or base image sets another user",
        help="Take the base image's tag with `nonroot`, or add `USER nonroot` at the end"
        if not isinstance(facts, Unknown) and facts.kind == "distroless"
        else _advice(stage),
        severity=Severity.INFO,
    )


def _advice(stage: Stage) -> str:
    if _uses_home_of_root(stage):
        return (
            "Keep what the program reads and writes outside `/root`, which only root may enter; "
            "then add `USER 10001` at the end, and give that user what is written"
        )
    return (
        "Add `USER 10001` after the last step that needs root, `--chown=10001` to the COPY of what "
        "the program writes, and `ENV HOME=/tmp` if it writes below its home directory"
    )


def _uses_home_of_root(stage: Stage) -> bool:
    """Tell whether something that the program may need lies in root's home directory."""
    state = stage.final_state
    if isinstance(state.workdir, str) and f"{state.workdir}/".startswith("/root/"):
        return True
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike):
            target = instruction.target_path
            if isinstance(target, str) and f"{target}/".startswith("/root/"):
                return True
        elif isinstance(instruction, Env):
            if any(_HOME_OF_ROOT.search(pair.value.raw) for pair in instruction.pairs):
                return True
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                if Remove.of(command) is None and any(
                    _HOME.search(text_of(word)) for word in command.words[1:]
                ):
                    return True
    return any(
        "/root/" in text_of(word)
        for runs in stage.final_command()
        if runs is not None
        for command in runs.commands
        for word in command.words
    )


def _is_excused(stage: Stage, ctx: Context, *, by_script: bool = True) -> bool:
    """Tell whether the platform or the program sees to it that root's rights are dropped."""
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and facts.kind == "serverless":
        return True
    if is_for_development(stage, ctx, by_installs=False) or builds_or_tests(stage, ctx):
        return True
    folders = ctx.kb.name_set("security.development-folders")
    path = ctx.dockerfile.source.path.replace("\\", "/").split("/")
    if not ctx.kb.name_set("purpose.test-folders").isdisjoint(path[-2:-1]):
        return True
    if not folders.isdisjoint(path):
        return True
    return drops_privileges(stage, ctx, by_script=by_script)
