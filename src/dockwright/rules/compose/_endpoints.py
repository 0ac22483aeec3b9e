"""The servers that a service's settings point to, and the ports at which services answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.document import DocumentPlace
from dockwright.model.serving import exposed_ports
from dockwright.model.unknown import Unknown
from dockwright.rules.compose._containers import listening, stage_of
from dockwright.rules.compose._shared import image_name, runs_own_server
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.compose.project import ComposeProject, Service
    from dockwright.rules.document import DocumentContext

__all__ = [
    "Endpoint",
    "Redirection",
    "answering_at",
    "endpoints_of",
    "hosts_in",
    "is_published",
    "meets",
    "mentioned_ports",
    "perhaps_answering_at",
    "served_ports",
]

_URL = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@]*@)?(\[[0-9a-f:]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?"
    r"(?=[/?#,;\s'\"]|$)"
)
_PAIR = re.compile(r"([A-Za-z][\w.-]*):(\d{2,5})")
_WEB = frozenset({"", "http", "https", "ws", "wss"})
_MOST = 200
"""Settings that are looked at in one service."""


class Endpoint(NamedTuple):
    """A server that a setting points to.

    Attributes:
        host: its name or address.
        port: its port.
        scheme: of a URL; empty where only host and port are written.
        written: host and port as they are written.
        place: the setting's value, or the part of it that names the server.
    """

    host: str
    port: int
    scheme: str
    written: str
    place: DocumentPlace

    @property
    def is_web(self) -> bool:
        """Tell whether a browser on the host may be what goes there."""
        return self.scheme in _WEB


class Redirection(NamedTuple):
    """A server that a setting points to, and where it is to point.

    Attributes:
        endpoint: the server as it is written.
        host: the host that is meant; None where several may be.
        port: the port that is meant.
    """

    endpoint: Endpoint
    host: str | None
    port: int


def hosts_in(text: str, kb: KnowledgeBase) -> Iterator[tuple[str, int, str, str]]:
    """Yield host, port, scheme and the words of each server that a text names."""
    ports = kb.mapping("compose.scheme-ports")
    has_url = False
    for match in _URL.finditer(text):
        has_url = True
        scheme = match[1].partition("+")[0].lower()
        port = match[3] or ports.get(scheme)
        if port is not None:
            yield match[2].strip("[]"), int(port), scheme, text[match.start(2) : match.end()]
    if has_url:
        return
    for part in text.split(","):
        pair = _PAIR.fullmatch(part.rpartition("=")[2].strip())
        if pair is not None:
            yield pair[1], int(pair[2]), "", pair[0]


def endpoints_of(service: Service, ctx: DocumentContext) -> Iterator[Endpoint]:
    """Yield the servers that variables and the command of a service name.

    Settings are left out that hold what clients are compared with, or are told: origins, addresses
    to be called back at, names that a server answers to.
    """
    for name, path, span, text in _settings(service):
        if _is_told(name, ctx.kb) or _is_list_of_origins(text, ctx.kb):
            continue
        source = service.project.source_of(path)
        raw = "" if source is None else source.slice(span)
        for host, port, scheme, written in hosts_in(text, ctx.kb):
            at = raw.find(written)
            place = Span(span.start + at, span.start + at + len(written)) if at >= 0 else span
            yield Endpoint(host, port, scheme, written, DocumentPlace(path, place))
    for name, variable in service.environment.items():
        port_name = f"{name.removesuffix('HOST')}PORT"
        number = service.environment.get(port_name) if name.endswith("_HOST") else None
        if _is_told(name, ctx.kb):
            continue
        if number is None or not isinstance(number.value, str) or not number.value.isdecimal():
            continue
        if isinstance(variable.value, str) and re.fullmatch(r"[\w.-]+", variable.value):
            place_ = DocumentPlace(variable.path, variable.value_span)
            yield Endpoint(variable.value, int(number.value), "tcp", variable.value, place_)


def _is_told(name: str, kb: KnowledgeBase) -> bool:
    """Tell whether a setting's name says that nothing connects to the address that it holds."""
    words = kb.text("compose.address-takers")
    return bool(re.search(rf"(?:^|_)(?:{words})(?:_|$)", re.sub(r"[-.]", "_", name).upper()))


def _is_list_of_origins(text: str, kb: KnowledgeBase) -> bool:
    """Tell whether a text is several addresses of the web, one of them on the machine itself.

    A program asks one of its servers there: what has several is the list of a browser's pages.
    """
    parts = [part for part in re.split(r"[\s,;\[\]\"']+", text) if part]
    found = [_URL.match(part) for part in parts]
    loopback = kb.names("compose.loopback")
    return (
        len(parts) > 1
        and all(
            match is not None and match[1].lower() in _WEB and not part[match.end() :].strip("/")
            for part, match in zip(parts, found, strict=True)
        )
        and any(match is not None and match[2].strip("[]") in loopback for match in found)
    )


def _settings(service: Service) -> Iterator[tuple[str, str, Span, str]]:
    """Yield the names and values of variables, and of the command's options, with their places.

    A plain argument of the command has the name of the option before it.
    """
    for variable in list(service.environment.values())[:_MOST]:
        if isinstance(variable.value, str):
            yield variable.name, variable.path, variable.value_span, variable.value
        elif isinstance(variable.value, Unknown):
            # A password from elsewhere hides the value, not the server that stands in it.
            source = service.project.source_of(variable.path)
            if source is not None:
                yield (
                    variable.name,
                    variable.path,
                    variable.value_span,
                    source.slice(variable.value_span),
                )
    for key in ("entrypoint", "command"):
        item = service.get(key)
        option = ""
        for entry in (item.items or [item]) if item is not None else []:
            for word in (entry.text or "").split() if isinstance(entry.value, str) else ():
                if word.startswith("-"):
                    option = word.partition("=")[0].lstrip("-")
                yield option, entry.path, entry.span, word


def served_ports(service: Service, ctx: DocumentContext) -> frozenset[int]:
    """Return the ports at which a service is known to answer: its image's, or its server's."""
    name = image_name(service)
    known = ctx.kb.mapping("service-image.ports").get(name or "", [])
    if not runs_own_server(service, ctx.kb):
        known = []
    found = listening(service, ctx)
    own = {found.port} if found is not None and isinstance(found.port, int) else set()
    return frozenset(known) | own


def mentioned_ports(service: Service, ctx: DocumentContext) -> frozenset[int]:
    """Return the ports at which a service may answer, by its own word or its image's."""
    found = {each.target for each in service.ports if each.target is not None}
    for item in service.texts("expose"):
        first = (item.text or "").partition("/")[0].partition("-")[0]
        found |= {int(first)} if first.isdecimal() else set()
    built = stage_of(service, ctx)
    exposed = exposed_ports(built[1]) if built is not None else frozenset[int]()
    return frozenset(found) | (frozenset() if isinstance(exposed, Unknown) else exposed)


def is_published(project: ComposeProject, port: int) -> bool:
    """Tell whether the host answers at a port, by what services publish."""

    def published() -> frozenset[str]:
        ports = (each for one in project.services for each in one.ports)
        return frozenset(end for each in ports for end in each.published.split("-"))

    return str(port) in project.kept("published ports", published)


def answering_at(service: Service, port: int, ctx: DocumentContext) -> list[Service]:
    """Return the services that another reaches and that are known to answer at a port."""
    return _beside(service, "served ports", port, lambda each: served_ports(each, ctx))


def perhaps_answering_at(service: Service, port: int, ctx: DocumentContext) -> list[Service]:
    """Return the services that another reaches and that may answer at a port."""
    return _beside(
        service,
        "mentioned ports",
        port,
        lambda each: served_ports(each, ctx) | mentioned_ports(each, ctx),
    )


def _beside(
    service: Service, key: str, port: int, ports_of: Callable[[Service], frozenset[int]]
) -> list[Service]:
    def by_port() -> dict[int, list[Service]]:
        found: dict[int, list[Service]] = {}
        for each in service.project.services:
            for number in ports_of(each):
                found.setdefault(number, []).append(each)
        return found

    known = service.project.kept(key, by_port).get(port, ())
    own = service.networks
    return [other for other in known if other is not service and own & other.networks]


def meets(service: Service, other: Service) -> bool:
    """Tell whether two services have a network in common."""
    return bool(service.networks & other.networks)
