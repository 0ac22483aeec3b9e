"""Who an image is for, by its names, comments, installs and program."""

from __future__ import annotations

from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Env, Run
from dockwright.model.words import text_of
from dockwright.text import regex as re
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.install import Install
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context
    from dockwright.syntax.dockerfile.nodes import DockerfileTree

__all__ = ["builds_or_tests", "compiles_when_run", "is_for_development"]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


@lru_cache(maxsize=1)
def _purpose_in_comment() -> re.Pattern[str]:
    return re.compile(
        r"(?<![/\w.-])(?:develop(?:er|ers|ment)|dev|test(?:er|ing)?|ci)[\s*/-]+(?:\w+\s+)?"
        r"(?:docker|image|container|environment|version|purposes)\b(?![./:])"
        r"|\bnot\b[^.]{0,30}\b(?:for|in)\s+production\b"
        r"|\bbuilder\s+(?:docker\s?file|image)\b|\bnot\s+(?:shipped|retained|published)\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=2)
def _comments_say_so(tree: DockerfileTree) -> bool:
    """Tell whether a comment says that nobody ships the file's images."""
    says = _purpose_in_comment()
    return any(says.search(comment.text) for comment in tree.comments)


def is_for_development(stage: Stage, ctx: Context, *, by_installs: bool = True) -> bool:
    """Tell whether a stage or its file says that nobody ships it: dev, test, CI, build images.

    Names say so, comments ("the development image"), and what is installed: a file or an extra of
    requirements that is called after tests or development, unless ``by_installs`` is off.
    """
    return _is_for_development(stage, ctx.kb, by_installs)


@lru_cache(maxsize=4)
def _is_for_development(stage: Stage, kb: KnowledgeBase, by_installs: bool) -> bool:
    """Tell the same; many rules ask."""
    dockerfile = stage.dockerfile
    words = kb.name_set("purpose.development-words")
    path = dockerfile.source.path.replace("\\", "/").split("/")
    named = _words(path[-1]) | {folder.strip(".").lower() for folder in path[-3:-1]}
    for member in stage.lineage:
        if member is stage or member.is_target:
            named |= _words(member.name or "")
    if not named.isdisjoint(words):
        return True
    if _comments_say_so(dockerfile.tree):
        return True
    return by_installs and any(
        not _asked_for(install).isdisjoint(words)
        for instruction in stage.layers()
        if isinstance(instruction, Run)
        for command in instruction.commands
        if (install := install_of(command)) is not None and install.ecosystem == "python"
    )


def _asked_for(install: Install) -> set[str]:
    """Return the words in the names of an install's files of requirements and of its extras."""
    found: set[str] = set()
    for word in install.requirement_files:
        found |= _words(text_of(word).rpartition("/")[2].rpartition(".")[0])
    for spec in install.project:
        for extra in spec.extras:
            found |= _words(extra)
    return found


def builds_or_tests(stage: Stage, ctx: Context) -> bool:
    """Tell whether what a stage's image runs is itself a build or a test, by the names of it."""
    words = ctx.kb.name_set("purpose.development-words")
    programs = ctx.kb.name_set("purpose.building-programs")
    folders = ctx.kb.name_set("purpose.development-folders")
    for runnable in stage.final_command():
        for command in runnable.commands if runnable is not None else ():
            program = ctx.kb.program(command.program)
            if command.program in programs or (program is not None and "compiler" in program.roles):
                return True
            for word in command.words:
                text = text_of(word)
                if text.startswith("-") or "://" in text:
                    continue
                *above, name = text.split("/")
                if not folders.isdisjoint(above):
                    return True
                stem, dot, _ = name.rpartition(".")
                is_program = word is command.words[0] and "/" in text
                if (dot or is_program) and not _words(stem or name).isdisjoint(words):
                    return True
    return False


def compiles_when_run(stage: Stage, ctx: Context) -> bool:
    """Tell whether the file is about software that calls a compiler when it runs.

    The names of its folders say so, its comments, or variables such as ``TRITON_CACHE_DIR``.
    """
    at_run_time = ctx.kb.name_set("compile-at-run-time.packages")
    path = ctx.dockerfile.source.path.lower().replace(".", "/")
    parts = {*path.replace("_", "/").split("/"), *path.replace("_", "-").split("/")}
    if not at_run_time.isdisjoint(parts):
        return True
    says = re.compile(ctx.kb.text("compile-at-run-time.signs"), re.IGNORECASE)
    return any(says.search(comment.text) for comment in ctx.dockerfile.tree.comments) or any(
        says.search(each.node.text)
        for each in stage.layers()
        if isinstance(each, (Run, CopyLike, Env))
    )
