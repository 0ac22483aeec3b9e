"""Repairs DW406: the image ends as a numeric user who can write where the program does.

Where a USER before, or the base image, had another user, that one comes back.  Where the file adds
an account, or the base image has one, the image ends as that.  Else an account is added.

What the program writes cannot be told from the Dockerfile.  So the working directory, the files
copied into it, volumes and the caches that ENV names become the account's, and it gets a home
directory for everything that libraries write below ``~/.cache``.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.flags import add_flag
from dockwright.edits.lines import insert_after
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import AddUser, ChangeOwner, Remove
from dockwright.model.install import install_of
from dockwright.model.instructions import (
    Add,
    Copy,
    CopyLike,
    Env,
    Run,
    Runnable,
    User,
    Volume,
    Workdir,
)
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix

_ROOT = frozenset({"", "0", "root"})
_SYSTEM = frozenset({"/", "/root", "/usr", "/usr/local", "/etc", "/var", "/opt", "/home"})
"""Directories that stay root's, whatever the working directory is."""
_NAME = re.compile(r"[\w.-]+")
_HOME = re.compile(r"/root(?:/|\b)|(?<![\w/])~(?:/|$)|\$\{?HOME\b")
_NEEDS_ROOT = re.compile(
    r"^\s*(?:exec\s+)?(?:sudo|su|gosu|su-exec|chown|chgrp|usermod|groupmod|useradd|adduser|"
    r"apt-get|apt|apk|service|systemctl|mount|sysctl|iptables)\b",
    re.MULTILINE,
)


@repair("DW406", on=Stage, touches=("user", "run", "copy", "order"))
def root_at_run_time(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the image as another user."""
    last = _last_layer(stage)
    previous = _previous_user(stage)
    if previous is not None:
        edits = _switch(stage, last, previous, ctx)
        yield ctx.unsafe(f"Switch back with `USER {previous}`", edits, touches=("user", "order"))
        return
    obstacle = _obstacle(stage, ctx)
    if obstacle:
        yield Refusal(obstacle)
        return
    account, lines, made_by = _given_to(stage) or _account(stage, ctx)
    if account is None:
        yield Refusal("how this base image adds an account cannot be told")
        return
    writable = _writable(stage, ctx)
    if lines or _family(stage):
        lines += _owner_changes(writable, stage, account)
    joint = f" {ctx.tree.escape}\n    && "
    command = [f"RUN {joint.join(lines)}"] if lines else []
    early = _last_before_copies(stage)
    if command and early is not last:
        edits = (
            *insert_after(ctx.tree, early.node, command),
            *_owned_copies(stage, account, made_by),
            *_switch(stage, last, account, ctx),
        )
    else:
        edits = (
            *_owned_copies(stage, account, made_by),
            *_switch(stage, last, account, ctx, before=command),
        )
    yield ctx.unsafe(f"Run as a user without root's rights: `USER {account}`", edits)


def _last_layer(stage: Stage) -> Instruction:
    """Return the last instruction of the stage whose work may need root."""
    found: Instruction = stage.from_
    for instruction in stage.instructions:
        if isinstance(instruction, (Run, CopyLike, Workdir, Volume)):
            found = instruction
    return found


def _last_before_copies(stage: Stage) -> Instruction:
    """Return what the account is added below: no edit of the source then adds it anew."""
    found: Instruction = stage.from_
    for instruction in stage.instructions:
        if isinstance(instruction, (Run, Workdir, Volume)) or (
            isinstance(instruction, (Copy, Add)) and not instruction.is_from_context
        ):
            found = instruction
    return found


def _previous_user(stage: Stage) -> str | None:
    """Return the user that root took over from, or None."""
    found: str | None = None
    for instruction in stage.layers():
        if isinstance(instruction, User):
            value = instruction.user.known
            if value is not None and value.partition(":")[0] not in _ROOT:
                found = instruction.user.raw
    if found is None and stage.final_state.user_instruction is not None:
        own = stage.root.user
        if not isinstance(own, Unknown) and own.partition(":")[0] not in _ROOT:
            found = own
    return found


def _switch(
    stage: Stage,
    last: Instruction,
    account: str,
    ctx: RepairContext,
    before: list[str] | None = None,
) -> tuple[Edit, ...]:
    """Make the stage end as an account; ``before`` are lines to put above, run as root."""
    user = stage.final_state.user_instruction
    if user is not None and user.stage is stage and user.span.start > last.span.start:
        replaced = (Edit(user.user.span, account),)
        return (*insert_after(ctx.tree, last.node, before), *replaced) if before else replaced
    return insert_after(ctx.tree, last.node, [*(before or ()), f"USER {account}"])


def _obstacle(stage: Stage, ctx: RepairContext) -> str:
    """Return what says that the program would not run as another user, or nothing."""
    state = stage.final_state
    path = state.env("PATH")
    if isinstance(path, str) and "/root" in path:
        return "PATH leads into root's home directory, which no other user can read"
    for instruction in stage.layers():
        line = instruction.node.start_line
        if isinstance(instruction, CopyLike):
            target = instruction.target_path
            if isinstance(target, str) and (target + "/").startswith("/root/"):
                return f"line {line} copies into root's home directory"
        elif isinstance(instruction, Env):
            if any("/root" in pair.value.raw for pair in instruction.pairs):
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
        if any(_HOME.search(word) and "/.cache" not in word for word in words):
            return "puts something into root's home directory"
    return ""


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
    """Return what a start script does that needs root, or nothing."""
    context = ctx.build_context
    for instruction in stage.final_command():
        if instruction is None or isinstance(context, Unknown):
            continue
        for word in _words(instruction):
            if not word.endswith((".sh", ".bash")):
                continue
            data = context.read(posixpath.basename(word))
            if isinstance(data, Unknown):
                continue
            found = _NEEDS_ROOT.search(data.decode("utf-8", "replace"))
            if found is not None:
                return f"`{posixpath.basename(word)}` calls `{found[0].strip()}` when it starts"
    return ""


def _words(instruction: Runnable) -> list[str]:
    return [text_of(word) for command in instruction.commands for word in command.words]


def _given_to(stage: Stage) -> tuple[str, list[str], Instruction] | None:
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


def _account(stage: Stage, ctx: RepairContext) -> tuple[str | None, list[str], Instruction | None]:
    """Return the account to end as, the commands that add it, and the RUN that adds it already."""
    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            added = AddUser.of(command)
            if added is not None and added.name is not None and added.joins is None:
                number = added.uid.value if added.uid is not None else None
                name = added.name.value
                if number or name:
                    return number or name, [], instruction
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and facts.users:
        return str(next(iter(facts.users.values()))), [], None
    uid = str(ctx.kb.integer("security.service-uid"))
    name = ctx.kb.text("security.service-name")
    family = _family(stage)
    if family == "busybox":
        lines = [f"addgroup -g {uid} {name}", f"adduser -D -u {uid} -G {name} {name}"]
    elif family == "shadow":
        lines = [
            f"groupadd --gid {uid} {name}",
            f"useradd --no-log-init --uid {uid} --gid {uid} --create-home {name}",
        ]
    else:
        return None, [], None
    return uid, lines, None


def _family(stage: Stage) -> str:
    """Return whose commands add accounts: ``shadow``, ``busybox``, or ``""`` where unknown."""
    facts = stage.image_facts
    if not isinstance(facts, Unknown):
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


def _writable(stage: Stage, ctx: RepairContext) -> list[str]:
    """Return the directories that are to be the account's."""
    state = stage.final_state
    found: list[str] = []
    if isinstance(state.workdir, str) and state.workdir_instruction is not None:
        found.append(state.workdir)
    for instruction in stage.layers():
        if isinstance(instruction, Volume):
            found += [
                path.known
                for path in instruction.paths
                if path.known is not None and path.known.startswith("/")
            ]
    for name in ctx.kb.names("model.cache-env"):
        value = state.env(name)
        if isinstance(value, str) and value.startswith("/"):
            found.append(value)
    return [
        path
        for path in dict.fromkeys(posixpath.normpath(path) for path in found)
        if path not in _SYSTEM and path.split("/")[1] not in {"tmp", "root"}
    ]


def _owner_changes(paths: list[str], stage: Stage, account: str) -> list[str]:
    """Return the commands that make directories and give them to the account."""
    if not paths:
        return []
    named = f"{account}:{account}" if account.isdigit() else account
    missing = [path for path in paths if path != stage.final_state.workdir]
    make = [f"mkdir -p {' '.join(missing)}"] if missing else []
    return [*make, f"chown {named} {' '.join(paths)}"]


def _owned_copies(stage: Stage, account: str, made_by: Instruction | None) -> tuple[Edit, ...]:
    """Give the files that COPY brings into the working directory to the account.

    A number may own files before its account is there; a name may not.
    """
    early = made_by is None or account.isdigit()
    workdir = stage.final_state.workdir
    edits: list[Edit] = []
    for instruction in stage.instructions:
        if not isinstance(instruction, (Copy, Add)) or not instruction.is_from_context:
            continue
        target = instruction.target_path
        if (
            isinstance(workdir, Unknown)
            or workdir == "/"
            or isinstance(target, Unknown)
            or instruction.chown is not None
        ):
            continue
        if not early and made_by is not None and instruction.span.start < made_by.span.start:
            continue
        if (target.rstrip("/") + "/").startswith(workdir.rstrip("/") + "/"):
            group = f":{account}" if account.isdigit() else ""
            edits += add_flag(instruction.node, f"--chown={account}{group}")
    return tuple(edits)
