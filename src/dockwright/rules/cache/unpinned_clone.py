"""DW207: a clone of a branch stays in the build cache while the branch moves on."""

from __future__ import annotations

from dockwright.model.command import Command
from dockwright.rules._clones import moving_clone
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


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
