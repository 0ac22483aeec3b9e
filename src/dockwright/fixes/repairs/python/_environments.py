"""What the repairs share that put packages into a virtual environment at one path."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before, top_level_commands
from dockwright.edits.lines import insert_before
from dockwright.edits.words import insert_words, remove_words, replace_word
from dockwright.fixes.repair import Refusal
from dockwright.model.contents import Python, contents_of
from dockwright.model.instructions import Copy
from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.contents import PackageInstall
    from dockwright.model.install import Install
    from dockwright.model.instructions import From, Instruction
    from dockwright.model.stage import Stage
    from dockwright.model.unknown import Unknown
    from dockwright.text import Edit

__all__ = [
    "after_version",
    "free_place",
    "install_into",
    "line_with_version",
    "make_environment",
    "provide_venv",
    "same_python",
]

_PLACES = ("/opt/venv", "/opt/environment", "/opt/python-environment")
_PLACING = frozenset(
    {"--target", "--prefix", "--root", "--user", "--system", "--break-system-packages"}
)
"""Options that say where packages go, or allow it: none has a meaning within an environment."""
_PIP = re.compile(r"pip[\d.]*")
_ALWAYS_HAS_VENV = frozenset({"apk", "dnf", "yum", "microdnf"})


def free_place(ctx: RepairContext) -> str | None:
    """Return a directory for an environment that the file does not speak of."""
    text = ctx.tree.source.text
    return next((place for place in _PLACES if place not in text), None)


def provide_venv(stage: Stage, python: Python, ctx: RepairContext) -> tuple[Edit, ...] | Refusal:
    """Return the edits that make ``python3 -m venv`` work in a stage."""
    if python.origin == "image":
        return ()
    if python.origin != "distro":
        return Refusal(f"whether the Python at {python.path} can make an environment is not known")
    contents = contents_of(stage, ctx.kb)
    facts = contents.facts
    manager = None if facts is None else facts.package_manager
    if manager in _ALWAYS_HAS_VENV:
        return ()
    bringers = ctx.kb.name_set("contents.python-bringers")
    package = ctx.kb.text("debian-pip.venv-package")
    held = contents.system_packages
    if any(name == package or name.endswith(("-venv", "python3-full")) for name in held):
        return ()
    for name, install in held.items():
        word = next((spec.word for spec in install.packages if spec.name == name), None)
        if name not in bringers or word is None or install.manager != "apt":
            continue
        if not install.is_unconditional:
            return Refusal(f"the step that installs {name} does not always run")
        edits = insert_words(install, word, package)
        if edits is not None:
            return edits
    return Refusal(f"no step names a package that {package} could be added to")


def make_environment(
    first: PackageInstall,
    place: str,
    ctx: RepairContext,
    *,
    shares: bool = False,
    bare: bool = False,
) -> tuple[Edit, ...] | None:
    """Return the edits that make an environment before an install.

    It is made in a RUN of its own, above the files that the install reads, or within the
    install's RUN where that brings its Python.

    Args:
        first: the install.
        place: the environment's directory.
        ctx: the repair's context.
        shares: whether it is to see the packages of the Python that makes it.
        bare: whether it is to have no pip of its own.
    """
    options = "--without-pip " if bare else ""
    options += "--system-site-packages " if shares else ""
    command = f"python3 -m venv {options}{place}"
    run = first.run
    bringers = ctx.kb.name_set("contents.python-bringers")
    stage = run.stage
    if stage is None:
        return None
    held = contents_of(stage, ctx.kb).system_packages
    if any(name in bringers and install.instruction is run for name, install in held.items()):
        top = top_level_commands(run)
        if top is None or first.install.simple not in top:
            return None
        return insert_command_before(ctx.tree, run, first.install.simple, command)
    before: Instruction = run
    for instruction in reversed(stage.instructions):
        if instruction.span.start >= before.span.start:
            continue
        if not (isinstance(instruction, Copy) and instruction.is_from_context):
            break
        before = instruction
    return insert_before(ctx.tree, before.node, [f"RUN {command}"])


def install_into(
    install: Install, place: str, ctx: RepairContext, *, bare: bool = False
) -> tuple[Edit, ...] | None:
    """Return the edits by which pip or uv installs into an environment.

    Args:
        install: the install.
        place: the environment's directory.
        ctx: the repair's context.
        bare: whether the environment has no pip of its own, so that the stage's works for it.
    """
    if install.has("--python"):
        return None
    placing = [option for option in install.options if option.name in _PLACING]
    if any(option.is_clustered for option in placing):
        return None
    edits: list[Edit] = []
    if install.manager == "uv":
        words = install.subcommand_words
        more = insert_words(install, words[-1], "--python", f"{place}/bin/python")
    elif bare:
        pip = next(
            (word for word in install.words if _PIP.fullmatch(text_of(word).rpartition("/")[2])),
            None,
        )
        if pip is None:
            return None
        more = insert_words(install, pip, "--python", f"{place}/bin/python")
    elif install.interpreter is not None:
        more = replace_word(install, install.interpreter, f"{place}/bin/python")
    else:
        more = replace_word(install, install.words[0], f"{place}/bin/pip")
    if more is None:
        return None
    edits += more
    for option in placing:
        gone = remove_words(ctx.tree, install, option.span)
        if gone is None:
            return None
        edits += gone
    return tuple(edits)


_OFFICIAL = re.compile(r"((?:docker\.io/)?(?:library/)?python:)(\d+(?:\.\d+)*)((?:-[\w.]+)*)")
_PLAIN_VARIANTS = frozenset({"", "-slim", "-alpine"})


def after_version(changed: From, model: From) -> tuple[str, str] | None:
    """Return an official Python image as written, and with the version of another one."""
    one = None if changed.image is None else _OFFICIAL.fullmatch(changed.image.raw)
    other = None if model.image is None else _OFFICIAL.fullmatch(model.image.raw)
    if one is None or other is None or one[2] == other[2]:
        return None
    if one[3] not in _PLAIN_VARIANTS and one[3] != other[3]:
        return None
    return one[0], f"{one[1]}{other[2]}{one[3]}"


def line_with_version(stages: Iterable[Stage], python: Python) -> int | None:
    """Return the line in which a stage names the version of a Python in a path or a name."""
    if not isinstance(python.version, str):
        return None
    minor = ".".join(python.version.split(".")[:2])
    pattern = re.compile(rf"(?:python|pip|cp){re.escape(minor)}(?!\d)")
    for stage in stages:
        for instruction in stage.instructions:
            if pattern.search(instruction.node.text):
                return instruction.node.start_line
    return None


def same_python(made: Python, own: Python | Unknown | None) -> bool:
    """Tell whether two stages have the same Python at the same path."""
    return (
        isinstance(own, Python)
        and isinstance(made.version, str)
        and (made.path, made.version) == (own.path, own.version)
    )
