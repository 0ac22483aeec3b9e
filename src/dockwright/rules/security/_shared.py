"""What the security rules share: which program an image runs, and what it drops."""

from __future__ import annotations

from dockwright.model.actions import Download
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = [
    "base_name",
    "carries_code",
    "drops_privileges",
    "is_checked_by_step",
    "is_interactive",
    "is_verified_later",
]

_SCRIPT_OPTIONS = frozenset({"-c", "-lc", "-ec", "-exc", "-xc", "-ic", "-cl"})
"""Options with which a shell runs a script given as a word."""


def base_name(path: str) -> str:
    """Return the last part of a path in lower case."""
    return path.rstrip("/").rpartition("/")[2].lower()


def carries_code(address: str, ctx: Context) -> bool:
    """Tell whether what an address ends in is run, installed or trusted."""
    path = address.partition("?")[0].partition("#")[0].lower()
    return path.endswith(ctx.kb.names("security.code-suffixes"))


def _programs(runs: Runnable) -> Iterator[str]:
    """Yield the names of all programs and words of an ENTRYPOINT or CMD."""
    for word in runs.argv:
        for piece in word.raw.split():
            yield base_name(piece)
    if runs.argv:
        return
    for command in runs.commands:
        yield from command.wrappers
        yield command.program
        for shell_word in command.words:
            yield base_name(text_of(shell_word))


def _runs_a_script(stage: Stage) -> bool:
    """Tell whether the image's program is a script, whose text cannot be read here."""
    return any(
        name.endswith((".sh", ".bash")) or "entrypoint" in name
        for runs in stage.final_command()
        if runs is not None
        for name in _programs(runs)
    )


def drops_privileges(stage: Stage, ctx: Context, *, by_script: bool) -> bool:
    """Tell whether the image's program drops root, or begins as root on purpose.

    A program that drops it counts as soon as a step of the image installs or fetches it: the
    script that calls it cannot be read.  With ``by_script`` installed servers count likewise, which
    a start script may run.
    """
    kb = ctx.kb
    droppers = kb.name_set("security.privilege-droppers")
    by_design = kb.name_set("security.root-by-design")
    for runs in stage.final_command():
        if runs is not None and any(
            name in droppers or name in by_design for name in _programs(runs)
        ):
            return True
    installable = kb.name_set("security.installed-droppers")
    # A script may start what is installed, and that begins as root.
    services = (
        kb.name_set("security.service-packages")
        if by_script and _runs_a_script(stage)
        else frozenset[str]()
    )
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike):
            if any(base_name(source.raw) in installable for source in instruction.sources):
                return True
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                if command.program in installable:
                    return True
                install = install_of(command)
                if install is not None and any(
                    package.name in installable or package.name in services
                    for package in install.packages
                ):
                    return True
                if any(name in text_of(word) for word in command.operands for name in installable):
                    return True
    return False


def is_interactive(runs: Runnable, cmd: Runnable | None, ctx: Context) -> bool:
    """Tell whether the image's program is a bare shell or prompt, or one that only waits."""
    waiting = ctx.kb.name_set("security.interactive-programs")
    prompts = ctx.kb.name_set("security.interpreters")
    for each in (runs, cmd):
        if each is None:
            continue
        names = [base_name(word.raw) for word in each.argv] or [
            base_name(text_of(word)) for command in each.commands[-1:] for word in command.words
        ]
        if not names or (each is not cmd and cmd is not None):
            continue
        if names[0] in prompts and len(names) == 1:
            return True
        if names[0] in waiting and not any(
            name in _SCRIPT_OPTIONS or "." in name for name in names[1:]
        ):
            return True
    return False


def is_verified_later(command: Command, run: Run, ctx: Context) -> bool:
    """Tell whether a program checks sums or signatures after a command: in its RUN or a later one.

    In a later RUN it counts where that RUN names the file that a download writes.
    """
    verifiers = ctx.kb.name_set("security.verifiers")
    if any(
        other.span.start > command.span.start and _verifies(other)
        for other in run.commands
        if other.program in verifiers
    ):
        return True
    download = Download.of(command)
    if download is None or download.to_stdout or run.stage is None or run.is_onbuild:
        return False
    words = download.urls if download.output is None else (download.output,)
    names = [text_of(word).rpartition("/")[2] for word in words]
    return any(is_checked_by_step(name, run.span.end, run.stage, ctx) for name in names)


def is_checked_by_step(name: str, after: int, stage: Stage, ctx: Context) -> bool:
    """Tell whether a RUN of a stage after a place checks a sum or a signature of a file."""
    verifiers = ctx.kb.name_set("security.verifiers")
    for run in stage.runs():
        if run.span.start < after:
            continue
        text = run.script_text()[0]
        if not name or name not in text:
            continue
        if "get-filehash" in text.lower() or any(
            _may_be_about(name, command, run)
            for command in run.commands
            if command.program in verifiers and _verifies(command)
        ):
            return True
    return False


def _may_be_about(name: str, verifier: Command, run: Run) -> bool:
    """Tell whether a verifier may look at a file: what is piped into it, if anything, names it."""
    number, place, _ = verifier.simple.pipeline
    return place == 0 or any(
        name in text_of(word)
        for command in run.commands
        if command.simple.pipeline[0] == number
        for word in command.words
    )


def _verifies(command: Command) -> bool:
    words = {text_of(word) for word in command.words[1:]}
    if command.program.startswith("gpg"):
        return "--verify" in words
    if command.program == "openssl":
        return not words.isdisjoint({"dgst", "verify", "pkeyutl", "sha256"})
    return True
