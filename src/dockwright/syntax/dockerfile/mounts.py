"""The values of RUN's flags: ``--mount``, ``--device``, and the CSV that they are written in."""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Device", "Mount", "csv_fields", "parse_bool", "parse_device", "parse_mount"]

_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARING = ("shared", "private", "locked")
_KEYS = (
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
)
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


class Mount(NamedTuple):
    """A mount of RUN.

    ``env`` is None where the option is not given; ``mode``, ``uid`` and ``gid`` likewise;
    ``size`` is in bytes, 0 where not given.
    """

    type: str = "bind"
    from_: str = ""
    source: str = ""
    target: str = ""
    read_only: bool = True
    size: int = 0
    id: str = ""
    sharing: str = ""
    required: bool = False
    env: str | None = None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None


class Device(NamedTuple):
    """A CDI device of RUN."""

    name: str
    required: bool


def parse_bool(text: str) -> bool | None:
    """Read a boolean as Go's ``strconv.ParseBool`` does; None where it is none."""
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def csv_fields(text: str) -> list[str] | str:
    """Divide one line of CSV into its fields; return Docker's message where it cannot."""
    if '"' not in text:
        if not text:
            return "EOF"
        return text.split(",")
    fields: list[str] = []
    at = 0
    size = len(text)
    while True:
        if at >= size or text[at] != '"':
            comma = text.find(",", at)
            end = size if comma < 0 else comma
            quote = text.find('"', at, end)
            if quote >= 0:
                return f'parse error on line 1, column {quote + 1}: bare " in non-quoted-field'
            fields.append(text[at:end])
            if comma < 0:
                return fields
            at = comma + 1
            continue
        at += 1
        built: list[str] = []
        while True:
            quote = text.find('"', at)
            if quote < 0:
                return (
                    f"parse error on line 1, column {size + 1}: "
                    'extraneous or missing " in quoted-field'
                )
            built.append(text[at:quote])
            at = quote + 1
            if text.startswith('"', at):
                built.append('"')
                at += 1
                continue
            break
        fields.append("".join(built))
        if at == size:
            return fields
        if text[at] != ",":
            return f'parse error on line 1, column {at}: extraneous or missing " in quoted-field'
        at += 1


def _suggestion(name: str, options: tuple[str, ...]) -> str:
    match = nearest(name, options)
    return f" (did you mean {match}?)" if match else ""


def parse_mount(
    text: str, expand: Callable[[str], tuple[str, str | None]] | None = None
) -> Mount | str:
    """Read a ``--mount`` value.

    Args:
        text: the value.
        expand: expands variables in a value and returns it with an error or None.  Without it
            only what Docker's instruction parser looks at is judged: the rest may still change.

    Returns:
        the mount, or Docker's message where it refuses the value.
    """
    fields = csv_fields(text)
    if isinstance(fields, str):
        return f"failed to parse csv mounts: {fields}"
    got: dict[str, object] = {"type": "bind"}
    read_only: bool | None = None
    for field in fields:
        key, equals, value = field.partition("=")
        key = key.lower()
        kind = str(got["type"])
        if not equals:
            if expand is None:
                continue
            if key in {"readonly", "ro"}:
                read_only = True
            elif key in {"readwrite", "rw"}:
                read_only = False
            elif key != "required":
                return f"invalid field '{field}' must be a key=value pair"
            elif kind in {"secret", "ssh"}:
                got["required"] = True
            else:
                return f"unexpected key '{key}' for mount type '{kind}'"
            continue
        if expand is not None:
            value, error = expand(value)
            if error is not None:
                return error
        elif key == "from":
            dollar = value.find("$")
            if dollar not in {-1, len(value) - 1}:
                return f"'{key}' doesn't support variable expansion, define alias stage instead"
        else:
            continue
        if key in {"readonly", "ro", "readwrite", "rw"}:
            flag = parse_bool(value)
            if flag is None:
                return f"invalid value for {key}: {value}"
            read_only = flag if key in {"readonly", "ro"} else not flag
            continue
        error = _set_field(got, key, value, kind, field)
        if error is not None:
            return error
    return _finish(got, read_only)


def _set_field(got: dict[str, object], key: str, value: str, kind: str, field: str) -> str | None:
    if key == "type":
        if value.lower() not in _TYPES:
            return f'unsupported mount type "{value}"' + _suggestion(value, _TYPES)
        got["type"] = value.lower()
    elif key == "from":
        got["from_"] = value
    elif key in {"source", "src"}:
        got["source"] = value
    elif key in {"target", "dst", "destination"}:
        got["target"] = value
    elif key == "required":
        if kind not in {"secret", "ssh"}:
            return f"unexpected key '{key}' for mount type '{kind}'"
        required = parse_bool(value)
        if required is None:
            return f"invalid value for {key}: {value}"
        got["required"] = required
    elif key == "size":
        if kind != "tmpfs":
            return f"unexpected key '{key}' for mount type '{kind}'"
        size = _size(value)
        if size is None:
            return f"invalid value for {key}: {value}"
        got["size"] = size
    elif key == "id":
        got["id"] = value
    elif key == "sharing":
        if value.lower() not in _SHARING:
            return f'unsupported sharing value "{value}"' + _suggestion(value, _SHARING)
        got["sharing"] = value.lower()
    elif key in {"mode", "uid", "gid"}:
        number = _unsigned(value, 8 if key == "mode" else 10)
        if number is None:
            return f"invalid value {value} for {key}"
        got[key] = number
    elif key == "env":
        got["env"] = value
    else:
        return f"unexpected key '{key}' in '{field}'" + _suggestion(key, _KEYS)
    return None


def _finish(got: dict[str, object], read_only: bool | None) -> Mount | str:
    kind = got["type"]
    if kind not in {"secret", "ssh", "cache"}:
        for key in ("mode", "uid", "gid"):
            if key in got:
                return f'{key} not allowed for "{kind}" type mounts'
    got["read_only"] = kind not in {"cache", "tmpfs"} if read_only is None else read_only
    mount = Mount(**got)  # type: ignore[arg-type]
    if mount.type == "secret":
        if mount.from_:
            return "secret mount should not have a from"
        if mount.sharing:
            return "secret mount should not define sharing"
        if not (mount.source or mount.target or mount.id):
            return "invalid secret mount. one of source, target required"
        if mount.source and mount.id:
            return "both source and id can't be set"
    if mount.sharing and mount.type != "cache":
        return f"invalid cache sharing set for {mount.type} mount"
    return mount


def _unsigned(text: str, base: int) -> int | None:
    digits = "01234567" if base == 8 else "0123456789"
    if not text or text.strip(digits) or len(text) > 32:
        return None
    value = int(text, base)
    return value if value < 2**32 else None


def _size(text: str) -> int | None:
    """Read a size as docker/go-units' ``RAMInBytes`` does: ``512m``, ``1.5GiB``."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([kKmMgGtTpP])?([iI])?([bB])?", text)
    if found is None or (found.group(3) and not found.group(2)):
        return None
    exponent = " kmgtp".index(found.group(2).lower()) if found.group(2) else 0
    return int(float(found.group(1)) * 1024**exponent)


def parse_device(text: str) -> Device | str:
    """Read a ``--device`` value; return Docker's message where it refuses it."""
    fields = csv_fields(text)
    if isinstance(fields, str):
        return f"failed to parse csv devices: {fields}"
    name = ""
    required = False
    for field in fields:
        key, equals, value = field.partition("=")
        key = key.lower()
        if key == "required":
            flag = parse_bool(value) if equals else True
            if flag is None:
                return f"invalid value for {key}: {value}"
            required = flag
        elif equals and key == "name":
            if name:
                return f"device name already set to {name}"
            name = value
        elif not name:
            name = field
        elif not equals:
            return f"invalid field '{field}' must be a key=value pair"
        else:
            return f"unexpected key '{key}' in '{field}'" + _suggestion(key, ("name", "required"))
    return Device(name, required)
