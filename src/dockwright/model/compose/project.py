"""A Compose project and its services, as rules see them."""

# Paths are strings throughout.
# ruff: noqa: PTH117, PTH118, PTH119, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from dockwright.model.compose.consistency import check_consistency
from dockwright.model.compose.view import command_words, decoded, pairs_of
from dockwright.model.find import dockerfile_read
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import ShortFormError, duration_of, parse_volume, size_of
from dockwright.syntax.yaml import Scalar
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from dockwright.model.compose.load import Loaded, LoadedFile, Read, VariableUse
    from dockwright.model.compose.tree import Item, Problem
    from dockwright.syntax.dotenv import DotenvEntry, DotenvFile
    from dockwright.text import Source

AnswerT = TypeVar("AnswerT")

__all__ = [
    "Build",
    "ComposeProject",
    "DeviceRequest",
    "EnvFile",
    "FileMount",
    "Healthcheck",
    "Mount",
    "PortMapping",
    "Service",
    "Ulimit",
    "Variable",
]


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
        kind: ``bind``, ``volume``, ``tmpfs``, ``npipe``, ``cluster`` or ``image``; empty for the
            first or second of these, where a variable decides which.
        source: the host's path (absolute), the volume's name, or empty, as where a variable
            decides it.
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


class EnvFile(NamedTuple):
    """A file whose variables a service's containers get; no source of interpolation.

    Attributes:
        item: the entry, with its place.
        file: the file's absolute path.
        is_required: whether Compose refuses the project where it is missing.
        content: what it sets; ``Unknown`` where it cannot be read.
    """

    item: Item
    file: str
    is_required: bool
    content: DotenvFile | Unknown

    @property
    def path(self) -> str:
        """Return the file that the entry stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where the entry stands."""
        return self.item.span


class FileMount(NamedTuple):
    """A secret or config that a service or a build gets.

    Attributes:
        item: the entry, with its place.
        source: its name at the top of the project.
        target: where it is in the container; empty where Compose decides.
    """

    item: Item
    source: str
    target: str

    @property
    def path(self) -> str:
        """Return the file that it stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.item.span


class Healthcheck(NamedTuple):
    """How a service's health is asked for.

    Attributes:
        item: the section.
        test: ``CMD`` and words, ``CMD-SHELL`` and a text, or ``NONE``; None where the image's
            own test holds.
        is_disabled: whether the image's test is switched off.
        interval: seconds between two tests; None where nothing is said.
        timeout: seconds that a test may take; None where nothing is said.
        start_period: seconds in which failures do not count; None where nothing is said.
        retries: failures after which the container is unhealthy; None where nothing is said.
    """

    item: Item
    test: tuple[str, ...] | Unknown | None
    is_disabled: bool
    interval: float | Unknown | None
    timeout: float | Unknown | None
    start_period: float | Unknown | None
    retries: int | Unknown | None

    @property
    def path(self) -> str:
        """Return the file that it stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.item.span


class DeviceRequest(NamedTuple):
    """A device, as a rule a GPU, that a service asks for.

    Attributes:
        item: the entry, with its place.
        is_short: whether it stands below ``gpus``, not among the reservations of ``deploy``.
        driver: such as ``nvidia``; empty where none is given.
        number: how many, -1 for all; None where names are given instead, or it is not known.
        device_ids: the names or numbers of the devices.
        capabilities: such as ``gpu`` and ``compute``; ``gpus`` means ``gpu``.
    """

    item: Item
    is_short: bool
    driver: str
    number: int | None
    device_ids: tuple[str, ...]
    capabilities: frozenset[str]

    @property
    def path(self) -> str:
        """Return the file that it stands in."""
        return self.item.path

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.item.span

    @property
    def is_gpu(self) -> bool:
        """Tell whether a GPU is asked for."""
        return "gpu" in self.capabilities or self.driver == "nvidia"


class Ulimit(NamedTuple):
    """A limit of a service's processes: what holds, how far it may be raised, and its place."""

    item: Item
    soft: int
    hard: int


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
        dockerfile: the Dockerfile that is read, absolute or relative to the context.
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

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts below a key, such as ``platforms``, ``cache_from`` or ``tags``."""
        return tuple(each.text for each in _entries(self.item.get(key)) if each.text is not None)

    @property
    def inline(self) -> Item | None:
        """Return the Dockerfile that stands in the file itself, or None."""
        return self.item.get("dockerfile_inline")

    @property
    def additional_contexts(self) -> Mapping[str, Item]:
        """Return the further contexts by name."""
        return pairs_of(self.item.get("additional_contexts"))

    @property
    def names_context(self) -> bool:
        """Tell whether the file itself names the context, which is the project's directory else."""
        given = self.item.get("context")
        # A default has the place of the section.
        return given is not None and (given.path, given.span) != (self.item.path, self.item.span)

    @property
    def secrets(self) -> tuple[FileMount, ...]:
        """Return the secrets that the build gets."""
        return _file_mounts(self.item.get("secrets"))

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

    __slots__ = ("_host_names", "_networks", "_ports", "item", "name", "project")

    def __init__(self, project: ComposeProject, name: str, item: Item) -> None:
        self._ports: tuple[PortMapping, ...] | None = None
        self._host_names: frozenset[str] | None = None
        self._networks: frozenset[str] | None = None
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
        return _entries(self.item.get(*keys))

    @property
    def image(self) -> str | Unknown | None:
        """Return the image's name; None where none is given."""
        return self.text("image")

    @property
    def host_names(self) -> frozenset[str]:
        """Return the names by which other services find it."""
        if self._host_names is None:
            found = {self.name}
            for key in ("container_name", "hostname"):
                text = self.text(key)
                found |= {text} if isinstance(text, str) else set()
            networks = self.get("networks")
            for network in (networks.mapping if networks is not None else {}).values():
                aliases = network.get("aliases")
                found |= {each.text for each in (aliases.items if aliases else ()) if each.text}
            self._host_names = frozenset(found)
        return self._host_names

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
        context = value("context", self.project.directory)
        return Build(
            item,
            context,
            self._file_in(context, value("dockerfile", "Dockerfile")),
            None if target is None or target.value is None else value("target", ""),
            self._variables(item.get("args")),
        )

    def _file_in(self, context: str | Unknown, file: str | Unknown) -> str | Unknown:
        """Return a Dockerfile's name in a context as BuildKit finds it."""
        if isinstance(context, Unknown) or isinstance(file, Unknown):
            return file
        if not os.path.isabs(context):  # an address
            return file
        path = dockerfile_read(os.path.join(context, file), self.project.read)
        return os.path.join(os.path.dirname(file), os.path.basename(path))

    @property
    def ports(self) -> tuple[PortMapping, ...]:
        """Return its published ports."""
        if self._ports is None:
            self._ports = tuple(self._read_ports())
        return self._ports

    def _read_ports(self) -> list[PortMapping]:
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
        return found

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """Return its volumes, and the paths of ``tmpfs``."""
        found: list[Mount] = []
        for item in self.texts("volumes"):
            if isinstance(item.value, Unknown):
                found += _mount_of_unknown(item)
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
    def env_files(self) -> tuple[EnvFile, ...]:
        """Return the files of variables that its containers get, read."""
        from dockwright.model.compose.load import read_env_file

        own = {
            name: value.value
            for name, value in self.environment.items()
            if isinstance(value.value, str)
        }
        known = {**own, **self.project.loaded.known}
        found: list[EnvFile] = []
        for item in self.texts("env_file"):
            path, required, form = item.get("path"), item.get("required"), item.get("format")
            if path is None or not isinstance(path.value, str):
                continue
            content = read_env_file(
                path.value, self.project.read, known, form.text if form is not None else None
            )
            is_required = required is None or required.value is not False
            found.append(EnvFile(item, path.value, is_required, content))
        return tuple(found)

    @property
    def healthcheck(self) -> Healthcheck | None:
        """Return how its health is asked for; None where nothing is said."""
        item = self.get("healthcheck")
        if item is None or not isinstance(item.value, dict):
            return None
        test = item.get("test")
        words: tuple[str, ...] | Unknown | None = None
        if test is not None and isinstance(test.value, Unknown):
            words = test.value
        elif test is not None and isinstance(test.value, str):
            words = ("CMD-SHELL", test.value) if test.value else ()
        elif test is not None and test.value is not None:
            known = command_words(test)
            words = known if isinstance(known, Unknown) or known is None else tuple(known)
        retries = self.text("healthcheck", "retries")
        if isinstance(retries, str):
            retries_: int | Unknown | None = int(retries) if retries.isdecimal() else None
        else:
            retries_ = retries
        return Healthcheck(
            item,
            words,
            self.flag("healthcheck", "disable") is True or words == ("NONE",),
            self.seconds("healthcheck", "interval"),
            self.seconds("healthcheck", "timeout"),
            self.seconds("healthcheck", "start_period"),
            retries_,
        )

    @property
    def device_requests(self) -> tuple[DeviceRequest, ...]:
        """Return the devices that it asks for below ``gpus`` and among its reservations."""
        reserved = self.texts("deploy", "resources", "reservations", "devices")
        return tuple(
            _device_request(item, is_short=is_short)
            for is_short, items in ((True, self.texts("gpus")), (False, reserved))
            for item in items
            if isinstance(item.value, dict)
        )

    @property
    def ulimits(self) -> Mapping[str, Ulimit]:
        """Return its limits by name; those that are no numbers left out."""
        item = self.get("ulimits")
        found: dict[str, Ulimit] = {}
        for name, each in (item.mapping if item is not None else {}).items():
            ends = (each.get("soft"), each.get("hard")) if each.mapping else (each, each)
            soft, hard = (_number(end) for end in ends)
            if soft is not None and hard is not None:
                found[name] = Ulimit(each, soft, hard)
        return found

    @property
    def secrets(self) -> tuple[FileMount, ...]:
        """Return the secrets that its containers get."""
        return _file_mounts(self.get("secrets"))

    @property
    def configs(self) -> tuple[FileMount, ...]:
        """Return the configs that its containers get."""
        return _file_mounts(self.get("configs"))

    @property
    def shm_size(self) -> int | Unknown | None:
        """Return the bytes of ``/dev/shm``; None where the engine's default holds."""
        return self.size("shm_size")

    @property
    def depends_on(self) -> Mapping[str, Item]:
        """Return the services that it waits for, with what is said of each."""
        item = self.get("depends_on")
        return {} if item is None else item.mapping

    @property
    def networks(self) -> frozenset[str]:
        """Return the names of the networks that it is in; ``default`` where none is given."""
        if self._networks is None:
            item = self.get("networks")
            if item is not None and item.mapping:
                self._networks = frozenset(item.mapping)
            else:
                has_mode = self.get("network_mode") is not None
                self._networks = frozenset() if has_mode else frozenset({"default"})
        return self._networks

    def is_active_with(self, other: Service) -> bool:
        """Tell whether it runs whenever another service does."""
        own = self.profiles
        if not own or (other.profiles and other.profiles <= own):
            return True
        return bool(own & self.project.profiles) or "*" in self.project.profiles

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


def _mount_of_unknown(item: Item) -> list[Mount]:
    """Return a volume in the short form whose source a variable decides."""
    if not isinstance(item.node, Scalar):
        return []
    try:
        volume = parse_volume(item.node.text)
    except ShortFormError:
        return []
    if "$" in volume.target or not volume.target.startswith("/"):
        return []
    return [Mount(item, "", "", volume.target.rstrip("/") or "/", volume.read_only is True)]


def _read_nothing(path: str) -> bytes | Unknown:
    return Unknown(f"{path} is not looked at")


def _entries(item: Item | None) -> tuple[Item, ...]:
    if item is None or item.value is None:
        return ()
    return tuple(item.items) if isinstance(item.value, list) else (item,)


def _number(item: Item | None) -> int | None:
    text = (item.text or "") if item is not None else ""
    return int(text) if text.removeprefix("-").isdecimal() else None


def _file_mounts(item: Item | None) -> tuple[FileMount, ...]:
    found: list[FileMount] = []
    for each in _entries(item):
        source, target = each.get("source"), each.get("target")
        if source is not None and source.text:
            found.append(FileMount(each, source.text, (target.text or "") if target else ""))
    return tuple(found)


def _device_request(item: Item, *, is_short: bool) -> DeviceRequest:
    driver, count = item.get("driver"), item.get("count")
    capabilities = frozenset(
        each.text for each in _entries(item.get("capabilities")) if each.text is not None
    )
    number = -1 if count is not None and count.value == "all" else _number(count)
    return DeviceRequest(
        item,
        is_short,
        (driver.text or "") if driver is not None else "",
        number,
        tuple(each.text for each in _entries(item.get("device_ids")) if each.text is not None),
        capabilities | {"gpu"} if is_short else capabilities,
    )


class ComposeProject:
    """A Compose project.

    Attributes:
        loaded: what it was read from, and the merged file.
        path: the absolute path of the file that is checked.
        directory: the project's directory, absolute.
        services: its services, in the order of the file.
        read: gives the bytes of a file; what it gives is an input of the check.
        is_fragment: whether the file is meant to be merged with another that is not known.
    """

    __slots__ = (
        "_by_name",
        "_kept",
        "_problems",
        "directory",
        "is_fragment",
        "loaded",
        "path",
        "read",
        "services",
    )

    def __init__(
        self, loaded: Loaded, path: str, *, read: Read | None = None, is_fragment: bool = False
    ) -> None:
        self.loaded = loaded
        self.path = path
        self.read = read or _read_nothing
        self.directory = loaded.directory
        self.is_fragment = is_fragment
        services = loaded.root.get("services")
        self.services = tuple(
            Service(self, name, item)
            for name, item in (services.mapping if services is not None else {}).items()
            if isinstance(item.value, dict)
        )
        self._problems: tuple[Problem, ...] | None = None
        self._by_name: dict[str, Service] | None = None
        self._kept: dict[str, Any] = {}

    @property
    def span(self) -> Span:
        """Return where ``services`` stands, or the start of the file."""
        services = self.loaded.root.get("services")
        return Span(0, 0) if services is None else services.key_span or services.span

    @property
    def name(self) -> str:
        """Return the project's name, which the names of its containers and volumes begin with."""
        return self.loaded.name

    @property
    def root(self) -> Item:
        """Return the merged file."""
        return self.loaded.root

    @property
    def profiles(self) -> frozenset[str]:
        """Return the profiles that ``COMPOSE_PROFILES`` of ``.env`` switches on."""
        listed = self.loaded.known.get("COMPOSE_PROFILES", "")
        return frozenset(each.strip() for each in listed.split(",") if each.strip())

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
                wrong = {(each.path, each.span) for each in found}
                # A value of the wrong kind is told, not what follows from it as well.
                decoded(
                    self.root,
                    lambda each: None if (each.path, each.span) in wrong else found.append(each),
                )
            once: dict[object, Problem] = {}
            for each in self._complete(found):  # what several services extend is told once
                once.setdefault((each.path, each.span, each.message), each)
            self._problems = tuple(once.values())
        return self._problems

    def _complete(self, problems: list[Problem]) -> list[Problem]:
        """Leave out what is wrong with a value at which reading ended: it was not read whole."""
        ends = [each for each in problems if each.kind == "syntax"]

        def is_cut(problem: Problem) -> bool:
            source = self.source_of(problem.path)
            return (
                source is not None
                and any(
                    end.path == problem.path
                    and problem.span.end <= end.span.start
                    # An empty value stands before the colon of its key.
                    and not source.text[problem.span.end : end.span.start].strip(": \t\r\n")
                    for end in ends
                )
            )

        return [each for each in problems if each.kind == "syntax" or not is_cut(each)]

    def service(self, name: str) -> Service | None:
        """Return the service of that name."""
        if self._by_name is None:
            self._by_name = {each.name: each for each in self.services}
        return self._by_name.get(name)

    def kept(self, key: str, make: Callable[[], AnswerT]) -> AnswerT:
        """Return what ``make`` says of the whole project, asked once for each key."""
        if key not in self._kept:
            self._kept[key] = make()
        found: AnswerT = self._kept[key]
        return found

    def found_as(self, host: str) -> tuple[Service, ...]:
        """Return the services that others find by a name."""

        def by_name() -> dict[str, list[Service]]:
            found: dict[str, list[Service]] = {}
            for service in self.services:
                for name in service.host_names:
                    found.setdefault(name, []).append(service)
            return found

        return tuple(self.kept("host names", by_name).get(host, ()))

    @property
    def network_modes(self) -> frozenset[str]:
        """Return what services say of their ``network_mode``."""

        def modes() -> frozenset[str]:
            texts = [each.text("network_mode") for each in self.services]
            return frozenset([text for text in texts if isinstance(text, str)])

        return self.kept("network modes", modes)

    @property
    def built_images(self) -> frozenset[str]:
        """Return the names of the images that it builds itself."""

        def images() -> frozenset[str]:
            names = [each.image for each in self.services if each.build is not None]
            return frozenset([name for name in names if isinstance(name, str)])

        return self.kept("built images", images)

    def env_file_entries(self, name: str) -> tuple[tuple[Service, EnvFile, DotenvEntry], ...]:
        """Return where files of variables of services set a variable.

        Such a file sets nothing for interpolation: ``${NAME}`` does not see it.
        """
        return tuple(
            (service, file, entry)
            for service in self.services
            for file in service.env_files
            if not isinstance(file.content, Unknown)
            for entry in file.content.entries
            if entry.name == name
        )

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
