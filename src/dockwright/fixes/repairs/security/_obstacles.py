"""What says that an image's program would not run as another user than root."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import Remove
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Env, Expose, Onbuild, Run, Runnable
from dockwright.model.layers import commands_after
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.model.command import Command
    from dockwright.model.stage import Stage

__all__ = ["kept_below", "low_port", "obstacle"]

_HOME_OF_ROOT = re.compile(r"(?<![\w.}-])/root(?![\w.-])")
"""Root's home, which ``/opt/rh/devtoolset-8/root/usr`` is not."""
_HOME = re.compile(rf"{_HOME_OF_ROOT.pattern}|(?<![\w/])~(?:/|$)|\$\{{?HOME\b")
_WRITES_AS_ROOT = re.compile(
    r"(?:>>?|\b(?:mkdir|touch|cp|mv|ln|rm|sed -i|install)\b[^\n;&|]*)\s*/(?:etc|root|usr|opt|run|"
    r"var/(?:log|run|lib))\b[^\s;&|]*|/root/",
)
_KEPT = re.compile(r"--?[\w-]*(?:log|pid)[\w-]*[= ](/(?:var/log|var/run|run)/\S+)")
_LOW_PORT = 1024


def obstacle(stage: Stage, ctx: RepairContext) -> str:
    """Return what says that the program would not run as another user, or nothing."""
    state = stage.final_state
    path = state.env("PATH")
    if isinstance(path, str) and _HOME_OF_ROOT.search(path):
        return "PATH leads into root's home directory, which no other user can read"
    for instruction in stage.layers():
        line = instruction.node.start_line
        # What a stage below hands on is run by this one, above all that is its own.
        if (
            instruction.stage is stage
            and isinstance(instruction, Onbuild)
            and isinstance(instruction.trigger, Run)
        ):
            return f"the ONBUILD RUN in line {line} would run as that user in later builds"
        if isinstance(instruction, CopyLike):
            target = instruction.target_path
            if isinstance(target, str) and (target + "/").startswith("/root/"):
                return f"line {line} copies into root's home directory"
        elif isinstance(instruction, Env):
            if any(_HOME_OF_ROOT.search(pair.value.raw) for pair in instruction.pairs):
                return f"line {line} names root's home directory"
        elif isinstance(instruction, Run):
            reason = _uses_home(instruction, ctx)
            if reason:
                return f"line {line} {reason}"
    return _needs_root(stage, ctx)


def _uses_home(run: Run, ctx: RepairContext) -> str:
    calls = ctx.kb.names("model.cache-calls")
    places = [run.state.env(name) for name in ctx.kb.names("model.cache-env")]
    text, _ = run.script_text()
    if any(call in text for call in calls) and not any(isinstance(p, str) for p in places):
        return "downloads models into root's home directory"
    for command in run.commands:
        install = install_of(command)
        if install is not None:
            if install.has("--user"):
                return "installs into root's home directory"
            if install.manager in {"poetry", "pipenv"} and not _has_own_place(install.manager, run):
                return f"lets {install.manager} make its environment in root's home directory"
        if command.program in {"pipx", "rustup"} or (
            install is not None and install.subcommand == "tool install"
        ):
            return "installs into root's home directory"
        if Remove.of(command) is not None:
            continue
        words = [text_of(word) for word in command.words]
        if any(
            _HOME.search(word) and "/.cache" not in word and not _is_removed(word, command)
            for word in words
        ):
            return "puts something into root's home directory"
    return ""


def _is_removed(path: str, command: Command) -> bool:
    """Tell whether a later command of the RUN surely removes a path that one names."""
    return any(
        later.is_unconditional and any(text_of(word) == path for word in removed.paths)
        for later in commands_after(command)
        if (removed := Remove.of(later)) is not None
    )


def _has_own_place(manager: str, run: Run) -> bool:
    """Tell whether poetry or pipenv installs elsewhere than into the user's cache."""
    names = {
        "poetry": ("POETRY_VIRTUALENVS_CREATE", "POETRY_VIRTUALENVS_IN_PROJECT", "VIRTUAL_ENV"),
        "pipenv": ("PIPENV_VENV_IN_PROJECT", "VIRTUAL_ENV", "WORKON_HOME"),
    }[manager]
    if any(isinstance(run.state.env(name), str) for name in names):
        return True
    stage = run.stage
    for other in stage.runs() if stage is not None else ():
        text, _ = other.script_text()
        if "virtualenvs." in text or "--system" in text:
            return True
    return False


def _needs_root(stage: Stage, ctx: RepairContext) -> str:
    """Return what the program or its start script does that needs root, or nothing."""
    programs = ctx.kb.name_set("security.needs-root")
    calls = re.compile(
        rf"(?:^|&&|\|\||[;|]|\bexec)\s*({'|'.join(map(re.escape, sorted(programs)))})(?=\s|$)",
        re.MULTILINE,
    )
    for instruction in stage.final_command():
        if instruction is None:
            continue
        for command in instruction.commands:
            name = next(
                (each for each in (*command.wrappers, command.program) if each in programs), None
            )
            if name is not None:
                return f"{instruction.keyword} calls `{name}`, which needs root"
        for word in _words(instruction):
            text = _script(word, stage, ctx)
            name = posixpath.basename(word)
            found = calls.search(text)
            if found is not None:
                return f"`{name}` calls `{found[1]}` when it starts"
            found = _WRITES_AS_ROOT.search(text)
            if found is not None:
                return f"`{name}` writes where only root may when it starts: `{found[0].strip()}`"
    return ""


def _script(word: str, stage: Stage, ctx: RepairContext) -> str:
    """Return the text of a script that the image starts, or nothing where it is not seen."""
    context = ctx.build_context
    name = posixpath.basename(word)
    if not name.endswith((".sh", ".bash")) and "entrypoint" not in name:
        return ""
    found = ""
    for instruction in stage.layers():
        for heredoc in instruction.heredocs if isinstance(instruction, CopyLike) else ():
            target = instruction.destination if isinstance(instruction, CopyLike) else None
            if target is not None and posixpath.basename(target.raw) == name:
                found = heredoc.content
    if found or isinstance(context, Unknown):
        return found
    candidates = [name, word.lstrip("/")]
    for instruction in stage.layers():
        if not isinstance(instruction, (Copy, Add)) or not instruction.is_from_context:
            continue
        target_path = instruction.target_path
        for source in instruction.sources:
            path = source.known
            if path is None:
                continue
            if posixpath.basename(path) == name:
                candidates.append(path)
            candidates.append(posixpath.join(path, name))
            if isinstance(target_path, str) and word.startswith(target_path.rstrip("/") + "/"):
                rest = word[len(target_path.rstrip("/")) + 1 :]
                candidates.append(posixpath.join(path, rest))
    for path in candidates:
        data = context.read(path)
        if not isinstance(data, Unknown):
            text = data.decode("utf-8", "replace")
            return re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    return ""


def low_port(stage: Stage) -> str:
    """Return a port below 1024 that the image announces, or nothing."""
    for instruction in stage.layers():
        for port in instruction.ports if isinstance(instruction, Expose) else ():
            number = (port.known or "").partition("/")[0]
            if number.isdigit() and 0 < int(number) < _LOW_PORT:
                return number
    return ""


def kept_below(stage: Stage) -> list[str]:
    """Return the logs and process numbers that the program is told to keep in root's folders."""
    found: list[str] = []
    for instruction in stage.final_command():
        text = "" if instruction is None else " ".join(_words(instruction))
        found += _KEPT.findall(text)
    return found


def _words(instruction: Runnable) -> list[str]:
    return [text_of(word) for command in instruction.commands for word in command.words]
