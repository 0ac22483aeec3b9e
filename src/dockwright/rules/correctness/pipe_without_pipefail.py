"""DW120: a pipe hides that its left side failed."""

from __future__ import annotations

from dockwright.model.failure import ends_on_failure
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW120",
    "pipe-without-pipefail",
    on=Run,
    family=Family.CORRECTNESS,
    severity=Severity.INFO,
    aliases=("DL4006",),
    facts=(
        "pipe.left-programs",
        "pipe.left-subcommands",
        "pipe.installer-label",
        "pipe.installs-under-other-names",
        "pipe.needs-its-file",
        "pipe.interpreters",
        "pipe.takes-nothing-for-success",
        "pipe.pipefail-shells",
    ),
    triggers=("|",),
)
def pipe_without_pipefail(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    """A download that fails goes unseen, as only the end of its pipe counts.

    ## What it does

    Finds pipes that begin with a program that fetches or unpacks, and end with one that is content
    with nothing: a shell, an interpreter, `tee`, `sed` and their like.
    The shell has no `pipefail` there, so the step succeeds although nothing was fetched.
    An interpreter or `tee` at the end is a warning, as the layer then lacks a program or file and
    is cached without it; the rest is an info.

    ## Why it matters

    A shell takes the exit status of a pipe from its last program.
    `curl … | bash` with a server that is down hands an empty script to bash, which succeeds; the
    build goes on, caches the layer, and fails minutes later or in production.

    ## Example

    ```dockerfile bad
    FROM python:3.13
    RUN wget -nv -O - https://example.com/list | sort > /srv/list
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13
    SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    RUN wget -nv -O - https://example.com/list | sort > /srv/list
    USER 10001
    ```

    ## When it stays silent

    Where SHELL, `set -o pipefail` or the shell's own options turn pipefail on; where the last
    program fails on empty input by itself, as `tar`, `gpg`, `grep` and `gunzip` do; in command
    substitutions and conditions; where the script goes on after any failure (`;` or a new line
    without `set -e`); where the same step goes on to use what was fetched, and so fails without it;
    and for shells whose language is not read, such as PowerShell.

    ## Fix safety

    No fix is safe: other pipes of the stage may end early on purpose (`| head -1`), and pipefail
    makes them fail.
    Refused where one does so for sure: `yes | …`, or what reads `/dev/urandom` without an end.
    `/bin/sh` of Debian and Ubuntu is dash, which has no pipefail: SHELL must name bash.

    ## With other rules

    DW409 reports scripts that are run as they are fetched, unverified.

    ## References

    - Docker's building best practices, "Using pipes"
    - POSIX, Shell Command Language, "Pipelines"
    """
    commands = run.commands
    if not any(command.simple.pipeline[2] > 1 for command in commands):
        return
    if any("pipefail" in word for word in run.shell) or _is_set(run):
        return
    ends: dict[int, Command] = {}
    starts: dict[int, Command] = {}
    for command in commands:
        number, place, length = command.simple.pipeline
        if length > 1 and place == 0:
            starts.setdefault(number, command)
        if length > 1 and place == length - 1:
            ends.setdefault(number, command)
    for number, first in starts.items():
        last = ends.get(number)
        if last is None or not _counts(first) or "substitution" in last.simple.context:
            continue
        if not _fetches(first, ctx):
            continue
        if last.program not in ctx.kb.name_set("pipe.takes-nothing-for-success"):
            continue
        if ctx.profile != "hadolint" and (
            _goes_on_anyway(last, run) or _shows_at_once(first, last, run, ctx)
        ):
            continue
        loud = last.program in ctx.kb.name_set("pipe.interpreters") or last.program == "tee"
        yield ctx.report(
            first.own_span,
            f"`{_name(first)}` may fail unseen: the pipe's status is that of `{_name(last)}`, "
            "which succeeds on empty input",
            help=_help(first, run, ctx) + _hint(first),
            related=[ctx.label(last.own_span, "only this program's failure ends the step")],
            severity=Severity.WARNING if loud else None,
        )


def _counts(first: Command) -> bool:
    """Tell whether its failure would end the step if it were seen."""
    simple = first.simple
    unread = {"substitution", "if-condition", "while-condition", "until-condition", "negated"}
    return unread.isdisjoint(simple.context) and simple.follower in {"|", "|&"}


def _fetches(command: Command, ctx: Context) -> bool:
    """Tell whether a program does what may fail for reasons outside of the file."""
    if command.program not in ctx.kb.name_set("pipe.left-programs"):
        return False
    subcommands = ctx.kb.mapping("pipe.left-subcommands").get(command.program)
    return subcommands is None or any(text_of(word) in subcommands for word in command.words[1:])


def _goes_on_anyway(last: Command, run: Run) -> bool:
    """Tell whether the script ignores this pipe's status, whatever the shell makes of it."""
    if last.parent is not None or ends_on_failure(run):
        return False
    if last.simple.follower in {"||", "&"}:
        return True
    depth = len(last.simple.context)
    for command in run.commands:
        simple = command.simple
        if command.parent is not None or simple.span.start <= last.simple.span.start:
            continue
        if len(simple.context) > depth or "substitution" in simple.context or not simple.connector:
            continue
        return simple.connector not in {"&&", "|", "|&"}
    return False


def _shows_at_once(first: Command, last: Command, run: Run, ctx: Context) -> bool:
    """Tell whether the same step goes on to use what the pipe brings, and fails without it."""
    labels = {
        label
        for word in first.words[1:]
        for label in re.split(r"[/.?=&:]+", text_of(word).lower())
        if label
    }
    pattern = re.compile(ctx.kb.text("pipe.installer-label"))
    names = {found[1] for label in labels if (found := pattern.fullmatch(label))}
    for name, others in ctx.kb.mapping("pipe.installs-under-other-names").items():
        if name in names:
            names.update(others)
    needs = ctx.kb.name_set("pipe.needs-its-file")
    for command in run.commands:
        simple = command.simple
        if simple.span.start <= last.simple.span.end or simple.connector not in {"&&", "|"}:
            continue
        if command.parent is not last.parent:
            continue
        used = [command.path]
        if command.program in needs:
            used = [text_of(word) for word in command.words[1:]]
        for text in used:
            if not names.isdisjoint(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())):
                return True
    return False


def _is_set(run: Run) -> bool:
    """Tell whether some shell of the instruction is given ``-o pipefail``."""
    script = run.script
    if script is not None and script.text.startswith("#!") and "pipefail" in script.text[:200]:
        return True
    return any(
        text_of(word) == "pipefail" or "pipefail" in word.raw[:40]
        for command in run.commands
        if command.program in {"set", "bash", "sh", "ash", "zsh", "ksh", "shopt"}
        for word in command.words[1:]
    )


def _name(command: Command) -> str:
    """Return a program's name as the file says it: ``python3.12``, not ``python``."""
    return command.path.rpartition("/")[2] or command.program


def _uses_apt(run: Run) -> bool:
    """Tell whether the stage uses apt, so that it is a Debian or an Ubuntu, which have bash."""
    return run.stage is not None and any(
        command.program in {"apt", "apt-get", "dpkg"}
        for instruction in run.stage.layers()
        if isinstance(instruction, Run)
        for command in instruction.commands
    )


def _hint(first: Command) -> str:
    """Return what the download itself lacks for its failure to count."""
    if first.program != "curl" or any(
        re.match(r"--fail\b|-[a-zA-Z#]*f", text_of(word)) for word in first.words[1:]
    ):
        return ""
    return "; curl needs `-f` besides, to fail on an HTTP error"


def _help(first: Command, run: Run, ctx: Context) -> str:
    fetch = "fetch to a file first and use it after `&&`"
    if first.parent is not None:
        if first.parent.program == "bash":
            return f"Begin that script with `set -o pipefail &&`, or {fetch}"
        return fetch[:1].upper() + fetch[1:]
    facts = run.stage.image_facts if run.stage is not None else Unknown("no stage")
    shells = ctx.kb.mapping("pipe.pipefail-shells")
    if isinstance(facts, Unknown) or facts.sh is None:
        where = f'`SHELL ["{shells["bash"]}", "-o", "pipefail", "-c"]`'
        if _uses_apt(run):
            return f"Put {where} before it, or {fetch}"
        return f"Put {where} before it if the image has bash, or {fetch}"
    if facts.sh in shells:
        path = shells[facts.sh]
        return f'Put `SHELL ["{path}", "-o", "pipefail", "-c"]` before it, or {fetch}'
    return (
        f'Put `SHELL ["{shells["bash"]}", "-o", "pipefail", "-c"]` before it ({facts.sh}, which is '
        f"sh here, has no pipefail), or {fetch}"
    )
