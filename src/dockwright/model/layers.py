"""What a RUN leaves in its layer: what later commands remove, and what its mounts keep out."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import ChangeDirectory, MakeVenv, Remove, SetEnv, cleanups_of
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction, Run

__all__ = [
    "commands_after",
    "commands_before",
    "environment_of",
    "is_removed_after",
    "is_under",
    "may_do_unseen",
    "mount_covers",
    "path_seen_by",
    "reaches_image",
    "removes_any",
]


def reaches_image(instruction: Instruction) -> bool:
    """Tell whether an instruction's layer is part of an image that somebody pulls.

    ONBUILD triggers count, as later builds run them; so does what stands in no stage.
    """
    stage = instruction.stage
    return stage is None or stage.ships or instruction.is_onbuild


def _place_of(command: Command) -> tuple[tuple[Command, ...], int]:
    instruction = command.instruction
    if instruction is None:
        return (), 0
    commands = instruction.commands
    for at, other in enumerate(commands):
        if other.simple is command.simple:
            return commands, at
    return (), 0


def commands_after(command: Command) -> tuple[Command, ...]:
    """Return the commands of the same RUN after ``command``."""
    commands, at = _place_of(command)
    return commands[at + 1 :]


def commands_before(command: Command) -> tuple[Command, ...]:
    """Return the commands of the same RUN before ``command``."""
    commands, at = _place_of(command)
    return commands[:at]


def path_seen_by(command: Command, path: str) -> str | None:
    """Return the absolute path that ``path`` is for a command, after each ``cd`` before it.

    ``None`` where a ``cd`` or the working directory is not known, or the path is in a home (``~``).
    """
    if command.instruction is None or path.startswith("~"):
        return None
    for other in () if path.startswith("/") else reversed(commands_before(command)):
        if _is_left_before(other, command):
            continue
        if other.program == "popd":
            return None
        moved = ChangeDirectory.of(other)
        if moved is not None:
            if moved.directory is None or moved.directory.value in {None, "-"}:
                return None
            path = posixpath.join(text_of(moved.directory), path)
            if path.startswith("/"):
                break
    found = command.instruction.state.resolve(path)
    return None if isinstance(found, Unknown) else found


def _is_left_before(other: Command, command: Command) -> bool:
    """Tell whether the shell of an earlier command is over when a command runs."""
    if other.parent is not None and other.parent is not command.parent:
        return True
    return any(
        other.simple.context.count(kind) > command.simple.context.count(kind)
        for kind in ("subshell", "substitution")
    )


def environment_of(command: Command) -> Mapping[str, str | Unknown]:
    """Return the variables around a command: those of its RUN, and what it exported before."""
    instruction = command.instruction
    if instruction is None:
        return {}
    around = instruction.state.environment
    exported: dict[str, str | Unknown] = {}
    for other in commands_before(command):
        export = SetEnv.of(other)
        if export is not None:
            for assignment in export.assignments:
                value = assignment.value
                if value is not None:
                    exported[assignment.name] = (
                        Unknown("an expansion") if value.value is None else value.value
                    )
    return _Layered(around, exported) if exported else around


class _Layered(dict[str, "str | Unknown"]):
    """Exported variables, with those of the RUN behind them."""

    def __init__(
        self, around: Mapping[str, str | Unknown], exported: Mapping[str, str | Unknown]
    ) -> None:
        super().__init__(exported)
        self.around = around

    def __missing__(self, name: str) -> str | Unknown:
        return self.around[name]

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        found = super().get(name)
        return self.around.get(name, default) if found is None else found


def is_under(path: str, folder: str) -> bool:
    """Tell whether ``path`` is ``folder`` or lies below it; both are absolute."""
    folder = folder.rstrip("/")
    return path.rstrip("/") == folder or path.startswith(folder + "/")


def may_do_unseen(command: Command, kb: KnowledgeBase) -> bool:
    """Tell whether a command may do to the image what none of its words says.

    Scripts, interpreters and programs that are not known may do anything.  Those that only copy
    files may where they fill the root directory or one of the system's settings.
    """
    if command.nested or MakeVenv.of(command) is not None:
        return False
    if command.program in kb.name_set("unseen-effects.none"):
        return False
    quiet = kb.mapping("unseen-effects.quiet-subcommands").get(command.program, ())
    if quiet and any(text_of(word) in quiet for word in command.words[1:2]):
        return False
    if command.program not in kb.name_set("unseen-effects.copying"):
        return True
    words = [text_of(word) for word in command.words[1:]]
    return any(
        word.startswith(("/etc", "/var/lib")) or word == "/" or "$" in word for word in words
    )


def mount_covers(run: Run, kinds: Iterable[str], paths: Iterable[str], user_path: str = "") -> bool:
    """Tell whether a mount of one of the kinds holds one of the paths, so that no layer does.

    Args:
        run: the instruction.
        kinds: such as ``cache`` and ``tmpfs``.
        paths: absolute folders; a mount of one, of a folder above it or of one below it counts.
        user_path: a path below any home directory, such as ``.cache/pip``.

    A mount whose options or target cannot be told counts: who asks then stays silent.
    """
    kinds = frozenset(kinds)
    first = user_path.partition("/")[0]
    for use in run.mounts:
        mount = use.mount
        if isinstance(mount, Unknown):
            return True
        if mount.type not in kinds:
            continue
        place = run.state.resolve(mount.target) if mount.target else ""
        if isinstance(place, Unknown):
            return True
        if not place or "$" in place:
            return True
        if any(is_under(path, place) or is_under(place, path) for path in paths):
            return True
        if user_path and (f"/{user_path}/" in f"{place}/" or place.endswith(f"/{first}")):
            return True
    return False


def removes_any(command: Command, paths: Iterable[str], user_path: str = "") -> bool:
    """Tell whether a command is an rm of one of the folders, or of one called the same elsewhere.

    ``rm -rf /home/app/.cache/pip`` counts for ``/root/.cache/pip``, ``rm -rf ~/.cache`` too.
    """
    remove = Remove.of(command)
    if remove is None:
        return False
    paths = tuple(paths)
    if any(remove.removes(path) for path in paths):
        return True
    names = {path.rpartition("/")[2] for path in paths} - {"cache"}
    first = user_path.partition("/")[0]
    is_at_home = _may_work_at_home(command)
    for word in remove.paths:
        text = text_of(word).rstrip("/*").rstrip("/")
        last = text.rpartition("/")[2]
        if last and ("/" in text or is_at_home) and (last in names or last == first):
            return True
    return False


def _may_work_at_home(command: Command) -> bool:
    """Tell whether a command may run in the home directory: relative paths are then below it.

    So it is in images whose working directory nobody has set, and which is not known.
    """
    run = command.instruction
    if run is None or any(ChangeDirectory.of(other) for other in commands_before(command)):
        return False
    workdir = run.state.workdir
    return isinstance(workdir, Unknown) or workdir == run.state.env("HOME")


def is_removed_after(
    command: Command,
    managers: Iterable[str],
    what: str,
    paths: Iterable[str],
    user_path: str = "",
) -> bool:
    """Tell whether a later command of the same RUN removes what ``command`` leaves behind.

    Args:
        command: what leaves something behind.
        managers: the package managers whose own clean-up counts.
        what: ``cache`` or ``lists``.
        paths: where it lies.
        user_path: where it lies below a home directory.
    """
    commands, at = _place_of(command)
    if at + 1 >= len(commands):
        return False
    return at < _last_removal(commands, frozenset(managers), what, tuple(paths), user_path)


@lru_cache(maxsize=4)
def _last_removal(
    commands: tuple[Command, ...],
    managers: frozenset[str],
    what: str,
    paths: tuple[str, ...],
    user_path: str,
) -> int:
    for at in range(len(commands) - 1, -1, -1):
        later = commands[at]
        if any(found.manager in managers and found.what == what for found in cleanups_of(later)):
            return at
        if removes_any(later, paths, user_path) or _is_cleaning_script(later):
            return at
    return -1


def _is_cleaning_script(command: Command) -> bool:
    """Tell whether a command runs a script of the author's that is named for cleaning up.

    What it removes is not in the Dockerfile: who asks then stays silent.
    """
    words = [command.path]
    if command.program in {"sh", "bash", "dash", "ash"} and not command.nested:
        words.extend(text_of(word) for word in command.operands[:1])
    names = [word.rpartition("/")[2].lower() for word in words]
    return any(
        "clean" in name and (word.startswith(("/", "./")) or name.endswith(".sh"))
        for word, name in zip(words, names, strict=True)
    )
