"""Ports as EXPOSE takes them.

Derived from BuildKit's ``dockerfile2llb/convert_expose.go`` (Apache-2.0).
"""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

__all__ = ["PortRange", "parse_port"]

_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_MAX_PORT = 65_535


class PortRange(NamedTuple):
    """A port or a range of ports.

    Attributes:
        first: the first port.
        last: the last one; equal to ``first`` for a single port.
        protocol: as written, ``tcp`` where none is.
        host_ip: an address before the port, which EXPOSE has no use for; empty where none.
        host_port: a port of the host, likewise.
    """

    first: int
    last: int
    protocol: str
    host_ip: str
    host_port: str

    @property
    def is_mapping(self) -> bool:
        """Tell whether it names the host, as ``docker run --publish`` does."""
        return bool(self.host_ip or self.host_port)

    @property
    def names(self) -> tuple[str, ...]:
        """Return each port as the image's configuration names it: ``80/tcp``."""
        protocol = self.protocol.lower()
        return tuple(f"{port}/{protocol}" for port in range(self.first, self.last + 1))


def parse_port(text: str) -> PortRange | str:
    """Read an expanded word of EXPOSE; return BuildKit's message where it refuses it."""
    parts = text.split(":")
    container = parts[-1]
    host_port = parts[-2] if len(parts) > 1 else ""
    host_ip = ":".join(parts[:-2])
    port, _, protocol = container.partition("/")
    if not port:
        return f'invalid port: "{text}": no port specified'
    if protocol and protocol.lower() not in _PROTOCOLS:
        return f'invalid port: "{text}": invalid proto: {protocol}'
    if host_ip and not _is_address(host_ip):
        return f"invalid IP address: {host_ip}"
    span = _range(port)
    if span is None:
        return f"invalid containerPort: {port}"
    if host_port:
        host = _range(host_port)
        if host is None:
            return f"invalid hostPort: {host_port}"
        if span[1] - span[0] != host[1] - host[0] and span[0] != span[1]:
            return f"invalid ranges specified for container and host Ports: {port} and {host_port}"
    return PortRange(*span, protocol or "tcp", host_ip, host_port)


def _is_address(text: str) -> bool:
    from ipaddress import ip_address

    if text.startswith("["):
        if not text.endswith("]"):
            return False
        text = text[1:-1]
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _range(text: str) -> tuple[int, int] | None:
    start, dash, end = text.partition("-")
    first = _number(start)
    if first is None:
        return None
    if not dash or start == end:
        return first, first
    last = _number(end)
    return None if last is None or last < first else (first, last)


def _number(text: str) -> int | None:
    if len(text) > 32 or not re.fullmatch(r"[+-]?[0-9]+", text):
        return None
    value = int(text)
    return value if 0 <= value <= _MAX_PORT else None
