"""What the rules about manifests share: the image of a container, as the project builds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.code import (
    code_of_image,
    serving_in_script,
    serving_of_code,
    started_in_image,
    told_by_file,
)
from dockwright.model.command import commands_of_argv
from dockwright.model.kubernetes.images import run_image
from dockwright.model.serving import commands_of_image, serving_of
from dockwright.model.unknown import Unknown
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.model.code import Code, CodeServing
    from dockwright.model.command import Command
    from dockwright.model.kubernetes.container import Container
    from dockwright.model.kubernetes.values import Value
    from dockwright.model.serving import Serving
    from dockwright.model.stage import Stage
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Label
    from dockwright.rules.document import DocumentContext

    Lookup = Callable[[str], str | Unknown | None]

__all__ = [
    "base_label",
    "code_in",
    "commands_of",
    "inside",
    "listening",
    "lookup_of",
    "replaces_command",
    "served_by",
    "served_by_code",
    "stage_of",
    "working_directory",
]


def inside(value: Value) -> Span:
    """Return the place of a value without its quotes."""
    span = value.span
    is_quoted = span.end - span.start == len(value.text) + 2
    return Span(span.start + 1, span.end - 1) if is_quoted else span


def stage_of(container: Container, ctx: DocumentContext) -> tuple[ImageBuild, Stage] | None:
    """Return the build and the stage of a container's image, where the project builds it."""
    image = run_image(container, ctx.project)
    if isinstance(image, Unknown) or image.build.stage is None or image.build.dockerfile.is_broken:
        return None
    return image.build, image.build.stage


def replaces_command(container: Container) -> bool:
    """Tell whether the manifest says what runs, in the place of the image."""
    return container.command is not None or container.args is not None


def _words(values: tuple[Value, ...] | None) -> list[Value]:
    return list(values or ())


def commands_of(container: Container, stage: Stage | None) -> tuple[Command, ...] | None:
    """Return what a container runs; None where that is not known.

    ``command`` takes the place of ENTRYPOINT and CMD, ``args`` of CMD alone.
    Words that the manifest gives have its places, those of the image the Dockerfile's.
    """
    command, args = container.command, container.args
    if command is None and args is None:
        return None if stage is None else commands_of_image(stage)
    words: list[tuple[str, Span]] = []
    if command is None:
        if stage is None:
            return None
        entrypoint = stage.final_command()[0]
        if entrypoint is not None:
            if not entrypoint.is_exec_form:
                return ()  # a shell form takes no arguments
            words += [(word.text, word.span) for word in entrypoint.node.words]
    for value in (*_words(command), *_words(args)):
        if value.known is None:
            return None
        words.append((value.text, inside(value)))
    if not words:
        return ()
    return commands_of_argv(tuple(words), container.span)


def served_by(
    container: Container, ctx: DocumentContext
) -> tuple[Serving, ImageBuild | None, bool] | None:
    """Return the server that a container starts.

    Returns:
        The server; the build that its command is from, None where the manifest has the command;
        and whether the place of the port is in the manifest.  None where no server is known.
    """
    found = stage_of(container, ctx)
    stage = found[1] if found is not None else None
    commands = commands_of(container, stage)
    if commands is None:
        return None

    serving = serving_of(commands, ctx.kb, lookup_of(container, stage))
    if serving is None:
        return None
    own = replaces_command(container)
    if found is not None and serving.port_word is None:
        workdir = working_directory(container, found[1])
        told = (
            None
            if isinstance(workdir, Unknown)
            else told_by_file(
                serving,
                found[1],
                found[0].context,
                ctx.kb,
                lookup_of(container, stage),
                workdir=workdir,
            )
        )
        if isinstance(told, Unknown):
            serving = serving._replace(port=told)
        elif told is not None and told.port is not None:
            serving = serving._replace(port=told.port)
    return serving, None if own or found is None else found[0], own


def lookup_of(container: Container, stage: Stage | None) -> Lookup:
    """Return what gives the variables of a container: the manifest's before the image's."""

    def lookup(name: str) -> str | Unknown | None:
        variable = container.variable(name)
        if variable is not None:
            value = variable.value
            if value is None or value.known is None:
                return Unknown(f"{name} is set from elsewhere")
            return value.known
        gets = container.gets_variable(name)
        if isinstance(gets, Unknown) or gets:
            return Unknown(f"{name} may be set from elsewhere")
        return None if stage is None else stage.final_state.env(name)

    return lookup


def working_directory(container: Container, stage: Stage) -> str | Unknown:
    """Return the directory that a container starts in."""
    given = container.working_dir
    if given is None:
        return stage.final_state.workdir
    return Unknown("the working directory is not known") if given.known is None else given.known


def code_in(container: Container, ctx: DocumentContext) -> Code | None:
    """Return the project's code that a container runs; None where it is not known."""
    found = stage_of(container, ctx)
    if found is None:
        return None
    build, stage = found
    commands = commands_of(container, stage)
    workdir = working_directory(container, stage)
    if commands is None or isinstance(workdir, Unknown):
        return None
    lookup = lookup_of(container, stage)
    code = code_of_image(stage, build.context, commands, ctx.kb, workdir=workdir, lookup=lookup)
    return None if isinstance(code, Unknown) else code


def served_by_code(container: Container, ctx: DocumentContext) -> CodeServing | None:
    """Return the server that the code of a container starts; None where none is known."""
    found = stage_of(container, ctx)
    code = code_in(container, ctx)
    if found is None or code is None:
        return None
    commands = commands_of(container, found[1])
    return serving_of_code(code, commands or (), lookup_of(container, found[1]))


def _served_by_script(container: Container, ctx: DocumentContext) -> tuple[Serving, str] | None:
    """Return the server that a start script of the image starts, and the script's path."""
    found = stage_of(container, ctx)
    commands = None if found is None else commands_of(container, found[1])
    if found is None or not commands:
        return None
    build, stage = found
    workdir = working_directory(container, stage)
    if isinstance(workdir, Unknown):
        return None
    started = started_in_image(stage, build.context, commands, ctx.kb, workdir=workdir)
    told = serving_in_script(started, ctx.kb, lookup_of(container, stage))
    return None if told is None else (told[0], told[1].path)


def listening(container: Container, ctx: DocumentContext) -> tuple[int, str, Label] | None:
    """Return the port that a container listens on, the server's name, and where that is said."""
    found = served_by(container, ctx)
    if found is not None:
        serving, build, _ = found
        if not isinstance(serving.port, int):
            return None
        words = f"{serving.server.program} listens on {serving.port}"
        label = (
            ctx.label(serving.place, words)
            if build is None
            else ctx.label_in(build.path, serving.place, words)
        )
        return serving.port, serving.server.program, label
    by_script = _served_by_script(container, ctx)
    if by_script is not None:
        serving, path = by_script
        if not isinstance(serving.port, int):
            return None
        words = f"{serving.server.program} listens on {serving.port}"
        return serving.port, serving.server.program, ctx.label_in(path, serving.place, words)
    code = served_by_code(container, ctx)
    if code is None or not isinstance(code.port, int):
        return None
    words = f"{code.call.title}() listens on {code.port}"
    return code.port, code.call.title, ctx.label_in(code.call.path, code.call.span, words)


def base_label(build: ImageBuild, stage: Stage, ctx: DocumentContext, text: str) -> Label:
    """Return the place of the FROM that a stage's image begins with."""
    first = stage.lineage[-1].from_
    return ctx.label_in(build.path, first.span, text)
