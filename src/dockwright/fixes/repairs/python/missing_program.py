"""Repairs DW502: what the container starts with is called as the image has it, or is installed."""

from __future__ import annotations

from dockwright.edits.lines import insert_after
from dockwright.edits.quoting import json_array
from dockwright.edits.words import insert_words, replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages, package_with_program
from dockwright.model.contents import Python, contents_of, covers
from dockwright.model.instructions import Healthcheck
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.python.missing_program import Missing
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.contents import Contents
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix

_QUIET = frozenset(
    {
        *("--fail", "-f", "--silent", "-s", "--show-error", "-S", "--location", "-L"),
        *("--quiet", "-q", "--spider", "--no-verbose", "-nv", "--output", "-o", "-O"),
        *("--output-document", "--max-time", "-m", "--connect-timeout", "--timeout", "-T"),
        *("--tries", "-t", "--retry", "--head", "-I", "--verbose", "-v", "--fail-with-body"),
    }
)
"""Options of curl and wget that do not change what is asked for."""
_ADDRESS = re.compile(r"(https?://)?[\w.$\{}:-]+(/[\w./?&=%$\{}~-]*)?")
_SHELL_MEANING = re.compile(r"[\"'`$\\|&;<>*?()\[\]{}#~]")


@repair("DW502", on=Missing, touches=("run", "cmd", "entrypoint", "healthcheck", "env", "order"))
def missing_program(subject: Missing, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Call what is there, or bring what is called."""
    runnable = subject.runnable
    if subject.is_one_word:
        if _SHELL_MEANING.search(subject.name):
            yield Refusal("the one string holds characters that a shell would read")
            return
        words = json_array(subject.name.split())[1:-1]
        yield ctx.unsafe(
            "Give each word its quotes",
            [Edit(Span(subject.span.start - 1, subject.span.end + 1), words)],
            touches=_facet(subject),
        )
        return
    command = next(
        (each for each in runnable.commands if each.words and each.words[0].span == subject.span),
        None,
    )
    if command is None:
        yield _without_shell(subject, ctx)
        return
    contents = contents_of(subject.stage, ctx.kb)
    name = subject.name
    if name in {"python", "pip"} and contents.has_program(f"{name}3") is True:
        yield ctx.unsafe(
            f"Call `{name}3`, which the image has",
            replace_word(command, command.words[0], f"{name}3"),
            touches=_facet(subject),
            unless="the program is called within the text of another command",
        )
        return
    if isinstance(runnable, Healthcheck) and isinstance(contents.python, Python):
        asked = _ask_with_python(command, contents.python)
        if asked is not None:
            yield ctx.unsafe(f"Ask with Python in place of {name}", asked, touches=("healthcheck",))
            return
    if name in ctx.kb.name_set("contents.console-scripts"):
        path = _put_on_path(contents, ctx)
        if path is not None:
            yield path
            return
    if name in ctx.kb.name_set("contents.module-scripts") and isinstance(contents.python, Python):
        takes = any("python3" in each.to_path for each in contents.transfers)
        as_module = _as_module(command, contents.python)
        if takes and as_module is not None:
            yield ctx.unsafe(
                f"Call it as a module: `python -m {name}`", as_module, touches=_facet(subject)
            )
            return
    package = package_with_program(name, subject.stage, ctx)
    # The distribution's package of a Python program is for the distribution's own Python.
    is_of_python = name in ctx.kb.name_set("contents.console-scripts")
    if package is None or is_of_python:
        yield Refusal(f"which package brings `{name}`, and in which version, is not known")
        return
    edits = add_packages(subject.stage, [package], ctx)
    if isinstance(edits, Refusal):
        yield edits
        return
    yield ctx.unsafe(f"Install {package}", edits, touches=("run", "order"))


def _facet(subject: Missing) -> tuple[str, ...]:
    return (subject.runnable.keyword.lower(),)


def _python(python: Python) -> str:
    return "python" if python.origin == "image" else "python3"


def _put_on_path(contents: Contents, ctx: RepairContext) -> Fix | Refusal | None:
    """Return the fix that puts the one environment on PATH that the stage has and does not."""
    entries = contents.path_entries
    if isinstance(entries, Unknown):
        return None
    found: dict[str, Instruction] = {venv.directory: venv.run for venv in contents.venvs}
    for transfer in contents.transfers:
        source = transfer.source
        for venv in contents_of(source, ctx.kb).venvs if isinstance(source, Stage) else ():
            if transfer.moved(venv.directory) == venv.directory:
                found[venv.directory] = transfer.copy
    if len(found) != 1:
        return None
    place, after = next(iter(found.items()))
    if any(covers(place, entry) for entry in entries):
        return None
    line = f"ENV PATH={place}/bin:$PATH"
    return ctx.unsafe(
        f"Put the environment first on PATH: `{line}`",
        insert_after(ctx.tree, after.node, [line]),
        touches=("env", "order"),
    )


def _as_module(command: Command, python: Python) -> tuple[Edit, ...] | None:
    first = command.words[0]
    one = replace_word(command, first, _python(python))
    more = insert_words(command, first, "-m", command.program)
    return None if one is None or more is None else (*one, *more)


def _ask_with_python(command: Command, python: Python) -> tuple[Edit, ...] | None:
    """Return the edits by which Python asks for what curl or wget asks for."""
    instruction = command.instruction
    if command.program not in {"curl", "wget"} or len(command.operands) != 1 or instruction is None:
        return None
    if command.parent is not None or (command.simple.redirects and not _discards(command)):
        return None
    if any(
        option.name not in _QUIET and option.spelled not in _QUIET for option in command.options
    ):
        return None
    address = command.operands[0].value or command.operands[0].raw
    if command.operands[0].raw[:1] in "\"'":
        address = command.operands[0].raw[1:-1]
    if not _ADDRESS.fullmatch(address) or (instruction.is_exec_form and "$" in address):
        return None
    if "://" not in address:
        address = f"http://{address}"
    code = f"from urllib.request import urlopen; urlopen('{address}', timeout=10)"
    if instruction.is_exec_form:
        words = json_array([_python(python), "-c", code])[1:-1]
        start, end = command.words[0].span.start - 1, command.words[-1].span.end + 1
        return (Edit(Span(start, end), words),)
    return (Edit(command.span, f'{_python(python)} -c "{code}"'),)


def _discards(command: Command) -> bool:
    return all(
        redirect.target is not None and redirect.target.value in {"/dev/null", "1"}
        for redirect in command.simple.redirects
    )


def _without_shell(subject: Missing, ctx: RepairContext) -> Fix | Refusal:
    """Write the exec form where the shell that is missing would only start one program."""
    runnable = subject.runnable
    script = runnable.script
    if runnable.is_exec_form or isinstance(runnable, Healthcheck) or script is None:
        return Refusal(f"`{subject.name}` is not in the image, and no package of it is known")
    commands = script.commands
    if (
        len(commands) != 1
        or script.problems
        or commands[0].redirects
        or commands[0].assignments
        or any(word.value is None or _SHELL_MEANING.search(word.raw) for word in commands[0].words)
    ):
        return Refusal("what a shell would do with the command is more than to start it")
    words = [word.value or "" for word in commands[0].words]
    if words[:1] == ["exec"]:
        words = words[1:]
    return ctx.unsafe(
        "Write the exec form, which needs no shell",
        [Edit(runnable.node.text_span, json_array(words))],
        touches=_facet(subject),
    )
