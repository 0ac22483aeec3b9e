"""DW207: a clone of a branch stays in the build cache while the branch moves on."""

from __future__ import annotations

from dockwright.model.actions import GitClone
from dockwright.model.command import Command
from dockwright.model.instructions import Add, Run
from dockwright.model.layers import commands_after
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.rules.diagnostic import Diagnostic

_SETTLING = frozenset({"checkout", "reset", "switch", "fetch", "pull", "rev-parse", "describe"})

_SCP = re.compile(r"[\w.-]+(?:@[\w.-]+)?:")


@rule(
    "DW207",
    "unpinned-clone",
    on=Command,
    family=Family.CACHE,
    severity=Severity.INFO,
    triggers=("git",),
    facts=("branch.moving", "cache-breaker.argument-words", "cache-breaker.url-parts"),
)
def unpinned_clone(command: Command, ctx: Context) -> Iterator[Diagnostic]:
    r"""A RUN clones a branch, and the build cache keeps whatever it was on the first day.

    ## What it does

    Finds `git clone` without `--branch`, or with that of a branch, where no later command of the
    stage checks out a tag or a commit.

    ## Why it matters

    BuildKit sees the text of the command alone, which stays the same while the branch moves.
    One machine builds with last year's code from its cache, a fresh one with today's, and neither
    says so.

    ## Example

    ```dockerfile bad
    FROM python:3.13
    RUN git clone https://git.example/acme/tagger.git /opt/tagger
    USER 10001
    CMD ["python", "/opt/tagger/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13
    RUN git clone --depth=1 --branch=v1.4.2 https://git.example/acme/tagger.git /opt/tagger
    USER 10001
    CMD ["python", "/opt/tagger/main.py"]
    ```

    `ADD https://git.example/acme/tagger.git /opt/tagger` lets BuildKit look at each build whether
    the branch moved.

    ## When it stays silent

    Where the branch or the commit comes from a variable; where a later command of the RUN, or of a
    RUN that clones nothing itself, checks something out; for tags, as far as the name tells, and
    for `--revision`; for clones of a folder; where an argument such as `CACHEBUST` or an ADD of the
    branch's state runs it again, or an `echo` of an argument that is there for that; for a clone
    after `||`, where another one failed; for ONBUILD.

    ## Fix safety

    Unsafe: which tag or commit is wanted is not written in the file, so an ADD of the same branch
    takes the clone's place, and BuildKit looks at each build whether it moved.
    The ADD brings the newest commit alone and every submodule, and the builder must reach the
    server itself, and be BuildKit of Docker 23 or newer; it stands above the RUN, all of which then
    runs again when the branch moves.
    Refused where the RUN removes or moves the clone again, or gives it to somebody, so that the ADD
    would leave another copy in its layer; where a later command asks git about it; where a command
    before the clone may matter to it; for addresses that BuildKit does not fetch with git, with
    credentials, Git LFS or options that ADD has no like of; and where it is not known as whom the
    RUN works, or where the clone goes.

    ## With other rules

    The rules of family DW5 report Python packages installed from a branch.

    ## References

    - Dockerfile reference, ADD: git repositories, `--keep-git-dir`
    - git manual, `git clone --branch`
    """
    clone = moving_clone(command, ctx.kb)
    if clone is None:
        return
    branch = clone.branch
    yield ctx.report(
        clone.own_span,
        "the build cache keeps this clone while the "
        + ("default branch" if branch is None else f"branch `{branch.value}`")
        + " moves on",
        impact=unknown_impact("no bytes or minutes, but an image of old code"),
        help="Name a tag, `git clone --depth=1 --branch=TAG …`, or check out a commit after it",
    )


def moving_clone(command: Command, kb: KnowledgeBase) -> GitClone | None:
    """Return the clone that a command is, if it takes a branch that the build cache holds back."""
    clone = GitClone.of(command)
    run = command.instruction
    if clone is None or clone.url is None or not isinstance(run, Run) or run.is_onbuild:
        return None
    if run.stage is not None and not run.stage.is_reachable:
        return None
    branch = clone.branch
    if branch is not None and branch.value not in kb.name_set("branch.moving"):
        return None
    url = text_of(clone.url)
    if clone.url.value is None and branch is None and "$" in url:
        return None
    if clone.has("--revision") or not ("://" in url or _SCP.match(url)):
        return None
    if _runs_again(run, url, kb):
        return None
    if clone.simple.connector == "||" and any(
        other.span.start < clone.span.start and GitClone.of(other) is not None
        for other in run.commands
    ):
        return None
    for later in (*commands_after(command), *_later_commands(run)):
        if later.program == "git" and (
            later.subcommand.split(" ")[0] in _SETTLING
            or any(word.value in _SETTLING for word in later.words[1:])
        ):
            return None
    return clone


def _runs_again(run: Run, url: str, kb: KnowledgeBase) -> bool:
    """Tell whether something before the RUN is there to run it again when the branch moves."""
    stage = run.stage
    if stage is None:
        return False
    words = kb.names("cache-breaker.argument-words")
    volatile = kb.name_set("volatile.arguments")
    for name in run.state.declared_args:
        if name.upper() in volatile or any(word in name.upper() for word in words):
            return True
    parts = kb.names("cache-breaker.url-parts")
    repository = url.rstrip("/").removesuffix(".git").rpartition("/")[2].lower()
    for instruction in stage.layers():
        if instruction is run:
            break
        if isinstance(instruction, Run) and _only_shows_an_argument(instruction):
            return True
        if isinstance(instruction, Add):
            for source in instruction.sources:
                text = source.raw
                if "://" in text and (
                    any(part in text for part in parts) or repository in text.lower()
                ):
                    return True
    return False


def _only_shows_an_argument(run: Run) -> bool:
    """Tell whether a RUN does nothing but echo a build argument, which is there to be changed."""
    text = run.node.text
    return any(
        f"${name}" in text or f"${{{name}" in text for name in run.state.declared_args
    ) and all(
        command.program in {"echo", "printf", ":", "true"} and not command.simple.redirects
        for command in run.commands
    )


def _later_commands(run: Run) -> Iterator[Command]:
    """Yield the commands of later RUNs, each up to a clone of its own."""
    if run.stage is not None:
        for later in run.stage.runs():
            if later.span.start > run.span.start:
                for command in later.commands:
                    if GitClone.of(command) is not None:
                        break
                    yield command
