"""The short forms of ports and volumes.

Sources: Compose specification, "ports" and "volumes"; docker/go-connections, package nat;
compose-go, package format (behaviour).
"""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

__all__ = ["Port", "ShortFormError", "Volume", "parse_ports", "parse_volume"]

_MOST_PORT = 65535
_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_PROPAGATIONS = frozenset({"rprivate", "private", "rshared", "shared", "rslave", "slave"})
_LABELS = frozenset({"z", "Z"})


class ShortFormError(ValueError):
    """A short form that Compose refuses; its text says why."""


class Port(NamedTuple):
    """One port of a short form.

    Attributes:
        target: the port in the container.
        published: the port, or range of ports, of the host; empty for one that the engine picks.
        host_ip: the address of the host that it is bound to; empty for all.
        protocol: ``tcp``, ``udp`` or ``sctp``.
    """

    target: int
    published: str
    host_ip: str
    protocol: str


class Volume(NamedTuple):
    """A volume in its short form.

    Attributes:
        kind: ``bind`` or ``volume``.
        source: the path of the host, the volume's name, or empty for one without a name.
        target: the path in the container.
        read_only: whether ``ro`` is there; None where no option stands.
        propagation: of a bind mount, or empty.
        selinux: ``z`` or ``Z``, or empty.
        nocopy: whether the image's files are not copied into a new volume.
    """

    kind: str
    source: str
    target: str
    read_only: bool | None = None
    propagation: str = ""
    selinux: str = ""
    nocopy: bool = False


def parse_ports(text: str) -> tuple[Port, ...]:
    """Return the ports that a short form stands for: one, or one for each of a range.

    Raises:
        ShortFormError: it is none.
    """
    address, protocol = text, "tcp"
    if "/" in text:
        address, _, protocol = text.partition("/")
        protocol = protocol or "tcp"
    if protocol.lower() not in _PROTOCOLS:
        raise ShortFormError(f"{protocol!r} is no protocol: it is tcp, udp or sctp")
    host_ip, published, target = _split(address)
    if not target:
        raise ShortFormError(f"{text!r} names no port of the container")
    if host_ip and not _is_address(host_ip):
        raise ShortFormError(f"{host_ip!r} is no IP address")
    first, last = _range(target, text)
    if not published:
        found = [Port(n, "", host_ip, protocol.lower()) for n in range(first, last + 1)]
        return tuple(sorted(found, key=_as_text))
    from_, to = _range(published, text)
    if last - first != to - from_ and first != last:
        raise ShortFormError(f"{text!r}: the ranges of ports differ in length")
    if first == last:
        whole = published if from_ != to else str(from_)
        return (Port(first, whole, host_ip, protocol.lower()),)
    found = [
        Port(first + n, str(from_ + n), host_ip, protocol.lower()) for n in range(last - first + 1)
    ]
    return tuple(sorted(found, key=_as_text))


def _as_text(port: Port) -> str:
    return f"{port.target}/{port.protocol}"  # as Compose sorts them: 10 stands before 9


def _split(text: str) -> tuple[str, str, str]:
    parts = text.split(":")
    if len(parts) == 1:
        return "", "", parts[0]
    if len(parts) == 2:
        return "", parts[0], parts[1]
    host = ":".join(parts[:-2])
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    return host, parts[-2], parts[-1]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def _range(text: str, whole: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    last = last if dash else first
    if not re.fullmatch(r"\d{1,5}", first, re.ASCII) or not re.fullmatch(
        r"\d{1,5}", last, re.ASCII
    ):
        raise ShortFormError(f"{whole!r} is no port or range of ports")
    if int(last) < int(first) or int(last) > _MOST_PORT:
        raise ShortFormError(f"{whole!r}: ports go from 0 to {_MOST_PORT}, the lower one first")
    return int(first), int(last)


def parse_volume(text: str) -> Volume:
    """Return what the short form of a volume says.

    Raises:
        ShortFormError: it is none.
    """
    if not text:
        raise ShortFormError("an empty text is no volume")
    if len(text) <= 2:
        return Volume("volume", "", text)
    parts = _parts(text)
    if any(not part for part in parts):
        raise ShortFormError(f"{text!r} has an empty part between colons")
    if len(parts) > 3:
        raise ShortFormError(f"{text!r} has too many colons")
    if len(parts) == 1:
        return Volume("volume", "", parts[0])
    source, target = parts[0], parts[1]
    read_only: bool | None = None
    propagation = selinux = ""
    nocopy = False
    for option in parts[2].split(",") if len(parts) == 3 else ():
        if option in {"ro", "rw"}:
            read_only = option == "ro"
        elif option == "nocopy":
            nocopy = True
        elif option in _PROPAGATIONS:
            propagation = option
        elif option in _LABELS:
            selinux = option
    kind = "bind" if _is_path(source) else "volume"
    return Volume(kind, source, target, read_only, propagation, selinux, nocopy)


def _parts(text: str) -> list[str]:
    """Split at colons that are not those of a drive, nor within ``${…}``."""
    parts: list[str] = []
    buffer = ""
    depth = 0
    for at, char in enumerate(text):
        if char == "$" and text[at + 1 : at + 2] == "{":
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif char == ":" and not depth and not (len(buffer) == 1 and buffer.isalpha()):
            parts.append(buffer)
            buffer = ""
            continue
        buffer += char
    return [*parts, buffer]


def _is_path(source: str) -> bool:
    if source.startswith((".", "/", "~", "\\\\")):
        return True
    return len(source) > 1 and source[0].isalpha() and source[1] == ":"
