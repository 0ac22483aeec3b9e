"""Handing a secret to the RUNs that may need it, by a mount that leaves nothing in the image."""

from __future__ import annotations

from dockwright.edits.commands import prepend_command
from dockwright.edits.flags import add_flag
from dockwright.model.install import install_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.model.instructions import Instruction, Run
    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.text import Edit

__all__ = ["hand_over", "mentions", "readers_of", "runs_after"]

_INTERPRETERS = frozenset({"python", "node", "ruby", "perl", "php", "bash", "sh", "make"})
_SYSTEM = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/")


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names a variable."""
    return re.search(rf"\$\{{?{re.escape(name)}\b", text) is not None


def runs_after(instruction: Instruction) -> list[Run]:
    """Return the RUNs that go on from an instruction: of its stage, and of stages FROM it."""
    stage = instruction.stage
    if stage is None:
        return []
    return [
        run
        for member in stage.dockerfile.stages
        if stage in member.lineage
        for run in member.runs()
        if member is not stage or run.span.start > instruction.span.start
    ]


def readers_of(name: str, runs: Iterable[Run]) -> list[Run]:
    """Return the RUNs that read a variable: those that name it, else those that may."""
    runs = list(runs)
    naming = [run for run in runs if mentions(run.script_text()[0], name)]
    return naming or [run for run in runs if _may_read(run, name)]


def _may_read(run: Run, name: str) -> bool:
    """Tell whether a RUN runs code that may look a variable up: scripts, and the tool it is for.

    The tool is told by the name: ``NPM_TOKEN`` is npm's, ``HF_TOKEN`` Hugging Face's.
    """
    words = set(name.lower().split("_"))
    for command in run.commands:
        program = command.program
        if program in _INTERPRETERS and len(command.words) > 1 and not command.nested:
            return True
        if "/" in command.path and not command.path.startswith(_SYSTEM):
            return True
        if program == "npm" and command.subcommand == "run":
            return True
        if words & set(re.findall(r"[a-z0-9]+", program)):
            return True
        if program == "huggingface-cli" and "hf" in words:
            return True
        install = install_of(command)
        if install is not None and install.manager in words:
            return True
    return False


def hand_over(name: str, run: Run, tree: DockerfileTree) -> tuple[Edit, ...] | None:
    """Mount a secret for one RUN and export it there under its name; None where that cannot be.

    The mount is a file, which every BuildKit has; ``env=`` came with Dockerfile 1.10.
    """
    before = prepend_command(tree, run, f'export {name}="$(cat /run/secrets/{name})"')
    if before is None:
        return None
    return (*add_flag(run.node, f"--mount=type=secret,id={name}"), *before)
