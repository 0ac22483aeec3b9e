"""The short forms of a Compose file made long, casts after interpolation, and default values.

Source: Compose specification; compose-go, packages transform and loader (behaviour).
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.compose.tree import Item, Path, Patterns, Problem, path_text
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import ShortFormError, parse_ports, parse_volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Report = Callable[[Problem], None]
    Transform = Callable[[Item, Path, Report], Item]

__all__ = ["canonical", "cast", "with_defaults"]


def canonical(item: Item, report: Report, path: Path = ()) -> Item:
    """Return a value with its short forms made long; what is wrong with one is reported."""
    transform: Transform | None = _TRANSFORMS.find(path)
    if transform is not None:
        if isinstance(item.value, Unknown):
            return item
        return transform(item, path, report)
    return _below(item, report, path)


def _below(item: Item, report: Report, path: Path) -> Item:
    if isinstance(item.value, dict):
        for key, value in item.value.items():
            item.value[key] = canonical(value, report, (*path, key))
    elif isinstance(item.value, list):
        item.value[:] = [canonical(each, report, (*path, "[]")) for each in item.value]
    return item


def _list(item: Item, path: Path, report: Report) -> Item:
    del path, report
    return item.like([item]) if isinstance(item.value, str) else item


def _servers(item: Item, path: Path, report: Report) -> Item:
    """Return name servers as a list, those that are empty left out."""
    listed = _list(item, path, report)
    return item.like([each for each in listed.items if each.value not in {None, ""}])


def _file_mount(item: Item, path: Path, report: Report) -> Item:
    del path, report
    return item.like({"source": item.like(item.value)}) if isinstance(item.value, str) else item


def _text(item: Item, path: Path, report: Report) -> Item:
    del path, report
    return item if item.text is None else item.like(item.text)


def _key_values(item: Item, path: Path, report: Report) -> Item:
    if not isinstance(item.value, list):
        return item
    found: dict[str, Item] = {}
    for each in item.value:
        if isinstance(each.value, Unknown):
            if each.entry_name is not None:
                found[each.entry_name] = each
            continue
        name, equals, value = (each.text or "").partition("=")
        if not equals:
            report(
                Problem(
                    "schema", f"`{name}` has to be `name=value` in {path_text(path)}", each, path
                )
            )
            continue
        found[name] = each.like(value)
    return item.like(found)


def _depends_on(item: Item, path: Path, report: Report) -> Item:
    del report
    if isinstance(item.value, list):
        return item.like(
            {
                str(each.value): each.like(
                    {
                        "condition": each.like("service_started"),
                        "required": each.like(True),  # noqa: FBT003 - a value of the file
                    }
                )
                for each in item.value
            }
        )
    for each in item.mapping.values():
        if isinstance(each.value, dict):
            each.value.setdefault("condition", each.like("service_started"))
            each.value.setdefault("required", each.like(True))  # noqa: FBT003 - as above
    del path
    return item


def _env_file(item: Item, path: Path, report: Report) -> Item:
    del path, report
    entries = item.value if isinstance(item.value, list) else [item]
    found: list[Item] = []
    for each in entries:
        if isinstance(each.value, str):
            fields = {"path": each.like(each.value), "required": each.like(True)}  # noqa: FBT003 - as above
            found.append(each.like(fields))
        else:
            if isinstance(each.value, dict):
                each.value.setdefault("required", each.like(True))  # noqa: FBT003 - as above
            found.append(each)
    return item.like(found)


def _extends(item: Item, path: Path, report: Report) -> Item:
    del path, report
    return item.like({"service": item.like(item.value)}) if isinstance(item.value, str) else item


def _gpus(item: Item, path: Path, report: Report) -> Item:
    del path, report
    if isinstance(item.value, str):
        return item.like([item.like({"count": item.like(item.value)})])
    return item


def _names(item: Item, path: Path, report: Report) -> Item:
    del path, report
    if isinstance(item.value, list):
        return item.like({str(each.value): each.like(None) for each in item.value})
    return item


def _volume(item: Item, path: Path, report: Report) -> Item:
    if not isinstance(item.value, str):
        return item
    try:
        volume = parse_volume(item.value)
    except ShortFormError as error:
        report(Problem("schema", f"{path_text(path)}: {error}", item, path))
        return item
    fields: dict[str, Any] = {"type": volume.kind}
    if volume.source:
        fields["source"] = volume.source
    fields["target"] = _clean(volume.target)
    if volume.read_only:
        fields["read_only"] = True
    found = {key: item.like(value) for key, value in fields.items()}
    if volume.kind == "bind":
        bind: dict[str, Any] = {"create_host_path": True}
        if volume.propagation:
            bind["propagation"] = volume.propagation
        if volume.selinux:
            bind["selinux"] = volume.selinux
        found["bind"] = item.like({key: item.like(value) for key, value in bind.items()})
    else:
        options = {"nocopy": item.like(True)} if volume.nocopy else {}  # noqa: FBT003 - as above
        found["volume"] = item.like(options)
    return item.like(found)


def _clean(target: str) -> str:
    """Return a path without what changes nothing; a Windows path as it is."""
    if not target or "\\" in target or re.match("[A-Za-z]:", target):
        return target
    cleaned = posixpath.normpath(target)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _device(item: Item, path: Path, report: Report) -> Item:
    if not isinstance(item.value, str):
        return item
    parts = item.value.split(":")
    if len(parts) > 3:
        report(
            Problem("schema", f"{path_text(path)}: {item.value!r} has too many colons", item, path)
        )
        return item
    source = parts[0]
    target = parts[1] if len(parts) > 1 else ""
    permissions = parts[2] if len(parts) > 2 else "rwm"
    fields = {"source": source, "target": target or source, "permissions": permissions}
    return item.like({key: item.like(value) for key, value in fields.items()})


def _ports(item: Item, path: Path, report: Report) -> Item:
    if not isinstance(item.value, list):
        return item
    found: list[Item] = []
    for each in item.value:
        if isinstance(each.value, (dict, Unknown)):
            found.append(each)
            continue
        try:
            ports = parse_ports(each.text or "")
        except ShortFormError as error:
            report(Problem("schema", f"{path_text(path)}: {error}", each, path))
            continue
        for port in ports:
            fields: dict[str, Any] = {"mode": "ingress"}
            if port.host_ip:
                fields["host_ip"] = port.host_ip
            fields["target"] = port.target
            if port.published:
                fields["published"] = port.published
            fields["protocol"] = port.protocol
            found.append(each.like({key: each.like(value) for key, value in fields.items()}))
    return item.like(found)


def _ssh(item: Item, path: Path, report: Report) -> Item:
    if not isinstance(item.value, list):
        return item
    found: dict[str, Item] = {}
    for each in item.value:
        name, equals, value = (each.text or "").partition("=")
        if not equals and name != "default":
            report(Problem("schema", f"{path_text(path)}: `{name}` names no key", each, path))
            continue
        found[name] = each.like(value if equals else None)
    return item.like(found)


def _build(item: Item, path: Path, report: Report) -> Item:
    if isinstance(item.value, str):
        return item.like({"context": item.like(item.value)})
    return _below(item, report, path)


def _external(item: Item, path: Path, report: Report) -> Item:
    external = item.get("external")
    if external is None or not isinstance(external.value, dict):
        return _below(item, report, path)
    own, named = item.get("name"), external.get("name")
    if named is not None and own is not None and own.value != named.value:
        words = f"{path_text(path)} has a `name` and another `external.name`"
        report(Problem("conflict", words, named, path, "Keep `name`, with `external: true`"))
    item.value["external"] = external.like(True)  # noqa: FBT003 - a value of the file
    if named is not None and own is None:
        item.value["name"] = named
    return item


def _include(item: Item, path: Path, report: Report) -> Item:
    del path, report
    return item.like({"path": item.like(item.value)}) if isinstance(item.value, str) else item


_TRANSFORMS = Patterns(
    {
        "services.*.build": _build,
        "services.*.build.secrets.*": _file_mount,
        "services.*.build.provenance": _text,
        "services.*.build.sbom": _text,
        "services.*.build.additional_contexts": _key_values,
        "services.*.build.ssh": _ssh,
        "services.*.configs.*": _file_mount,
        "services.*.depends_on": _depends_on,
        "services.*.develop.watch.*.ignore": _list,
        "services.*.develop.watch.*.include": _list,
        "services.*.devices.*": _device,
        "services.*.dns": _servers,
        "services.*.env_file": _env_file,
        "services.*.extends": _extends,
        "services.*.gpus": _gpus,
        "services.*.label_file": _list,
        "services.*.models": _names,
        "services.*.networks": _names,
        "services.*.ports": _ports,
        "services.*.secrets.*": _file_mount,
        "services.*.volumes.*": _volume,
        "configs.*": _external,
        "include.*": _include,
        "networks.*": _external,
        "secrets.*": _external,
        "volumes.*": _external,
    }
)

_TRUE = frozenset({"true", "y", "yes", "on"})
_FALSE = frozenset({"false", "n", "no", "off"})


def cast(value: str, path: Path) -> Any:
    """Return an interpolated text as the number or truth value that its key takes.

    Raises:
        ValueError: it is none.
    """
    kind = _CASTS.find(path)
    if kind == "bool":
        lowered = value.lower()
        if lowered in _TRUE or lowered in _FALSE:
            return lowered in _TRUE
        raise ValueError(f"{value!r} is neither true nor false")
    if kind == "int":
        if not re.fullmatch(r"[-+]?\d{1,18}", value, re.ASCII):
            raise ValueError(f"{value!r} is no whole number")
        return int(value)
    if kind == "float":
        return float(value)
    return value


_CASTS = Patterns(
    {
        **{
            f"services.*.{key}": "int"
            for key in (
                "cpu_count",
                "cpu_period",
                "cpu_quota",
                "cpu_rt_period",
                "cpu_rt_runtime",
                "cpu_shares",
                "deploy.placement.max_replicas_per_node",
                "deploy.replicas",
                "deploy.restart_policy.max_attempts",
                "deploy.rollback_config.parallelism",
                "deploy.update_config.parallelism",
                "healthcheck.retries",
                "oom_score_adj",
                "pids_limit",
                "ports.[].target",
                "scale",
                "ulimits.*",
                "ulimits.*.hard",
                "ulimits.*.soft",
            )
        },
        **{
            f"services.*.{key}": "float"
            for key in (
                "cpu_percent",
                "cpus",
                "deploy.rollback_config.max_failure_ratio",
                "deploy.update_config.max_failure_ratio",
            )
        },
        **{
            f"services.*.{key}": "bool"
            for key in (
                "depends_on.*.required",
                "depends_on.*.restart",
                "healthcheck.disable",
                "init",
                "oom_kill_disable",
                "privileged",
                "read_only",
                "stdin_open",
                "tty",
                "volumes.[].read_only",
                "volumes.[].volume.nocopy",
            )
        },
        **{
            f"networks.*.{key}": "bool"
            for key in ("attachable", "enable_ipv4", "enable_ipv6", "external", "internal")
        },
        **{f"{kind}.*.external": "bool" for kind in ("configs", "secrets", "volumes")},
    }
)


def with_defaults(item: Item, path: Path = ()) -> Item:
    """Return a value with the defaults that Compose puts in where nothing is said."""
    default: Callable[[Item], None] | None = _DEFAULTS.find(path)
    if default is not None and isinstance(item.value, dict):
        default(item)
        return item
    for key, value in item.mapping.items():
        with_defaults(value, (*path, key))
    for value in item.items:
        with_defaults(value, (*path, "[]"))
    return item


def _default(name: str, value: Any) -> Callable[[Item], None]:
    def put(item: Item) -> None:
        item.value.setdefault(name, item.like(value))

    return put


def _secret_target(item: Item) -> None:
    source = item.get("source")
    if source is not None:
        item.value.setdefault("target", item.like(f"/run/secrets/{source.text}"))


def _port_defaults(item: Item) -> None:
    item.value.setdefault("protocol", item.like("tcp"))
    item.value.setdefault("mode", item.like("ingress"))


def _device_count(item: Item) -> None:
    if "count" not in item.value and "device_ids" not in item.value:
        item.value["count"] = item.like("all")


_DEFAULTS = Patterns(
    {
        "services.*.build": _default("context", "."),
        "services.*.secrets.*": _secret_target,
        "services.*.ports.*": _port_defaults,
        "services.*.deploy.resources.reservations.devices.*": _device_count,
        "services.*.gpus.*": _device_count,
        "services.*.volumes.*.bind": _default("create_host_path", value=True),
    }
)
