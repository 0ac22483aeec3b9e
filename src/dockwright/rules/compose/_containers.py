"""What runs in a service's container: its command, variables, user, code, and where it listens."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code import (
    code_of_image,
    serving_in_script,
    serving_of_code,
    started_in_image,
    told_by_file,
)
from dockwright.model.command import commands_of_argv
from dockwright.model.document import DocumentPlace
from dockwright.model.serving import commands_of_image, serving_of
from dockwright.model.unknown import Unknown
from dockwright.rules.compose._shared import image_of
from dockwright.syntax.yaml import Scalar
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.model.code import Code, Configured
    from dockwright.model.command import Command
    from dockwright.model.compose.project import Mount, Service
    from dockwright.model.compose.tree import Item
    from dockwright.model.serving import Serving
    from dockwright.model.stage import Stage
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Label
    from dockwright.rules.document import DocumentContext

    Lookup = Callable[[str], str | Unknown | None]

__all__ = [
    "Listening",
    "absolute",
    "bare",
    "base_label",
    "called",
    "code_in",
    "commands_of",
    "inside",
    "is_on_own_network",
    "listening",
    "lookup_of",
    "mount_over",
    "place_in",
    "programs_in",
    "replaces_command",
    "stage_of",
    "user_label",
    "working_directory",
]

_TRIVIAL = frozenset({"exit", "true", "false", "echo", "kill", "exec", "test", "[", "cd", ":"})
"""What every shell has by itself, or what runs another program."""


class Listening(NamedTuple):
    """Where a service listens.

    Attributes:
        port: the port; ``Unknown`` where it is not known, None where none is.
        host: the address; likewise.
        title: what listens: the program's name, or the call of the code.
        place: where the port is said.
        host_place: where the address is said, or the command; None where it lies outside of the
            Compose file.
    """

    port: int | Unknown | None
    host: str | Unknown | None
    title: str
    place: DocumentPlace
    host_place: DocumentPlace | None


def inside(item: Item) -> Span:
    """Return the place of a scalar without its quotes."""
    if isinstance(item.node, Scalar) and item.node.style in {"'", '"'}:
        return Span(item.span.start + 1, item.span.end - 1)
    return item.span


def bare(item: Item, ctx: DocumentContext) -> DocumentPlace:
    """Return the place of a value without its quotes, where it is written in the file."""
    source = ctx.document.root.source_of(item.path)
    text = "" if source is None else source.slice(item.span)
    is_quoted = len(text) > 2 and text[0] == text[-1] and text[0] in {"'", '"'}
    span = Span(item.span.start + 1, item.span.end - 1) if is_quoted else item.span
    return DocumentPlace(item.path, span)


def place_in(item: Item, word: str, ctx: DocumentContext) -> DocumentPlace:
    """Return the place of a word within a scalar; the scalar's where it cannot be told."""
    span = inside(item)
    source = ctx.document.root.source_of(item.path)
    at = -1 if source is None or not word else source.slice(span).find(word)
    if at >= 0:
        span = Span(span.start + at, span.start + at + len(word))
    return DocumentPlace(item.path, span)


def stage_of(service: Service, ctx: DocumentContext) -> tuple[ImageBuild, Stage] | None:
    """Return the build and the stage of a service's image, where the project builds it."""
    build = image_of(service, ctx)
    return None if build is None or build.stage is None else (build, build.stage)


def replaces_command(service: Service) -> bool:
    """Tell whether the service says what runs, in the place of the image."""
    return service.command is not None or service.entrypoint is not None


def _words(item: Item | None, words: list[str], ctx: DocumentContext) -> Iterator[tuple[str, Span]]:
    """Yield the words of ``command`` or ``entrypoint`` with their places."""
    if item is None:
        return
    if item.items:
        for entry, word in zip(item.items, words, strict=True):
            yield word, inside(entry)
        return
    span = inside(item)
    source = ctx.document.root.source_of(item.path)
    text = "" if source is None else source.slice(span)
    at = 0
    for word in words:
        found = text.find(word, at) if word else -1
        if found < 0:
            yield word, span
            continue
        at = found + len(word)
        yield word, Span(span.start + found, span.start + at)


def commands_of(
    service: Service, stage: Stage | None, ctx: DocumentContext
) -> tuple[Command, ...] | None:
    """Return what a service runs; None where that is not known.

    ``entrypoint`` takes the place of ENTRYPOINT and CMD, ``command`` of CMD alone.
    Words that the service gives have places in the Compose file, and so have those of the image's
    ENTRYPOINT before them; where the service gives none, all have places in the Dockerfile.
    """
    entrypoint, command = service.entrypoint, service.command
    if isinstance(entrypoint, Unknown) or isinstance(command, Unknown):
        return None
    if entrypoint is None and command is None:
        return None if stage is None else commands_of_image(stage)
    words: list[tuple[str, Span]] = []
    if entrypoint is not None:
        words += _words(service.get("entrypoint"), entrypoint, ctx)
    elif stage is not None:
        own = stage.final_command()[0]
        if own is not None:
            if not own.is_exec_form:
                return ()  # a shell form takes no arguments
            given = service.get("command") or service.item
            words += [(word.text, given.span) for word in own.node.words]
    if command is not None:
        words += _words(service.get("command"), command, ctx)
    return commands_of_argv(tuple(words), service.span) if words else ()


def lookup_of(service: Service, stage: Stage | None) -> Lookup:
    """Return what gives the variables of a service's container: the service's before the image's.

    The image's are ``Unknown`` where the project does not build it.
    """

    def lookup(name: str) -> str | Unknown | None:
        variable = service.environment.get(name)
        if variable is not None:
            if variable.value is None:
                return Unknown(f"{name} comes from the shell that starts the project")
            return variable.value
        for file in reversed(service.env_files):
            if isinstance(file.content, Unknown):
                return Unknown(f"{name} may be set in {file.file}")
            for entry in reversed(file.content.entries):
                if entry.name == name:
                    return (
                        Unknown(f"{name} comes from the shell that starts the project")
                        if entry.is_inherited
                        else entry.value
                    )
        return None if stage is None else stage.final_state.env(name)

    return lookup


def working_directory(service: Service, stage: Stage) -> str | Unknown:
    """Return the directory that a service's program starts in."""
    given = service.text("working_dir")
    return stage.final_state.workdir if given is None else given


def code_in(service: Service, ctx: DocumentContext) -> Code | None:
    """Return the project's code that a service runs; None where it is not known."""
    found = stage_of(service, ctx)
    if found is None:
        return None
    build, stage = found
    commands = commands_of(service, stage, ctx)
    workdir = working_directory(service, stage)
    if commands is None or isinstance(workdir, Unknown):
        return None
    lookup = lookup_of(service, stage)
    code = code_of_image(stage, build.context, commands, ctx.kb, workdir=workdir, lookup=lookup)
    return None if isinstance(code, Unknown) else code


def listening(service: Service, ctx: DocumentContext) -> Listening | None:
    """Return where a service listens, by its command or its code; None where it is not known."""
    found = stage_of(service, ctx)
    stage = found[1] if found is not None else None
    commands = commands_of(service, stage, ctx)
    if not commands:
        return None
    lookup = lookup_of(service, stage)
    serving = serving_of(commands, ctx.kb, lookup)
    own = replaces_command(service)
    if serving is not None:
        command = service.get("command" if service.command is not None else "entrypoint")
        path = command.path if own and command is not None else found[0].path if found else ""
        whole = command.span if own and command is not None else serving.command.own_span
        word = serving.host_word
        host_place = (
            DocumentPlace(path, whole if word is None else word.span)
            if own
            else _variable_place(service, (*serving.server.host_env, *serving.server.bind_env))
        )
        at = whole if serving.port_word is None else serving.port_word.span
        port, host = serving.port, serving.host
        program = serving.server.program
        place = DocumentPlace(path, at)
        if found is not None:
            workdir = working_directory(service, found[1])
            port, host, place = _configured(serving, found, workdir, lookup, place, ctx)
        return Listening(port, host, program, place, host_place)
    by_script = _by_script(service, commands, lookup, ctx)
    if by_script is not None:
        return by_script
    code = code_in(service, ctx)
    told = None if code is None else serving_of_code(code, commands, lookup)
    if told is None:
        return None
    call = told.call
    return Listening(
        told.port,
        told.host,
        f"{call.title}()",
        DocumentPlace(call.path, call.span),
        _variable_place(service, call.host.variables),
    )


def _by_script(
    service: Service, commands: tuple[Command, ...], lookup: Lookup, ctx: DocumentContext
) -> Listening | None:
    """Return where the server listens that a start script of the image starts."""
    found = stage_of(service, ctx)
    workdir = None if found is None else working_directory(service, found[1])
    if found is None or not isinstance(workdir, str):
        return None
    build, stage = found
    started = started_in_image(stage, build.context, commands, ctx.kb, workdir=workdir)
    told = serving_in_script(started, ctx.kb, lookup)
    if told is None:
        return None
    serving, script = told
    place = DocumentPlace(script.path, serving.place)
    port, host, place = _configured(serving, found, workdir, lookup, place, ctx)
    names = (*serving.server.host_env, *serving.server.bind_env)
    program = serving.server.program
    return Listening(port, host, program, place, _variable_place(service, names))


def _variable_place(service: Service, names: tuple[str, ...]) -> DocumentPlace | None:
    """Return the value of the first of some variables that a service's own lines set."""
    for name in names:
        variable = service.environment.get(name)
        if variable is not None:
            return DocumentPlace(variable.path, variable.value_span)
    return None


def _configured(
    serving: Serving,
    found: tuple[ImageBuild, Stage],
    workdir: str | Unknown,
    lookup: Lookup,
    place: DocumentPlace,
    ctx: DocumentContext,
) -> tuple[int | Unknown | None, str | Unknown | None, DocumentPlace]:
    """Return the port, the address and the port's place, what the server's own file says put in."""
    build, stage = found
    told: Configured | Unknown | None = Unknown("the working directory is not known")
    if isinstance(workdir, str):
        told = told_by_file(serving, stage, build.context, ctx.kb, lookup, workdir=workdir)
    elif serving.server.program not in ctx.kb.mapping("server-python.configuration-files"):
        told = None
    port, host = serving.port, serving.host
    if told is None:
        return port, host, place
    if isinstance(told, Unknown):
        host = told if serving.host_word is None else host
        return told if serving.port_word is None else port, host, place
    if serving.host_word is None and told.host is not None:
        host = told.host
    if serving.port_word is None and told.port is not None:
        port, place = told.port, DocumentPlace(told.path, told.span)
    return port, host, place


def mount_over(service: Service, path: str) -> Mount | None:
    """Return the mount that a path of the container lies on; the innermost."""
    over = [
        each
        for each in service.mounts
        if path == each.target or path.startswith(each.target.rstrip("/") + "/")
    ]
    return max(over, key=lambda each: len(each.target), default=None)


def is_on_own_network(service: Service) -> bool:
    """Tell whether a service has a network of its own, which no other service shares."""
    shared = f"service:{service.name}"
    return service.get("network_mode") is None and shared not in service.project.network_modes


def programs_in(commands: tuple[Command, ...]) -> Iterator[str]:
    """Yield the programs that must be there for a script to work."""
    inner = [each for each in commands if each.interpreter is None]
    others = {each.program for each in inner} - _TRIVIAL
    for command in inner:
        simple = command.simple
        # `curl … || wget …` needs one of them.
        alone = len(others) == 1 or "||" not in {simple.connector, simple.follower}
        if simple.context or not alone or not command.is_unconditional:
            continue
        if command.program not in _TRIVIAL:
            yield command.program


def called(text: str, span: Span) -> tuple[Command, ...]:
    """Return the commands of a line that ``sh -c`` is given, the shell left out."""
    commands = commands_of_argv((("sh", span), ("-c", span), (text, span)), span)
    return tuple(each for each in commands if each.program != "sh")


def base_label(build: ImageBuild, stage: Stage, ctx: DocumentContext, text: str) -> Label:
    """Return the place of the FROM that a stage's image begins with."""
    return ctx.label_in(build.path, stage.lineage[-1].from_.span, text)


def user_label(build: ImageBuild, stage: Stage, ctx: DocumentContext, text: str) -> Label:
    """Return the place of the USER that holds at the end; of FROM where there is none."""
    users = [each for each in stage.layers() if each.keyword == "USER"]
    if not users:
        return base_label(build, stage, ctx, text)
    return ctx.label_in(build.path, users[-1].span, text)


def absolute(path: str, workdir: str | Unknown) -> str | None:
    """Return a path that a program names as an absolute one; None where that is not known."""
    if not path.startswith("/"):
        if isinstance(workdir, Unknown) or not workdir.startswith("/") or path.startswith("~"):
            return None
        path = posixpath.join(workdir, path)
    return posixpath.normpath(path)
