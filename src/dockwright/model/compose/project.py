"""A Compose project and its services, as rules see them."""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.compose.consistency import check_consistency
from dockwright.model.compose.view import command_words, pairs_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import duration_of, size_of
from dockwright.syntax.yaml import Scalar
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.model.compose.load import Loaded, LoadedFile, VariableUse
    from dockwright.model.compose.tree import Item, Problem
    from dockwright.text import Source

__all__ = ["Build", "ComposeProject", "Mount", "PortMapping", "Service", "Variable"]


class PortMapping(NamedTuple):
    """A port of a service.

    Attributes:
        item: the entry, with its place.
        target: the port in the container; None where it is not known.
        published: the host's port or range as written; empty where the engine picks one.
        host_ip: the host's address; empty for all of them.
        protocol: such as ``tcp``.
    """

    item: Item
    target: int | None
    published: str
    host_ip: str
    protocol: str

    @property
    def path(self) -> str:
        """Return the file that it stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.item.span


class Mount(NamedTuple):
    """A volume, bind mount or tmpfs of a service.

    Attributes:
        item: the entry, with its place.
        kind: ``bind``, ``volume``, ``tmpfs``, ``npipe``, ``cluster`` or ``image``.
        source: the host's path (absolute), the volume's name, or empty.
        target: the absolute path in the container.
        read_only: whether it is.
    """

    item: Item
    kind: str
    source: str
    target: str
    read_only: bool

    @property
    def path(self) -> str:
        """Return the file that it stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.item.span


class Variable(NamedTuple):
    """A variable of a container or an argument of a build.

    Attributes:
        name: its name.
        value: its value; None where only the name is given, ``Unknown`` where it is not known.
        path: the file that it stands in.
        span: where it stands, name and value.
        name_span: where its name stands.
        value_span: where its value stands; as ``span`` where it cannot be told apart.
    """

    name: str
    value: str | Unknown | None
    path: str
    span: Span
    name_span: Span
    value_span: Span


class Build(NamedTuple):
    """How a service's image is built.

    Attributes:
        item: the section.
        context: the directory, absolute, or an address; ``Unknown`` where it is not known.
        dockerfile: the Dockerfile, absolute or relative to the context.
        target: the stage; None for the last.
        arguments: the build arguments by name.
    """

    item: Item
    context: str | Unknown
    dockerfile: str | Unknown
    target: str | Unknown | None
    arguments: Mapping[str, Variable]

    @property
    def path(self) -> str:
        """Return the file that it stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.item.span

    @property
    def is_local(self) -> bool:
        """Tell whether the context is a directory."""
        from dockwright.model.compose.load import is_remote_context

        context = self.context
        return isinstance(context, str) and not (
            is_remote_context(context) or context.startswith("service:")
        )


class Service:
    """A service.

    Attributes:
        project: the project that it is part of.
        name: its name.
        item: what is said of it, merged and with its short forms made long.
    """

    __slots__ = ("item", "name", "project")

    def __init__(self, project: ComposeProject, name: str, item: Item) -> None:
        self.project = project
        self.name = name
        self.item = item

    def __repr__(self) -> str:
        return f"Service({self.name})"

    @property
    def path(self) -> str:
        """Return the file that its name stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where its name stands."""
        return self.item.key_span or self.item.span

    def get(self, *keys: str) -> Item | None:
        """Return what lies below keys, or None."""
        return self.item.get(*keys)

    def text(self, *keys: str) -> str | Unknown | None:
        """Return a text or number below keys as text; None where nothing is said."""
        item = self.item.get(*keys)
        if item is None or item.value is None:
            return None
        return item.value if isinstance(item.value, Unknown) else item.text

    def flag(self, *keys: str) -> bool | Unknown | None:
        """Return a truth value below keys; None where nothing is said."""
        text = self.text(*keys)
        if text is None or isinstance(text, Unknown):
            return text
        return text.lower() in {"true", "yes", "on", "y", "1"}

    def size(self, *keys: str) -> int | Unknown | None:
        """Return a size below keys in bytes; None where nothing is said, or no size."""
        item = self.item.get(*keys)
        if item is None:
            return None
        return item.value if isinstance(item.value, Unknown) else size_of(item.value)

    def seconds(self, *keys: str) -> float | Unknown | None:
        """Return a duration below keys in seconds; None where nothing is said, or no duration."""
        item = self.item.get(*keys)
        if item is None:
            return None
        return item.value if isinstance(item.value, Unknown) else duration_of(item.value)

    def texts(self, *keys: str) -> tuple[Item, ...]:
        """Return the entries of a list below keys; a text alone is a list of one."""
        item = self.item.get(*keys)
        if item is None or item.value is None:
            return ()
        return tuple(item.items) if isinstance(item.value, list) else (item,)

    @property
    def image(self) -> str | Unknown | None:
        """Return the image's name; None where none is given."""
        return self.text("image")

    @property
    def profiles(self) -> frozenset[str]:
        """Return the profiles that it belongs to; none for one that always runs."""
        return frozenset(each.text for each in self.texts("profiles") if each.text is not None)

    @property
    def command(self) -> list[str] | Unknown | None:
        """Return the words of ``command``; None where the image's CMD holds."""
        return command_words(self.get("command"))

    @property
    def entrypoint(self) -> list[str] | Unknown | None:
        """Return the words of ``entrypoint``; None where the image's holds."""
        return command_words(self.get("entrypoint"))

    @property
    def build(self) -> Build | None:
        """Return how its image is built; None where it is not built here."""
        item = self.get("build")
        if item is None or not isinstance(item.value, dict):
            return None

        def value(key: str, default: str) -> str | Unknown:
            found = item.get(key)
            if found is None or found.value is None:
                return default
            return found.value if isinstance(found.value, (str, Unknown)) else found.text or default

        target = item.get("target")
        return Build(
            item,
            value("context", self.project.directory),
            value("dockerfile", "Dockerfile"),
            None if target is None or target.value is None else value("target", ""),
            self._variables(item.get("args")),
        )

    @property
    def ports(self) -> tuple[PortMapping, ...]:
        """Return its published ports."""
        found: list[PortMapping] = []
        for item in self.texts("ports"):
            if not isinstance(item.value, dict):
                continue

            def text(key: str, item: Item = item) -> str:
                each = item.get(key)
                return "" if each is None else each.text or ""

            target = text("target")
            found.append(
                PortMapping(
                    item,
                    int(target) if target.isdecimal() else None,
                    text("published"),
                    text("host_ip"),
                    text("protocol") or "tcp",
                )
            )
        return tuple(found)

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """Return its volumes, and the paths of ``tmpfs``."""
        found: list[Mount] = []
        for item in self.texts("volumes"):
            if not isinstance(item.value, dict):
                continue
            kind, source, target = item.get("type"), item.get("source"), item.get("target")
            read_only = item.get("read_only")
            if target is None or target.text is None:
                continue
            found.append(
                Mount(
                    item,
                    "" if kind is None else kind.text or "",
                    "" if source is None else source.text or "",
                    target.text.rstrip("/") or "/",
                    read_only is not None and read_only.value in {True, "true"},
                )
            )
        for item in self.texts("tmpfs"):
            if item.text:
                target_path = item.text.partition(":")[0]
                found.append(Mount(item, "tmpfs", "", target_path.rstrip("/") or "/", False))  # noqa: FBT003 - a named field
        return tuple(found)

    @property
    def environment(self) -> Mapping[str, Variable]:
        """Return the variables that the file itself gives the container, by name."""
        return self._variables(self.get("environment"))

    @property
    def depends_on(self) -> Mapping[str, Item]:
        """Return the services that it waits for, with what is said of each."""
        item = self.get("depends_on")
        return {} if item is None else item.mapping

    @property
    def networks(self) -> frozenset[str]:
        """Return the names of the networks that it is in; ``default`` where none is given."""
        item = self.get("networks")
        if item is not None and item.mapping:
            return frozenset(item.mapping)
        return frozenset() if self.get("network_mode") is not None else frozenset({"default"})

    def is_active_with(self, other: Service) -> bool:
        """Tell whether it runs whenever another service does."""
        own = self.profiles
        return not own or (bool(other.profiles) and other.profiles <= own)

    def _variables(self, item: Item | None) -> dict[str, Variable]:
        found: dict[str, Variable] = {}
        for name, each in pairs_of(item).items():
            value = each.value if isinstance(each.value, Unknown) else each.text
            span, name_span, value_span = self._places(name, each)
            found[name] = Variable(name, value, each.path, span, name_span, value_span)
        return found

    def _places(self, name: str, item: Item) -> tuple[Span, Span, Span]:
        if item.key_span is not None:
            return Span(item.key_span.start, item.span.end), item.key_span, item.span
        start = item.span.start
        if isinstance(item.node, Scalar) and item.node.style in {"'", '"'}:
            start += 1
        behind = min(start + len(name), item.span.end)
        value = Span(min(behind + 1, item.span.end), item.span.end)
        return item.span, Span(start, behind), value


class ComposeProject:
    """A Compose project.

    Attributes:
        loaded: what it was read from, and the merged file.
        path: the absolute path of the file that is checked.
        directory: the project's directory, absolute.
        services: its services, in the order of the file.
        is_fragment: whether the file is meant to be merged with another that is not known.
    """

    __slots__ = ("_problems", "directory", "is_fragment", "loaded", "path", "services")

    def __init__(self, loaded: Loaded, path: str, *, is_fragment: bool = False) -> None:
        self.loaded = loaded
        self.path = path
        self.directory = loaded.directory
        self.is_fragment = is_fragment
        services = loaded.root.get("services")
        self.services = tuple(
            Service(self, name, item)
            for name, item in (services.mapping if services is not None else {}).items()
            if isinstance(item.value, dict)
        )
        self._problems: tuple[Problem, ...] | None = None

    @property
    def span(self) -> Span:
        """Return where ``services`` stands, or the start of the file."""
        services = self.loaded.root.get("services")
        return Span(0, 0) if services is None else services.key_span or services.span

    @property
    def root(self) -> Item:
        """Return the merged file."""
        return self.loaded.root

    @property
    def files(self) -> tuple[LoadedFile, ...]:
        """Return the files that it was read from."""
        return self.loaded.files

    @property
    def variables(self) -> tuple[VariableUse, ...]:
        """Return the variables that interpolation puts in."""
        return self.loaded.variables

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return why Compose refuses the project."""
        if self._problems is None:
            found = list(self.loaded.problems)
            if not any(each.kind == "syntax" for each in found):
                enabled = [service.name for service in self.services]
                check_consistency(self.root, enabled, found.append)
            self._problems = tuple(found)
        return self._problems

    def service(self, name: str) -> Service | None:
        """Return the service of that name."""
        return next((each for each in self.services if each.name == name), None)

    def declared(self, kind: str) -> Mapping[str, Item]:
        """Return what is declared below a key at the top, such as ``volumes``."""
        item = self.root.get(kind)
        return {} if item is None else item.mapping

    def source_of(self, path: str) -> Source | None:
        """Return the text of one of the project's files."""
        return next((each.source for each in self.files if each.path == path), None)

    def path_of(self, written: str) -> str:
        """Return the absolute path of what the main file names relative to the project."""
        return os.path.normpath(os.path.join(self.directory, written))
