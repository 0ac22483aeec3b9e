"""Handing a secret to the RUNs that may need it, by a mount that leaves nothing in the image."""

from __future__ import annotations

import posixpath

from dockwright.edits.commands import prepend_command
from dockwright.edits.flags import add_flag
from dockwright.edits.pairs import remove_pair
from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal
from dockwright.model.actions import GitClone, Remove, Setting
from dockwright.model.install import install_of
from dockwright.model.instructions import Arg, Env, Run
from dockwright.model.secrets import userinfos
from dockwright.model.words import text_of
from dockwright.text import Edit, Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.fixes.repair import RepairContext
    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.syntax.dockerfile.nodes import DockerfileTree

__all__ = [
    "Surroundings",
    "hand_over",
    "is_kept",
    "mentions",
    "readers_of",
    "reads_file",
    "runs_after",
    "secret_mount",
    "stays",
    "take_away",
    "without_credentials",
]

_INTERPRETERS = frozenset({"python", "node", "ruby", "perl", "php", "bash", "sh", "make"})
_SYSTEM = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/")


class Surroundings(NamedTuple):
    """What these edits read of a Dockerfile that a repair of another file changes.

    Attributes:
        tree: its syntax.
        kb: the knowledge base.
    """

    tree: DockerfileTree
    kb: KnowledgeBase


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names a variable."""
    return re.search(rf"\$(?:\{{[#!]?)?{re.escape(name)}\b", text) is not None


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
    naming = [run for run in runs if _names(run, name)]
    return naming or [run for run in runs if _may_read(run, name)]


def _names(run: Run, name: str) -> bool:
    """Tell whether a RUN says a variable's name, in whatever language: `os.environ["NAME"]`."""
    texts = (run.script_text()[0], *(heredoc.content for heredoc in run.heredocs))
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in texts)


def _may_read(run: Run, name: str) -> bool:
    """Tell whether a RUN runs code that may look a variable up: scripts, and the tool it is for.

    The tool is told by the name: ``NPM_TOKEN`` is npm's, ``HF_TOKEN`` Hugging Face's.
    """
    words = set(name.lower().split("_"))
    for command in run.commands:
        program = command.program
        if _runs_own_code(command):
            return True
        if words & set(re.findall(r"[a-z0-9]+", program)):
            return True
        if program == "huggingface-cli" and "hf" in words:
            return True
        install = install_of(command)
        if install is not None and install.manager in words:
            return True
    return False


def _runs_own_code(command: Command) -> bool:
    """Tell whether a command runs a script or program that the file does not show."""
    program = command.program
    if program in _INTERPRETERS and len(command.words) > 1 and not command.nested:
        return True
    if "/" in command.path and not command.path.startswith(_SYSTEM):
        return True
    return program == "npm" and command.subcommand == "run"


def reads_file(path: str, commands: Iterable[Command], kb: KnowledgeBase) -> bool:
    """Tell whether commands read a file of credentials: by themselves, by name, or in scripts."""
    known = kb.mapping("security.credential-readers")
    programs: set[str] = set()
    for name, each in known.items():
        if path == name or path.endswith("/" + name):
            programs.update(each)
    return any(
        any(path in text_of(word) for word in command.words)
        or command.program in programs
        or (bool(programs) and _runs_own_code(command))
        or ((install := install_of(command)) is not None and install.manager in programs)
        for command in commands
    )


def secret_mount(run: Run, name: str, target: str = "") -> str:
    """Return the flag that mounts a secret for a RUN, readable by the user that it runs as."""
    flag = f"--mount=type=secret,id={name}"
    if target:
        flag += f",target={target}"
    if run.state.is_root is True:
        return flag
    user = run.state.user
    number = user.partition(":")[0] if isinstance(user, str) else ""
    return f"{flag},uid={number}" if number.isdigit() else f"{flag},mode=0444"


def hand_over(name: str, run: Run, tree: DockerfileTree) -> tuple[Edit, ...] | None:
    """Mount a secret for one RUN and export it there under its name; None where that cannot be.

    The mount is a file, which every BuildKit has; ``env=`` came with Dockerfile 1.10.
    """
    script = run.script
    if script is not None and any(command.follower == "&" for command in script.commands):
        return None  # what stands before `&` is a shell of its own
    before = prepend_command(tree, run, f'export {name}="$(cat /run/secrets/{name})"')
    if before is None:
        return None
    return (*add_flag(run.node, secret_mount(run, name)), *before)


def take_away(
    instruction: Arg | Env, name: str, ctx: RepairContext | Surroundings
) -> list[Edit] | Refusal:
    """Return the edits that take a variable out of an ARG or ENV, and mount it where it is read.

    Or why that cannot be.
    """
    if instruction.stage is None:
        return Refusal("it stands before the first FROM, and stages may declare it again")
    if instruction.is_onbuild:
        return Refusal("an ONBUILD trigger runs in builds that are not seen here")
    edits: list[Edit] = list(_without(instruction, name, ctx))
    gone: list[Instruction] = [instruction]
    names = {name}
    if isinstance(instruction, Env):
        for argument, handed in _handed_on(instruction, name):
            edits += _without(argument, handed, ctx)
            gone.append(argument)
            names.add(handed)
    first = min(gone, key=lambda each: each.span.start)
    other = _other_use(first, names, gone)
    if other is not None:
        return Refusal(f"line {other.node.start_line} uses it too, and is no RUN")
    runs = runs_after(first)
    for each in sorted(names):
        for run in readers_of(each, runs) if each == name or _is_named(each, runs) else ():
            if is_kept(each, run, ctx.kb):
                return Refusal(
                    f"the RUN in line {run.node.start_line} writes it into a file, where it would "
                    "stay"
                )
            cleared = _cleared_clones(each, run, ctx)
            more = hand_over(each, run, ctx.tree)
            if cleared is None:
                return Refusal(
                    f"`git clone` in line {run.node.start_line} writes it into the clone, and its "
                    "address cannot be changed"
                )
            if more is None:
                return Refusal(
                    f"the RUN in line {run.node.start_line} reads it, and nothing can be put "
                    "before its commands"
                )
            edits += [*more, *cleared]
    return list(dict.fromkeys(edits))


def is_kept(name: str, run: Run, kb: KnowledgeBase) -> bool:
    """Tell whether a RUN writes a variable into a file or a program's settings, and leaves it."""
    return any(
        stays(command, run, kb)
        for command in run.commands
        if any(mentions(word.raw, name) for word in command.words)
        or any(
            redirect.body is not None and mentions(redirect.body, name)
            for redirect in command.simple.redirects
        )
    )


def stays(command: Command, run: Run, kb: KnowledgeBase) -> bool:
    """Tell whether what a command is given ends in a file that the step leaves."""
    if Setting.of(command) is not None:
        return True
    after = [each for each in run.commands if each.span.start > command.span.start]
    number, place, _ = command.simple.pipeline
    for each in (command, *after):
        pipeline = each.simple.pipeline
        if each is not command and (pipeline[0] != number or pipeline[1] < place):
            continue
        words = [text_of(word) for word in each.words[:4]]
        if any(
            " ".join([each.program, *words[1:size]]) in kb.name_set("security.login-commands")
            for size in (2, 3, 4)
        ):
            return True
        if each.program == "tee" and any(
            not _is_removed(text_of(word), after) for word in each.operands
        ):
            return True
        if each.program not in _WRITERS:
            continue
        for redirect in each.simple.redirects:
            if redirect.operator not in {">", ">>", ">|", "&>"} or redirect.target is None:
                continue
            target = text_of(redirect.target)
            if not target.startswith("/dev/") and not _is_removed(target, after):
                return True
    return False


_WRITERS = frozenset({"echo", "printf", "cat", "envsubst", "base64", "tr", "sed", "tee"})
"""Programs whose output is what they are given."""


def _is_removed(target: str, commands: Iterable[Command]) -> bool:
    name = posixpath.basename(target)
    return any(
        posixpath.basename(text_of(word)) == name
        or (remove.recursive and target.startswith(text_of(word).rstrip("/*") + "/"))
        for command in commands
        if (remove := Remove.of(command)) is not None
        for word in remove.paths
    )


def _cleared_clones(name: str, run: Run, ctx: RepairContext | Surroundings) -> list[Edit] | None:
    """Return the edits after which no clone of a RUN keeps a variable in its address."""
    edits: list[Edit] = []
    for command in run.commands:
        clone = GitClone.of(command)
        if clone is None or clone.url is None or not mentions(clone.url.raw, name):
            continue
        text = ctx.tree.source.slice(clone.url.span)
        info = next(userinfos(text), None)
        if info is None:
            continue
        start = clone.url.span.start
        parts = text[info.start : info.end].split(":", 1)
        made = without_credentials(
            ctx.tree, clone, Span(start + info.start, start + info.end), tuple(parts)
        )
        if made is None:
            return None
        edits += made
    return edits


def without_credentials(
    tree: DockerfileTree, clone: GitClone, info: Span, parts: tuple[str, ...]
) -> tuple[Edit, ...] | None:
    """Give git the credentials of an address by a helper, so that the clone does not keep them.

    Args:
        tree: the syntax.
        clone: the command.
        info: their place in the address.
        parts: the user's name and the password, or what stands alone, as ``sh`` is to read them
            within double quotes.
    """
    if clone.parent is not None or clone.url is None or posixpath.basename(clone.path) != "git":
        return None
    text = tree.source.text
    if text[info.end : info.end + 1] != "@" or any(re.search(r"""['"`%\\!]""", p) for p in parts):
        return None
    user, password = parts if len(parts) == 2 else (parts[0], "")
    helper = f'!f() {{ echo "username={user}"; echo "password={password}"; }}; f'
    added = insert_words(clone, clone.words[0], "-c", f"credential.helper='{helper}'")
    if added is None:
        return None
    return (*added, Edit(Span(info.start, info.end + 1), ""))


def _is_named(name: str, runs: list[Run]) -> bool:
    return any(mentions(run.script_text()[0], name) for run in runs)


def _handed_on(instruction: Env, name: str) -> list[tuple[Arg, str]]:
    """Return the ARGs of the stage whose value the variable is given, if it is that alone."""
    pair = next(each for each in instruction.pairs if each.name.known == name)
    raw = pair.value.raw.strip("\"'")
    return [
        (other, each.name)
        for other in (instruction.stage.instructions if instruction.stage is not None else ())
        if isinstance(other, Arg) and other.span.start < instruction.span.start
        for each in other.arguments
        if raw in {f"${each.name}", f"${{{each.name}}}"}
    ]


def _without(
    instruction: Arg | Env, name: str, ctx: RepairContext | Surroundings
) -> tuple[Edit, ...]:
    """Take a name and its value out of an ARG or ENV; the whole of it where it has no other."""
    spans: list[tuple[str, Span]]
    if isinstance(instruction, Arg):
        spans = [(each.name, each.span) for each in instruction.arguments]
    else:
        spans = [(each.name.known or "", each.span) for each in instruction.pairs]
    span = next(span for own, span in spans if own == name)
    return remove_pair(ctx.tree, instruction.node, span, [each for _, each in spans])


def _other_use(first: Instruction, names: set[str], gone: list[Instruction]) -> Instruction | None:
    """Return an instruction other than RUN that names the variable, or None."""
    for instruction in first.stage.dockerfile.instructions if first.stage is not None else ():
        if instruction in gone or isinstance(instruction, Run):
            continue
        if instruction.span.start < first.span.start:
            continue
        if isinstance(instruction, Arg) and any(
            each.name in names and each.default is None for each in instruction.arguments
        ):
            return instruction
        if any(mentions(instruction.node.text, name) for name in names):
            return instruction
    return None
