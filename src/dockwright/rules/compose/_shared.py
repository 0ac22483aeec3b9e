"""What the rules about Compose share: the image of a service, and where variables are set."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.document import DocumentPlace
from dockwright.model.image_ref import parse_image_ref
from dockwright.model.told_context import is_repository, path_in_repository
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image
from dockwright.syntax.compose import split_command, variables_in
from dockwright.syntax.dotenv import read_dotenv
from dockwright.syntax.yaml import Scalar
from dockwright.text import Source, Span
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.compose.load import VariableUse
    from dockwright.model.compose.project import ComposeProject, Service
    from dockwright.model.compose.tree import Item
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext

__all__ = [
    "Cut",
    "MisspeltFile",
    "cut_of",
    "directories_above",
    "env_file_places",
    "has_example",
    "has_template",
    "image_name",
    "image_of",
    "is_outside",
    "key_of",
    "misspelt_file",
    "other_dotenv",
    "report_use",
    "runs_own_server",
]

_LONG_STEM = 5
"""Letters of a file's name, its ending left out, of which one may be wrong."""
_MOST_ABOVE = 3
"""Directories above a project in which another ``.env``, or a template, is looked for."""
_MOST_BELOW = 30
"""Directories below one of these in which a template is looked for."""


class MisspeltFile(NamedTuple):
    """A file that is not there.

    Attributes:
        item: the value that names it, within a path.
        name: its name.
        near: the file that is probably meant, or None.
    """

    item: Item
    name: str
    near: str | None


class Cut(NamedTuple):
    """Where Compose ends a command before its text does.

    Attributes:
        sign: the operator, such as ``&&``.
        span: from the operator to the end of the text, in its file.
    """

    sign: str
    span: Span


def cut_of(item: Item, source: Source | None) -> Cut | None:
    """Return where Compose ends a command that is written as one text; None where it does not."""
    node = item.node
    if not isinstance(node, Scalar) or source is None or isinstance(item.value, (list, dict)):
        return None
    text = node.text
    for each in reversed(variables_in(text)):  # what a variable holds ends nothing by itself
        text = f"{text[: each.start]}{'_' * (each.end - each.start)}{text[each.end :]}"
    cut = split_command(text).cut
    if cut < 0:
        return None
    sign = text[cut]
    # The text is folded and unquoted: of the same sign there are as many before it in the file.
    at = item.span.start - 1
    for _ in range(text.count(sign, 0, cut) + 1):
        at = source.text.find(sign, at + 1, item.span.end)
        if at < 0:
            return Cut(sign, item.span)
    end = len(source.text[: item.span.end].rstrip())
    if node.style in {"'", '"'}:
        end -= 1
    doubled = sign * 2
    written = doubled if source.text.startswith(doubled, at) else sign
    return Cut(written, Span(at, max(end, at + len(written))))


def misspelt_file(name: str, names: list[str]) -> str | None:
    """Return the file that is meant by a name that is not there; None where none is near.

    Names of files differ by little on purpose: letters in another order count, and one letter in
    a name of some length.
    """
    stem, ending = posixpath.splitext(name)
    same = [each for each in names if posixpath.splitext(each)[1] == ending]
    for each in same:
        if sorted(each) == sorted(name) and not name.startswith("."):
            return each
    return nearest(name, same, limit=1) if len(stem) >= _LONG_STEM else None


def has_example(name: str, names: list[str], ctx: DocumentContext) -> bool:
    """Tell whether one of some files shows what a missing one is to hold."""
    stem = posixpath.splitext(name.lstrip("."))[0].lower()
    words = ctx.kb.names("compose.example-words")
    lower = [each.lower() for each in names]
    return any(stem in each and any(word in each for word in words) for each in lower)


def has_template(path: str, ctx: DocumentContext) -> bool:
    """Tell whether the repository has a file that shows what a missing one is to hold.

    The directories above the file are looked in, up to the repository's root, and those directly
    below them.  The template's name, less the word that says it is one, has no word that the
    file's lacks: `env/.env.mlflow.example` shows `.env.mlflow_dev`.
    """
    wanted = _words_of(posixpath.basename(path), ctx)
    words = ctx.kb.names("compose.example-words")
    directory = posixpath.dirname(path)
    in_repository = path_in_repository(path, ctx.project) is not None
    for _ in range(_MOST_ABOVE + 1):
        entries = ctx.project.listing(directory)
        listed = () if isinstance(entries, Unknown) else entries
        below = [each.name for each in listed if each.kind == "directory" and each.name != ".git"]
        for place in (directory, *(f"{directory}/{name}" for name in below[:_MOST_BELOW])):
            inner = ctx.project.listing(place)
            for each in () if isinstance(inner, Unknown) else inner:
                if each.kind == "file" and any(word in each.name.lower() for word in words):
                    own = _words_of(each.name, ctx)
                    if own and own <= wanted:
                        return True
        above = posixpath.dirname(directory)
        if not in_repository or is_repository(directory, ctx.project):
            return False
        directory = above
    return False


def _words_of(name: str, ctx: DocumentContext) -> frozenset[str]:
    """Return the words of a file's name, those left out that say it is an example."""
    found = re.split(r"[._\-]+", name.lower())
    return frozenset(found) - {"", *ctx.kb.names("compose.example-words")}


def image_of(service: Service, ctx: DocumentContext) -> ImageBuild | None:
    """Return the image that a service is built to; None where it is not built here or unknown."""
    build = service.build
    if build is None or not build.is_local or build.item.get("dockerfile_inline") is not None:
        return None
    if isinstance(build.context, Unknown) or isinstance(build.dockerfile, Unknown):
        return None
    if isinstance(build.target, Unknown):
        return None
    arguments = {
        name: each.value for name, each in build.arguments.items() if isinstance(each.value, str)
    }
    image = built_image(
        build.context, build.dockerfile, ctx.project, build_args=arguments, target=build.target
    )
    return None if isinstance(image, Unknown) or image.dockerfile.is_broken else image


def image_name(service: Service) -> str | None:
    """Return the last part of the name of a service's image, without its tag."""
    image = service.image
    ref = parse_image_ref(image) if isinstance(image, str) and service.build is None else None
    return None if ref is None else ref.name.rpartition("/")[2]


def is_outside(path: str, project: ComposeProject, ctx: DocumentContext) -> bool:
    """Tell whether a path leaves the repository of a project, or what looks like its root.

    Without a repository the directory above the path has to hold something that projects have at
    their top, or be the project's own or one below it.
    """
    here = posixpath.join(project.directory, posixpath.basename(project.path))
    inside = path_in_repository(here, ctx.project)
    if inside is not None:
        root = here[: -len(inside)].rstrip("/") or "/"
        return path != root and not path.startswith(f"{root.rstrip('/')}/")
    above = posixpath.dirname(path)
    if f"{above}/".startswith(f"{project.directory.rstrip('/')}/"):
        return False
    entries = ctx.project.listing(above)
    names = [] if isinstance(entries, Unknown) else [each.name.lower() for each in entries]
    return not any(name.startswith(ctx.kb.names("compose.root-marks")) for name in names)


def runs_own_server(service: Service, kb: KnowledgeBase) -> bool:
    """Tell whether a service runs the server of its image, as far as `command` can tell.

    Images of databases are run as clients too: to make a backup, or to fill a database.
    """
    servers = kb.names("service-image.servers")
    for key in ("entrypoint", "command"):
        item = service.get(key)
        if item is None or item.value is None:
            continue
        texts = [each.text or "" for each in item.items] or [item.text or ""]
        words = [word for text in texts for word in text.split()]
        if not words or isinstance(item.value, Unknown):
            continue
        if any(posixpath.basename(word.strip("\"'")) in servers for word in words):
            return True
        if key == "entrypoint" or not words[0].startswith("-"):
            return words[0].endswith(".conf")
    return True


def key_of(item: Item) -> Item:
    """Return an item placed at its key."""
    place = item.like(None)
    place.span = item.key_span or item.span
    return place


def env_file_places(project: ComposeProject, ctx: DocumentContext) -> dict[str, tuple[str, Span]]:
    """Return the variables in the files that ``env_file`` names, each with its place."""
    found: dict[str, tuple[str, Span]] = {}
    for service in project.services:
        for item in service.texts("env_file"):
            path = item.get("path")
            if path is None or not isinstance(path.value, str):
                continue
            for name, span in _variables_in(path.value, ctx).items():
                found.setdefault(name, (path.value, span))
    return found


def _variables_in(path: str, ctx: DocumentContext) -> dict[str, Span]:
    """Return the variables that a file of variables sets."""
    data = ctx.project.read(path)
    if isinstance(data, Unknown):
        return {}
    file = read_dotenv(Source.from_bytes(path, data))
    return {each.name: each.key_span for each in file.entries if not each.is_inherited}


def other_dotenv(
    project: ComposeProject, name: str, ctx: DocumentContext
) -> tuple[str, Span] | None:
    """Return where a ``.env`` of a directory above the project's sets a variable."""
    for directory in directories_above(project, ctx)[1:]:
        path = posixpath.join(directory, ".env")
        span = _variables_in(path, ctx).get(name)
        if span is not None:
            return path, span
    return None


def directories_above(project: ComposeProject, ctx: DocumentContext) -> tuple[str, ...]:
    """Return a project's directory and some of those above it, not beyond its repository."""
    found = [project.directory]
    for _ in range(_MOST_ABOVE):
        entries = ctx.project.listing(found[-1])
        above = posixpath.dirname(found[-1])
        is_top = not isinstance(entries, Unknown) and any(each.name == ".git" for each in entries)
        if above == found[-1] or is_top:
            break
        found.append(above)
    return tuple(found)


def report_use(
    project: ComposeProject,
    use: VariableUse,
    ctx: DocumentContext,
    message: str,
    help_: str,
    related: Iterable[Label] = (),
) -> Diagnostic:
    """Make a finding at the reference of a variable."""
    source = project.source_of(use.item.path)
    span = use.item.span if source is None else use.span_in(source)
    place = DocumentPlace(use.item.path, span)
    return ctx.report(place, message, help=help_, related=related)
