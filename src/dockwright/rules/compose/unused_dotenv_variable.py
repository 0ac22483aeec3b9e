"""DW751: ``.env`` sets what nothing of the project uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.model.project import refusal_for_content
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_of
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dotenv import read_dotenv
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.compose.project import Service
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_REFERENCE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


@rule(
    "DW751",
    "unused-dotenv-variable",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.INFO,
    default=False,
    facts=("compose.own-variables", "compose.dotenv-examples", "compose.prose-endings"),
)
def unused_dotenv_variable(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`.env` sets a variable that no reference of the file uses and no service is given.

    ## What it does

    Looks for each variable of the `.env` beside the Compose file in the file itself (`${NAME}`,
    `environment: [NAME]`), in the values of other variables, and in the files beside it.

    ## Why it matters

    `.env` serves interpolation alone: no container is given what stands in it.
    A line that nobody reads is a setting that somebody believes in: the reference is misspelt, or
    `environment` lacks the variable.

    ## Example

    With this `.env`:

    ```sh .env
    RELEASE=1.4.0
    WORKERS=4
    ```

    ```yaml bad
    services:
      web:
        image: "registry.example/web:${RELEASE}"
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: "registry.example/web:${RELEASE}"
        environment:
          WORKERS: ${WORKERS}
    ```

    ## When it stays silent

    Off by default. For variables that Compose and Docker read by themselves (`COMPOSE_PROFILES`,
    `DOCKER_HOST`), and for those that a file beside it names, such as a script, a Makefile or
    another Compose file; where a service is given the whole file by `env_file`, a mount, a secret
    or its build context, so that the program may read it; for files that are merged with others
    that are not known.

    ## Fix safety

    None: whether the line is to go or something is to use it is not known.

    ## With other rules

    DW745 is about the other side, a reference that nothing sets.

    ## References

    - Compose documentation, "Environment variables precedence"
    """
    path = f"{project.directory}/.env"
    data = ctx.project.read(path)
    if project.is_fragment or isinstance(data, Unknown) or _is_declared(project, path):
        return
    if any(_is_given(service, path, ctx) for service in project.services):
        return
    source = Source.from_bytes(path, data)
    entries = {entry.name: entry for entry in read_dotenv(source).entries}
    own = re.compile(ctx.kb.text("compose.own-variables"))
    used = _mentioned(file.source.text for file in project.files)
    used |= frozenset(match[1] for match in _REFERENCE.finditer(source.text))
    unused = [entry for name, entry in entries.items() if name not in used and not own.match(name)]
    if unused:
        beside = _mentioned(_texts_beside(project, ctx))
        unused = [entry for entry in unused if entry.name not in beside]
    if not unused:
        return
    names = ", ".join(f"`{entry.name}`" for entry in unused)
    verb = "is" if len(unused) == 1 else "are"
    yield ctx.report(
        project,
        f"{names} of `.env` {verb} used by no reference and given to no service",
        help="Refer to it, give it to a service in `environment`, or remove the line",
        related=tuple(ctx.label_in(path, entry.key_span, "it is set here") for entry in unused),
    )


def _is_given(service: Service, path: str, ctx: DocumentContext) -> bool:
    """Tell whether a service may see the whole file."""
    for item in service.texts("env_file"):
        given = item.get("path")
        if given is None or not isinstance(given.value, str) or given.value == path:
            return True
    for mount in service.mounts:
        if mount.kind == "bind" and (mount.source == path or path.startswith(f"{mount.source}/")):
            return True
    if service.build is None:
        return False
    image = image_of(service, ctx)
    if image is None:
        return True
    root = image.context.root.rstrip("/")
    return path.startswith(f"{root}/") and image.context.find(path[len(root) + 1 :]) is not None


def _is_declared(project: ComposeProject, path: str) -> bool:
    """Tell whether the file itself is a secret or a configuration."""
    return any(
        (file := item.get("file")) is not None
        and file.text is not None
        and project.path_of(file.text) == path
        for kind in ("secrets", "configs")
        for item in project.declared(kind).values()
    )


def _mentioned(texts: Iterable[str]) -> frozenset[str]:
    """Return every name that texts have."""
    return frozenset(name for text in texts for name in _NAME.findall(text))


def _texts_beside(project: ComposeProject, ctx: DocumentContext) -> Iterator[str]:
    """Yield the texts of the files that lie beside the Compose file, prose and examples not."""
    entries = ctx.project.listing(project.directory)
    endings = ctx.kb.names("compose.prose-endings")
    examples = ctx.kb.name_set("compose.dotenv-examples")
    for entry in () if isinstance(entries, Unknown) else entries:
        if entry.kind != "file" or entry.name == ".env" or entry.name in examples:
            continue
        if not entry.name.lower().endswith(endings):
            data = ctx.project.read(f"{project.directory}/{entry.name}")
            if isinstance(data, bytes) and refusal_for_content(data) is None:
                yield data.decode("utf-8", "replace")
