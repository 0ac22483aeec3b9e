"""DW135: a step fetches by Git's own protocol from a host that switched it off."""

from __future__ import annotations

from dockwright.model.instructions import Add, Instruction, Run
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_ADDRESS = re.compile(r"(?:git\+)?git://(?:[^/@\s]*@)?([A-Za-z0-9.-]+)(?=[:/])")


@rule(
    "DW135",
    "git-protocol-switched-off",
    on=Instruction,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    facts=("git-protocol.switched-off-hosts", "git-protocol.fetching-programs"),
    triggers=("git://",),
)
def git_protocol_switched_off(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """A step fetches over `git://` from a host that does not answer to it.

    ## What it does

    Finds addresses that begin with `git://` or `git+git://` and name GitHub, GitLab.com or
    Bitbucket, in what git, pip, Cargo, RubyGems and their like fetch in a RUN, and in ADD.

    ## Why it matters

    GitHub switched the protocol off in March 2022, and the others do not offer it: the step waits
    for a connection, and fails.
    What came over it was neither encrypted nor signed.

    ## Example

    ```dockerfile bad
    FROM python:3.13
    RUN pip install --no-cache-dir 'tool @ git+git://github.com/example/tool.git@v1.4.2'
    USER 10001
    CMD ["tool"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13
    RUN pip install --no-cache-dir 'tool @ git+https://github.com/example/tool.git@v1.4.2'
    USER 10001
    CMD ["tool"]
    ```

    ## When it stays silent

    For other hosts; where `git config` puts another address in its place (`insteadOf`); for npm,
    pnpm and yarn, which take HTTPS for these hosts; for addresses that are only printed, looked for
    or rewritten; where `||` provides for the failure; and in stages that the build does not need.
    Files of requirements are not looked into.

    ## Fix safety

    Safe: the repository is the same, and the step fails without it.
    Refused for ADD where the address does not end in `.git`, without which `https://` names a file.

    ## With other rules

    DW207 reports clones of a branch that moves on, DW414 downloads over plain HTTP.

    ## References

    - GitHub's blog, Improving Git protocol security on GitHub, September 2021
    """
    stage = instruction.stage
    if stage is None or not stage.is_reachable or _is_rewritten(ctx):
        return
    hosts = ctx.kb.name_set("git-protocol.switched-off-hosts")
    for span, text in _words(instruction, ctx.kb.name_set("git-protocol.fetching-programs")):
        found = _ADDRESS.search(text)
        if found is None or found[1].lower() not in hosts:
            continue
        yield ctx.report(
            span,
            f"{found[1]} does not answer to `git://`",
            help="Write `https://` in its place",
        )


def _words(instruction: Instruction, fetching: frozenset[str]) -> Iterator[tuple[Span, str]]:
    if isinstance(instruction, Add):
        for source in instruction.sources:
            yield source.span, source.raw
    elif isinstance(instruction, Run):
        for command in instruction.commands:
            if command.program not in fetching or command.simple.follower == "||":
                continue
            for word in command.words[1:]:
                yield word.span, text_of(word)


def _is_rewritten(ctx: Context) -> bool:
    """Tell whether the file tells Git to take another address in the place of such ones."""
    return "insteadof" in ctx.dockerfile.source.lowered
