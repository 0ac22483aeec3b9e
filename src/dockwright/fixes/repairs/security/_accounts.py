"""The account that an image is to run as: one that is there, or one to add."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import AddGroup, AddUser, ChangeOwner
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import regex as re

_ROOT = frozenset({"", "0", "root"})
_NAME = re.compile(r"[\w.-]+")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage

__all__ = ["account_of", "family_of", "given_to"]


def account_of(
    stage: Stage, ctx: RepairContext
) -> tuple[str | None, list[str], Instruction | None]:
    """Return the account to end as, the commands that add it, and the RUN that adds it already."""
    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            added = AddUser.of(command)
            if added is not None and added.name is not None and added.joins is None:
                number = added.uid.value if added.uid is not None else None
                name = added.name.value
                if number or name:
                    return number or name, _home_of(added), instruction
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and facts.users:
        return str(next(iter(facts.users.values()))), [], None
    uid = str(ctx.kb.integer("security.service-uid"))
    name = ctx.kb.text("security.service-name")
    if name in _taken_names(stage):
        name = f"{name}-user"
    family = family_of(stage, ctx)
    if family == "busybox":
        lines = [f"addgroup -g {uid} {name}", f"adduser -D -u {uid} -G {name} {name}"]
    elif family == "shadow":
        lines = [
            f"groupadd --gid {uid} {name}",
            f"useradd --no-log-init --uid {uid} --gid {uid} --create-home {name}",
        ]
    elif family == "files":
        lines = [
            f"echo '{name}:x:{uid}:{uid}::/home/{name}:/bin/sh' >> /etc/passwd",
            f"echo '{name}:x:{uid}:' >> /etc/group",
            f"mkdir -p /home/{name}",
            f"chown {uid}:{uid} /home/{name}",
        ]
    else:
        return None, [], None
    return uid, lines, None


def _home_of(added: AddUser) -> list[str]:
    """Return the commands that make an account's home directory, where it has none."""
    name = added.name.value if added.name is not None else None
    if name is None or added.makes_home or (added.home is not None and added.home.value is None):
        return []
    home = f"/home/{name}" if added.home is None else added.home.value or ""
    if not home.startswith(("/home/", "/srv/", "/opt/", "/var/lib/")):
        return []
    return [f"mkdir -p {home}", f"chown {name} {home}"]


def _taken_names(stage: Stage) -> set[str]:
    """Return the names of groups that the file adds."""
    return {
        added.name.value or ""
        for instruction in stage.layers()
        if isinstance(instruction, Run)
        for command in instruction.commands
        if (added := AddGroup.of(command)) is not None and added.name is not None
    }


def family_of(stage: Stage, ctx: RepairContext) -> str:
    """Return whose commands add accounts: ``shadow``, ``busybox``, or ``""`` where unknown.

    ``files`` is where there are none, and the files of accounts are written.
    """
    facts = stage.image_facts
    if not isinstance(facts, Unknown):
        if facts.has_shell and facts.distro in ctx.kb.name_set("security.without-shadow"):
            return "files"
        if not facts.has_shell or facts.distro == "windows":
            return ""
        if facts.distro == "alpine":
            return "busybox"
        if facts.package_manager in {"apt", "dnf", "yum"}:
            return "shadow"
    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            install = install_of(command)
            if install is not None and install.manager in {"apt", "yum", "dnf"}:
                return "shadow"
            if install is not None and install.manager == "apk":
                return "busybox"
    return ""


def given_to(stage: Stage) -> tuple[str, list[str], Instruction] | None:
    """Return the account that a RUN gives the working directory to, and the RUN.

    Where the file adds it, ``_account`` says more of it.
    """
    workdir = stage.final_state.workdir
    if not isinstance(workdir, str) or workdir == "/":
        return None
    found: tuple[str, list[str], Instruction] | None = None
    added: set[str | None] = set()
    for instruction in stage.layers():
        if not isinstance(instruction, Run):
            continue
        for command in instruction.commands:
            new = AddUser.of(command)
            if new is not None and new.name is not None:
                added.add(new.name.value)
            change = ChangeOwner.of(command)
            if change is None or not change.recursive:
                continue
            owner = change.owner
            if owner in _ROOT or _NAME.fullmatch(owner) is None:
                continue
            if any(_holds(text_of(path), workdir, instruction) for path in change.paths):
                found = owner, [], instruction
    return None if found is None or found[0] in added else found


def _holds(path: str, workdir: str, run: Run) -> bool:
    """Tell whether a path that a RUN names is a directory, or is above it."""
    if not path.startswith("/"):
        if path not in {".", "./"} or not isinstance(run.state.workdir, str):
            return False
        path = run.state.workdir
    return (workdir + "/").startswith(posixpath.normpath(path).rstrip("/") + "/")
