"""Repairs DW406: the image ends as a numeric user who can write where the program does.

Where a USER before, or the base image, had another user, that one comes back.  Where the file adds
an account, or the base image has one, the image ends as that.  Else an account is added.

What the program writes cannot be told from the Dockerfile.  So the working directory, the files
copied into it, volumes, folders that steps make for the program or open to everybody, and the
caches that ENV names become the account's, and it gets a home directory for everything that
libraries write below ``~/.cache``.  Where a step runs the project's own code, what that makes in
the working directory becomes the account's within the same layer.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.commands import append_command
from dockwright.edits.flags import add_flag
from dockwright.edits.lines import insert_after
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import (
    AddGroup,
    AddUser,
    ChangeMode,
    Copying,
    MakeDirectory,
    Remove,
    RunPython,
)
from dockwright.model.install import install_of
from dockwright.model.instructions import (
    Add,
    Copy,
    CopyLike,
    Env,
    Expose,
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

    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import ShellWord

_ROOT = frozenset({"", "0", "root"})
_SYSTEM = frozenset({"/", "/root", "/usr", "/usr/local", "/etc", "/var", "/opt", "/home"})
"""Directories that stay root's, whatever the working directory is."""
_SYSTEM_BELOW = (
    "/bin/",
    "/boot/",
    "/dev/",
    "/etc/",
    "/lib/",
    "/lib64/",
    "/proc/",
    "/root/",
    "/sbin/",
    "/sys/",
    "/usr/bin/",
    "/usr/include/",
    "/usr/lib/",
    "/usr/local/bin/",
    "/usr/local/lib/",
    "/usr/sbin/",
    "/usr/share/",
)
_DATA = (
    "/data",
    "/srv/",
    "/var/lib/",
    "/var/log/",
    "/var/run/",
    "/run/",
    "/mnt/",
    "/cache",
    "/logs",
)
"""Beginnings of folders that are made for a program to write to."""
_HOME = re.compile(r"/root(?:/|\b)|(?<![\w/])~(?:/|$)|\$\{?HOME\b")
_WRITES_AS_ROOT = re.compile(
    r"(?:>>?|\b(?:mkdir|touch|cp|mv|ln|rm|sed -i|install)\b[^\n;&|]*)\s*/(?:etc|root|usr|opt|run|"
    r"var/(?:log|run|lib))\b[^\s;&|]*|/root/",
)
_LOW_PORT = 1024


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
    account, lines, made_by = _account(stage, ctx)
    if account is None:
        yield Refusal("how this base image adds an account cannot be told")
        return
    grown = _grown_in_steps(stage, account, ctx)
    if grown is None:
        yield Refusal("what a step leaves in the program's folders cannot be given to the account")
        return
    if lines or _family(stage, ctx):
        lines += _owner_changes(*_writable(stage, ctx), account)
    joint = f" {ctx.tree.escape}\n    && "
    command = [f"RUN {joint.join(lines)}"] if lines else []
    early = _last_before_copies(stage)
    if command and early is not last:
        edits = (
            *insert_after(ctx.tree, early.node, command),
            *_owned_copies(stage, account, made_by),
            *grown,
            *_switch(stage, last, account, ctx),
        )
    else:
        edits = (
            *_owned_copies(stage, account, made_by),
            *grown,
            *_switch(stage, last, account, ctx, before=command),
        )
    title = f"Run as a user without root's rights: `USER {account}`"
    port = _low_port(stage)
    if port:
        title += f" (Docker lets it bind port {port}; other runtimes may not)"
    yield ctx.unsafe(title, edits)


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


def _low_port(stage: Stage) -> str:
    """Return a port below 1024 that the image announces, or nothing."""
    for instruction in stage.layers():
        for port in instruction.ports if isinstance(instruction, Expose) else ():
            number = (port.known or "").partition("/")[0]
            if number.isdigit() and 0 < int(number) < _LOW_PORT:
                return number
    return ""


def _words(instruction: Runnable) -> list[str]:
    return [text_of(word) for command in instruction.commands for word in command.words]


def _account(stage: Stage, ctx: RepairContext) -> tuple[str | None, list[str], Instruction | None]:
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
    family = _family(stage, ctx)
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


def _family(stage: Stage, ctx: RepairContext) -> str:
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


def _writable(stage: Stage, ctx: RepairContext) -> tuple[list[str], list[str]]:
    """Return the paths that are to be the account's, and those of them that are still to make."""
    state = stage.final_state
    workdir = state.workdir if isinstance(state.workdir, str) else "/"
    there = [workdir] if state.workdir_instruction is not None else []
    named: list[str] = []
    for instruction in stage.layers():
        if isinstance(instruction, Volume):
            named += [
                path.known
                for path in instruction.paths
                if path.known is not None and path.known.startswith("/")
            ]
        elif isinstance(instruction, Run) and not instruction.is_exec_form:
            there += _made_by(instruction, workdir)
    for name in (*ctx.kb.names("model.cache-env"), *ctx.kb.names("security.writable-env")):
        value = state.env(name)
        if isinstance(value, str) and value.startswith("/"):
            named.append(value)
    gone = _removed(stage)
    made = {
        posixpath.normpath(path)
        for path in there
        if not any((path + "/").startswith(each + "/") for each in gone)
    }
    found = [
        path
        for path in dict.fromkeys(posixpath.normpath(path) for path in (*there, *named))
        if (path in made or path in map(posixpath.normpath, named))
        and not _is_system(path)
        and path.split("/")[1] not in {"tmp", "root"}
    ]
    return found, [path for path in found if path not in made]


def _removed(stage: Stage) -> list[str]:
    """Return the absolute paths that steps remove or move away."""
    found: list[str] = []
    for run in stage.layers():
        for command in run.commands if isinstance(run, Run) else ():
            remove = Remove.of(command)
            copying = Copying.of(command)
            words = remove.paths if remove is not None else ()
            if copying is not None and copying.moves:
                words = copying.sources
            for word in words:
                path = text_of(word).rstrip("/*")
                base = run.state.workdir
                if path and not path.startswith("/") and isinstance(base, str):
                    path = posixpath.join(base, path)
                if path.startswith("/"):
                    found.append(posixpath.normpath(path))
    return found


def _is_system(path: str) -> bool:
    """Tell whether a directory stays root's, whatever it is used for."""
    return path in _SYSTEM or path.startswith(_SYSTEM_BELOW)


def _made_by(run: Run, workdir: str) -> list[str]:
    """Return the folders that a RUN makes for the program, or opens to everybody."""
    found: list[str] = []
    for command in run.commands:
        words: tuple[ShellWord, ...] = ()
        if not command.is_unconditional or command.has_piped_operands:
            continue
        made = MakeDirectory.of(command)
        change = ChangeMode.of(command)
        if made is not None:
            words = made.paths
        elif command.simple.follower == "||":
            continue
        elif change is not None and (change.is_world_writable or _shuts_others_out(change.mode)):
            words = change.paths
        for word in words:
            path = word.value
            if path is None or set(path) & set("*?[{~"):
                continue
            if not path.startswith("/"):
                if _moves(run) or not isinstance(run.state.workdir, str):
                    continue
                path = posixpath.join(run.state.workdir, path)
            is_near = (path + "/").startswith(workdir.rstrip("/") + "/") and workdir != "/"
            if is_near or change is not None or path.startswith(_DATA):
                found.append(path)
    return found


def _moves(run: Run) -> bool:
    return any(command.program in {"cd", "pushd"} for command in run.commands)


def _shuts_others_out(mode: str) -> bool:
    """Tell whether a mode lets the owner run a file, and others not."""
    if mode.isdigit():
        digits = mode[-3:].rjust(3, "0")
        return bool(int(digits[0]) & 1) and not int(digits[-1]) & 1
    return bool(re.fullmatch(r"u\+r?w?x", mode))


def _grown_in_steps(stage: Stage, account: str, ctx: RepairContext) -> list[Edit] | None:
    """Return the edits that give what steps leave in the program's folders to the account.

    Each ends the RUN that makes it, so that no layer holds it twice.
    """
    if not account.isdigit():
        return []
    calls = ctx.kb.names("model.cache-calls")
    workdir = stage.final_state.workdir
    edits: list[Edit] = []
    for run in stage.instructions:
        if not isinstance(run, Run) or run.is_exec_form or run.state.is_root is not True:
            continue
        text, _ = run.script_text()
        places: list[str] = []
        if any(call in text for call in calls):
            places = [
                value
                for name in ctx.kb.names("model.cache-env")
                if isinstance(value := run.state.env(name), str) and value.startswith("/")
            ]
        lines = (
            [f"chown -R {account}:{account} {' '.join(dict.fromkeys(places))}"] if places else []
        )
        if (
            isinstance(workdir, str)
            and not _is_system(workdir)
            and run.state.workdir == workdir
            and _family(stage, ctx) in {"shadow", "busybox"}
            and any(_is_own_code(command) for command in run.commands)
        ):
            lines.append(
                f"find {workdir} -maxdepth 1 -user root -exec chown {account}:{account} {{}} +"
            )
        if lines:
            made = append_command(ctx.tree, run, " && ".join(lines))
            if made is None:
                return None
            edits += made
    return edits


def _is_own_code(command: Command) -> bool:
    """Tell whether a command runs a script of the project, which may write beside itself."""
    run = RunPython.of(command)
    if run is not None:
        script = run.script
        return script is not None and "setup.py" not in text_of(script)
    return command.path.startswith("./") and command.parent is None


def _owner_changes(paths: list[str], missing: list[str], account: str) -> list[str]:
    """Return the commands that make directories and give paths to the account."""
    if not paths:
        return []
    named = f"{account}:{account}" if account.isdigit() else account
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
        if not isinstance(instruction, (Copy, Add)):
            continue
        target = instruction.target_path
        if (
            isinstance(workdir, Unknown)
            or isinstance(target, Unknown)
            or instruction.chown is not None
        ):
            continue
        if not early and made_by is not None and instruction.span.start < made_by.span.start:
            continue
        is_shut = instruction.chmod is not None and _shuts_others_out(instruction.chmod.known or "")
        if is_shut or (
            (target.rstrip("/") + "/").startswith(workdir.rstrip("/") + "/")
            and (workdir != "/" or not _is_system(posixpath.normpath(target)))
        ):
            group = f":{account}" if account.isdigit() else ""
            edits += add_flag(instruction.node, f"--chown={account}{group}")
    return tuple(edits)
