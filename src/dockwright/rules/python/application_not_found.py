"""DW540: the application that the server is to load is not there."""

from __future__ import annotations

import posixpath

from dockwright.model.layers import is_under
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.entry_points import EntryPoint
    from dockwright.model.code.image import Application, ImageFiles
    from dockwright.model.code.module import CodeModule
    from dockwright.model.code.program import Start
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.rules.diagnostic import Diagnostic

_DEEPEST = 4
"""Directories below the context in which a module of the same name is looked for."""


@rule(
    "DW540",
    "application-not-found",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the server does not start",
    facts=("code.application-commands", "code.configuration-options"),
    triggers=(
        *("uvicorn", "gunicorn", "hypercorn", "daphne", "granian", "waitress"),
        *("pip", "uv", "poetry", "pdm"),
    ),
)
def application_not_found(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """The command names a module that the image does not hold, or an object that it lacks.

    ## What it does

    Looks for the module of `uvicorn app.main:app`, `gunicorn shop.wsgi` and their like among the
    files that COPY brings, where the server looks for it: in the working directory, in that of
    `--app-dir` or `--chdir`, and in `PYTHONPATH`; and for the object in what the module defines.
    A program of the project's own, which `[project.scripts]` and its like declare and an install of
    the project puts into the image, is looked at too: its module has to be among the files that are
    installed, and has to define its function.

    ## Why it matters

    The container ends at once: `Error loading ASGI app. Could not import module "main"`, or
    `Attribute "app" not found in module "main"`.

    ## Example

    With this module:

    ```python app/main.py
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /srv
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY app ./app
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /srv
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY app ./app
    USER 10001
    CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## When it stays silent

    Where the module may come from a package that is installed, from another image, from the base
    image or from what a RUN makes; where no module of that name is in the build context, or COPY
    takes what is not there; where a mount of Compose or Kubernetes lies over the directory; after a
    `cd`; where a configuration file may say more; where the module makes names when it runs.

    ## Fix safety

    None: the working directory may be the wrong one, or the name.

    ## With other rules

    DW502 is about the server itself, DW539 about what the module imports.

    ## References

    - the documentation of Uvicorn and Gunicorn, on how an application is named
    """
    if not stage.is_target or isinstance(ctx.build_context, Unknown):
        return
    cwd = stage.final_state.workdir
    if isinstance(cwd, Unknown) or isinstance(stage.final_state.env("PYTHONPATH"), Unknown):
        return
    if not _may_name_code(stage, ctx):
        return
    from dockwright.model.code.image import ImageFiles, application_of, starts_of
    from dockwright.model.serving import commands_of_image

    commands = commands_of_image(stage)
    yield from _programs(commands, cwd, stage, ctx)
    if any(command.program in {"cd", "pushd"} for command in commands):
        return
    for command in commands:
        application = application_of(command, ctx.kb)
        if application is None:
            continue
        (start,) = starts_of((command,), cwd, stage.final_state.env, ctx.kb)
        files = ImageFiles(stage, ctx.build_context, ctx.kb)
        if _may_say_more(application.program, command, files, start):
            return
        yield from _judge(command, application, start, files, ctx)
        return


def _may_name_code(stage: Stage, ctx: Context) -> bool:
    """Tell whether what starts may be a known server, or a program that the project declares."""
    from dockwright.rules._code import may_be_declared

    servers = ctx.kb.mapping("code.application-commands")
    context = ctx.build_context
    return any(
        not servers.keys().isdisjoint(word.value or "" for word in command.words)
        or (not isinstance(context, Unknown) and may_be_declared(command, context))
        for each in stage.final_command()
        for command in (each.commands if each is not None else ())
    )


def _programs(
    commands: tuple[Command, ...], cwd: str, stage: Stage, ctx: Context
) -> Iterator[Diagnostic]:
    """Report a program of the project's own that starts what is not there."""
    from dockwright.rules._code import may_be_declared

    context = ctx.build_context
    if isinstance(context, Unknown) or stage.final_state.env("PYTHONPATH") is not None:
        return
    for command in commands:
        if not may_be_declared(command, context):
            continue
        from dockwright.model.code.installed import program_installed

        program = program_installed(command, cwd, stage, context, ctx.kb)
        if program is None or program.place is None:
            continue
        entry = program.entry
        found = program.module()
        if isinstance(found, Unknown):
            continue
        label = ctx.label_elsewhere(entry.source.path, entry.span, "the program is declared here")
        if found is None:
            if not program.is_in_place and _is_left(entry, context):
                yield ctx.report(
                    command.own_span,
                    f"`{command.program}` starts the module `{entry.module}`, which is not among "
                    "the files that the project is installed from",
                    help="Copy the module before the project is installed",
                    related=(
                        label,
                        ctx.label(program.place.install.own_span, "it is installed here"),
                    ),
                )
            continue
        module = _module_at(found, entry.module, context, ctx.kb)
        name = entry.attribute.partition(".")[0]
        if module is not None and name and module.has_name(name) is False:
            yield ctx.report(
                command.own_span,
                f"`{command.program}` calls `{name}` of `{entry.module}`, which defines none",
                help="Name a function that the module defines",
                related=(label, ctx.label_elsewhere(found, module.tree.root.span, "the module")),
            )


def _is_left(entry: EntryPoint, context: BuildContext) -> bool:
    """Tell whether the project in the build context has the module of an entry point."""
    from dockwright.model.code.entry_points import USUAL_FOLDERS

    project = posixpath.dirname(entry.source.path)
    base = posixpath.relpath(project, context.root)
    below = entry.module.replace(".", "/")
    return not base.startswith("..") and any(
        context.exists(posixpath.normpath(posixpath.join(base, folder, tail)))
        for folder in USUAL_FOLDERS
        for tail in (f"{below}.py", f"{below}/__init__.py")
    )


def _module_at(path: str, name: str, context: BuildContext, kb: KnowledgeBase) -> CodeModule | None:
    from dockwright.model.code.module import CodeModule
    from dockwright.syntax.python import parse
    from dockwright.text import Source

    data = context.project.read(path)
    if isinstance(data, Unknown):
        return None
    tree = parse(Source.from_bytes(path, data))
    is_package = path.endswith("/__init__.py")
    return CodeModule(tree, path, path, name, kb, lambda _: None, is_package=is_package)


def _may_say_more(program: str, command: Command, files: ImageFiles, start: Start) -> bool:
    """Tell whether a configuration file may name another directory."""
    options = files.kb.name_set("code.configuration-options")
    if any((word.value or "").partition("=")[0] in options for word in command.words):
        return True
    name = files.kb.mapping("server-python.configuration-files").get(program)
    return name is not None and any(
        files.locate(f"{folder.rstrip('/')}/{name}") is not None for folder in start.folders
    )


def _judge(
    command: Command, application: Application, start: Start, files: ImageFiles, ctx: Context
) -> Iterator[Diagnostic]:
    from dockwright.model.code.program import follow

    found = files.module(application.module, start.folders)
    if isinstance(found, Unknown):
        return
    span = command.words[application.word].span
    if found is None:
        yield from _missing(command, application, start, files, ctx)
        return
    code = follow(start, files.look, files.context.project, ctx.kb, files=files.layout)
    if isinstance(code, Unknown) or not application.attribute:
        return
    module = next((each for each in code.modules if each.path == found), None)
    name = application.attribute.partition(".")[0]
    if module is None or module.has_name(name) is not False:
        return
    makers = ctx.kb.name_set("code.route-makers")
    near = next(
        (
            (each, bound[0])
            for each, bound in module.scope.bindings.items()
            if bound[0] is not None and module.scope.qualified(bound[0]) in makers
        ),
        None,
    )
    place = module.tree.root.span if near is None or near[1] is None else near[1].span
    words = "the module" if near is None else f"it defines `{near[0]}`"
    yield ctx.report(
        span,
        f"`{application.module}` defines no `{name}`, so that {application.program} does not start",
        help="Name an object that the module defines"
        if near is None
        else f"Write `{application.module}:{near[0]}`",
        related=(ctx.label_elsewhere(found, place, words),),
    )


def _missing(
    command: Command, application: Application, start: Start, files: ImageFiles, ctx: Context
) -> Iterator[Diagnostic]:
    """Report a module that is not where it is looked for, and is in the context elsewhere."""
    if _installs_project(files.stage):
        return
    from dockwright.model.kubernetes.images import mounted_in_pods
    from dockwright.model.told_context import mounted_over

    own = files.context
    tops = mounted_over(own.dockerfile, own.project) | mounted_in_pods(own.dockerfile, own.project)
    if any(is_under(folder, top) for folder in start.folders for top in tops):
        return  # the mount brings the module
    for path, module in _candidates(application, files):
        name = application.attribute.partition(".")[0]
        if name and module.has_name(name) is not True:
            continue
        known = _name_of(path, start, files)
        where = start.folders[0]
        help_ = f"Make {path} lie below {where}, or name the directory that it lies in"
        if known is not None:
            help_ = f"Write `{known}{':' if name else ''}{application.attribute}`"
        place = module.tree.root.children[0].span if module.tree.root.children else None
        related = (
            ()
            if place is None
            else (ctx.label_elsewhere(module.path, place, "this is the module that is meant"),)
        )
        yield ctx.report(
            command.words[application.word].span,
            f"there is no module `{application.module}` in {where}, so that {application.program} "
            "does not start",
            help=help_,
            related=related,
        )
        return


def _installs_project(stage: Stage) -> bool:
    """Tell whether a package of the project's own is installed, which may hold the module."""
    from dockwright.model.install import install_of
    from dockwright.model.instructions import Run

    for instruction in stage.layers():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            install = install_of(command)
            if install is not None and (install.project or install.installs_lock):
                return True
    return False


def _candidates(application: Application, files: ImageFiles) -> Iterator[tuple[str, CodeModule]]:
    """Yield the modules of the context that are called as the one that is wanted."""
    from dockwright.model.code.module import CodeModule
    from dockwright.syntax.python import parse
    from dockwright.text import Source

    last = application.module.rpartition(".")[2]
    for depth in range(_DEEPEST + 1):
        for tail in (f"{last}.py", f"{last}/__init__.py"):
            for entry in files.context.matches("*/" * depth + tail):
                path = f"{files.context.root}/{entry.path}"
                data = files.context.read(entry.path)
                if isinstance(data, Unknown):
                    continue
                tree = parse(Source.from_bytes(path, data))
                yield entry.path, CodeModule(tree, path, path, last, files.kb, lambda _: None)


def _name_of(path: str, start: Start, files: ImageFiles) -> str | None:
    """Return the name by which a file of the context is found as a module; None for none."""
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    for at in range(len(parts)):
        name = ".".join(parts[at:])
        if files.module(name, start.folders) == f"{files.context.root}/{path}":
            return name
    return None
