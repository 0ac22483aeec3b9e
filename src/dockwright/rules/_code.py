"""The project's code that an image's own command starts."""

from __future__ import annotations

from dockwright.model.unknown import Unknown
from dockwright.text import regex as re
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.code import Code
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.instructions import Runnable
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = ["code_that_starts", "may_be_declared"]

_FOLDERS = ("", "src/", "app/", "bin/", "docker/", "scripts/")
"""Directories of a build context in which what a container starts mostly lies."""

_MOST_FOLDERS = 100
"""How many directories of a build context are looked at for a project of their own."""
_LONGEST_PATH = 4096
"""How many bytes of a path Linux takes (its ``PATH_MAX``): nothing can lie at a longer one."""


def code_that_starts(stage: Stage, ctx: Context) -> tuple[Runnable, Code] | None:
    """Return the last of ENTRYPOINT and CMD, and the code that they start; None for none known."""
    context = ctx.build_context
    return None if isinstance(context, Unknown) else _code_that_starts(stage, context, ctx.kb)


@lru_cache(maxsize=4)  # several rules ask, one after the other
def _code_that_starts(
    stage: Stage, context: BuildContext, kb: KnowledgeBase
) -> tuple[Runnable, Code] | None:
    held = [each for each in stage.final_command() if each is not None]
    if not held:
        return None
    commands = [command for each in held for command in each.commands]
    words = [word.value or "" for command in commands for word in command.words]
    if not any(_may_start_code(word, context) for word in dict.fromkeys(words)) and not any(
        may_be_declared(command, context) for command in commands
    ):
        return None
    from dockwright.model.code import code_of_image
    from dockwright.model.serving import commands_of_held

    code = code_of_image(stage, context, commands_of_held(held), kb)
    return None if isinstance(code, Unknown) else (held[-1], code)


def may_be_declared(command: Command, context: BuildContext) -> bool:
    """Tell whether a file of the context that declares the project's programs has such a word."""
    program = (command.words[0].value or "").rpartition("/")[2] if command.words else ""
    if not re.fullmatch(r"\w[\w.-]*", program) or len(program) > _LONGEST_PATH:
        return False
    listed = context.project.listing(context.root)
    entries = () if isinstance(listed, Unknown) else listed
    below = [f"{entry.name}/" for entry in entries if entry.kind == "directory"]
    return any(
        context.exists(f"{folder}{name}") and program in _text(f"{folder}{name}", context)
        for folder in ("", *below[:_MOST_FOLDERS])
        for name in ("pyproject.toml", "setup.cfg", "setup.py")
    )


def _text(path: str, context: BuildContext) -> str:
    data = context.read(path)
    return "" if isinstance(data, Unknown) else data.decode("utf-8", "replace")


def _may_start_code(word: str, context: BuildContext) -> bool:
    """Tell whether a word names a module whose file the build context has, at the usual places.

    Reading code costs more than the rest of a check; this says cheaply where there is none.
    """
    if len(word) > _LONGEST_PATH:
        return False
    if not re.fullmatch(r"/?[\w./-]+\.(?:py|sh)|[A-Za-z_][\w.]*(?::\w+)?|/?[\w.-]*/[\w./-]+", word):
        return False
    is_path = "/" in word or word.endswith((".py", ".sh"))
    path = word if is_path else word.partition(":")[0].replace(".", "/")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if not parts:
        return False
    endings = ("",) if is_path else (".py", "/__main__.py", "/__init__.py")
    tails = ["/".join(parts[index:]) for index in range(len(parts))]
    folders = [each for each in _FOLDERS if not each or context.exists(each.rstrip("/"))]
    return any(
        context.exists(f"{folder}{tail}{ending}")
        for tail in tails
        for folder in folders
        for ending in endings
    )
