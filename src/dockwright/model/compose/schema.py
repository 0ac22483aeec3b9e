"""What a Compose file may hold: every key of the specification, with what it takes.

Source: Compose specification, as of 2026-07 (compose-spec.json), written anew as a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.compose.tree import Item, Path, Problem, path_text
from dockwright.model.unknown import Unknown
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Report = Callable[[Problem], None]

__all__ = ["SERVICE_KEYS", "TOP_KEYS", "validate"]


class _Any(NamedTuple):
    """One of several kinds of values."""

    kinds: tuple[object, ...]


class _Fields(NamedTuple):
    """A mapping with known keys."""

    fields: Mapping[str, object]
    required: tuple[str, ...] = ()
    extensible: bool = True


class _Map(NamedTuple):
    """A mapping with keys of the user's choice."""

    value: object
    pattern: str = ""


class _List(NamedTuple):
    """A list; with ``unique``, one that holds nothing twice."""

    entry: object
    unique: bool = False


class _Words(NamedTuple):
    """One of some words."""

    words: tuple[str, ...]


class _Number(NamedTuple):
    """A whole number within bounds."""

    least: int
    most: int | None = None


STRING, INTEGER, NUMBER, BOOLEAN, NOTHING = (
    "text",
    "a whole number",
    "a number",
    "true or false",
    "",
)

_NAME = r"[a-zA-Z0-9._-]+"
_BOOL = _Any((BOOLEAN, STRING))
_INT = _Any((INTEGER, STRING))
_NUM = _Any((NUMBER, STRING))
_TEXTS = _List(STRING, unique=True)
_TEXT_OR_TEXTS = _Any((STRING, _TEXTS))
_SCALARS = _Map(_Any((STRING, NUMBER, BOOLEAN, NOTHING)), "(?s:.+)")
_LIST_OR_MAP = _Any((_SCALARS, _TEXTS))
_OPTIONS = _Map(_Any((STRING, NUMBER)))
_COMMAND = _Any((NOTHING, STRING, _List(STRING)))
_HOSTS = _Any((_Map(_Any((STRING, _List(STRING)))), _TEXTS))
_MOUNTS = _List(
    _Any(
        (
            STRING,
            _Fields(
                {"source": STRING, "target": STRING, "uid": STRING, "gid": STRING, "mode": _NUM}
            ),
        )
    )
)
_ULIMITS = _Map(_Any((_INT, _Fields({"hard": _INT, "soft": _INT}, ("soft", "hard")))), "[a-z]+")
_RATE = _List(_Fields({"path": STRING, "rate": _INT}, extensible=False))
_HOOK = {
    "command": _COMMAND,
    "user": STRING,
    "privileged": _BOOL,
    "working_dir": STRING,
    "environment": _LIST_OR_MAP,
}
_DEVICE = {
    "capabilities": _TEXTS,
    "count": _INT,
    "device_ids": _TEXTS,
    "driver": STRING,
    "options": _LIST_OR_MAP,
}
_UPDATE = _Fields(
    {
        "parallelism": _INT,
        "delay": STRING,
        "failure_action": STRING,
        "monitor": STRING,
        "max_failure_ratio": _NUM,
        "order": _Words(("start-first", "stop-first")),
    }
)
_EXTERNAL = _Any((BOOLEAN, STRING, _Fields({"name": STRING})))

_BUILD = _Fields(
    {
        "context": STRING,
        "dockerfile": STRING,
        "dockerfile_inline": STRING,
        "entitlements": _List(STRING),
        "args": _LIST_OR_MAP,
        "ssh": _LIST_OR_MAP,
        "labels": _LIST_OR_MAP,
        "cache_from": _List(STRING),
        "cache_to": _List(STRING),
        "no_cache": _BOOL,
        "no_cache_filter": _TEXT_OR_TEXTS,
        "additional_contexts": _LIST_OR_MAP,
        "network": STRING,
        "provenance": _BOOL,
        "sbom": _BOOL,
        "pull": _BOOL,
        "target": STRING,
        "shm_size": _INT,
        "extra_hosts": _HOSTS,
        "isolation": STRING,
        "privileged": _BOOL,
        "secrets": _MOUNTS,
        "tags": _List(STRING),
        "ulimits": _ULIMITS,
        "platforms": _List(STRING),
    }
)
_DEPLOY = _Fields(
    {
        "mode": STRING,
        "endpoint_mode": STRING,
        "replicas": _INT,
        "labels": _LIST_OR_MAP,
        "rollback_config": _UPDATE,
        "update_config": _UPDATE,
        "resources": _Fields(
            {
                "limits": _Fields({"cpus": _NUM, "memory": STRING, "pids": _INT}),
                "reservations": _Fields(
                    {
                        "cpus": _NUM,
                        "memory": STRING,
                        "generic_resources": _List(
                            _Fields(
                                {"discrete_resource_spec": _Fields({"kind": STRING, "value": _NUM})}
                            )
                        ),
                        "devices": _List(_Fields(_DEVICE, ("capabilities",))),
                    }
                ),
            }
        ),
        "restart_policy": _Fields(
            {"condition": STRING, "delay": STRING, "max_attempts": _INT, "window": STRING}
        ),
        "placement": _Fields(
            {
                "constraints": _List(STRING),
                "preferences": _List(_Fields({"spread": STRING})),
                "max_replicas_per_node": _INT,
            }
        ),
    }
)
_VOLUME_MOUNT = _Fields(
    {
        "type": _Words(("bind", "volume", "tmpfs", "cluster", "npipe", "image")),
        "source": STRING,
        "target": STRING,
        "read_only": _BOOL,
        "consistency": STRING,
        "bind": _Fields(
            {
                "propagation": STRING,
                "create_host_path": _BOOL,
                "recursive": _Words(("enabled", "disabled", "writable", "readonly")),
                "selinux": _Words(("z", "Z")),
            }
        ),
        "volume": _Fields({"labels": _LIST_OR_MAP, "nocopy": _BOOL, "subpath": STRING}),
        "tmpfs": _Fields({"size": _Any((_Number(0), STRING)), "mode": _NUM}),
        "image": _Fields({"subpath": STRING}),
    },
    ("type",),
)
_WATCH = _Fields(
    {
        "ignore": _TEXT_OR_TEXTS,
        "include": _TEXT_OR_TEXTS,
        "path": STRING,
        "action": _Words(("rebuild", "sync", "restart", "sync+restart", "sync+exec")),
        "target": STRING,
        "exec": _Fields(_HOOK, ("command",)),
        "initial_sync": BOOLEAN,
    },
    ("path", "action"),
)

SERVICE_KEYS: Mapping[str, object] = {
    "develop": _Any((_Fields({"watch": _List(_WATCH)}), NOTHING)),
    "deploy": _Any((_DEPLOY, NOTHING)),
    "annotations": _LIST_OR_MAP,
    "attach": _BOOL,
    "build": _Any((STRING, _BUILD)),
    "blkio_config": _Fields(
        {
            "device_read_bps": _RATE,
            "device_read_iops": _RATE,
            "device_write_bps": _RATE,
            "device_write_iops": _RATE,
            "weight": _INT,
            "weight_device": _List(_Fields({"path": STRING, "weight": _INT}, extensible=False)),
        },
        extensible=False,
    ),
    "cap_add": _TEXTS,
    "cap_drop": _TEXTS,
    "cgroup": _Words(("host", "private")),
    "cgroup_parent": STRING,
    "command": _COMMAND,
    "configs": _MOUNTS,
    "container_name": STRING,
    "cpu_count": _Any((STRING, _Number(0))),
    "cpu_percent": _Any((STRING, _Number(0, 100))),
    "cpu_shares": _NUM,
    "cpu_quota": _NUM,
    "cpu_period": _NUM,
    "cpu_rt_period": _NUM,
    "cpu_rt_runtime": _NUM,
    "cpus": _NUM,
    "cpuset": STRING,
    "credential_spec": _Fields({"config": STRING, "file": STRING, "registry": STRING}),
    "depends_on": _Any(
        (
            _TEXTS,
            _Map(
                _Fields(
                    {
                        "restart": _BOOL,
                        "required": BOOLEAN,
                        "condition": _Words(
                            (
                                "service_started",
                                "service_healthy",
                                "service_completed_successfully",
                            )
                        ),
                    },
                    ("condition",),
                ),
                _NAME,
            ),
        )
    ),
    "device_cgroup_rules": _TEXTS,
    "devices": _List(
        _Any(
            (
                STRING,
                _Fields({"source": STRING, "target": STRING, "permissions": STRING}, ("source",)),
            )
        )
    ),
    "dns": _TEXT_OR_TEXTS,
    "dns_opt": _TEXTS,
    "dns_search": _TEXT_OR_TEXTS,
    "domainname": STRING,
    "entrypoint": _COMMAND,
    "env_file": _Any(
        (
            STRING,
            _List(
                _Any(
                    (
                        STRING,
                        _Fields(
                            {"path": STRING, "format": STRING, "required": _BOOL},
                            ("path",),
                            extensible=False,
                        ),
                    )
                )
            ),
        )
    ),
    "label_file": _Any((STRING, _List(STRING))),
    "environment": _LIST_OR_MAP,
    "expose": _List(_Any((STRING, NUMBER)), unique=True),
    "extends": _Any((STRING, _Fields({"service": STRING, "file": STRING}, ("service",)))),
    "provider": _Fields(
        {
            "type": STRING,
            "options": _Map(
                _Any((STRING, NUMBER, BOOLEAN, _List(_Any((STRING, NUMBER, BOOLEAN)))))
            ),
        },
        ("type",),
    ),
    "external_links": _TEXTS,
    "extra_hosts": _HOSTS,
    "gpus": _Any((_Words(("all",)), _List(_Fields(_DEVICE)))),
    "group_add": _List(_Any((STRING, NUMBER)), unique=True),
    "healthcheck": _Fields(
        {
            "disable": _BOOL,
            "interval": STRING,
            "retries": _NUM,
            "test": _Any((STRING, _List(STRING))),
            "timeout": STRING,
            "start_period": STRING,
            "start_interval": STRING,
        }
    ),
    "hostname": STRING,
    "image": STRING,
    "init": _BOOL,
    "ipc": STRING,
    "isolation": STRING,
    "labels": _LIST_OR_MAP,
    "links": _TEXTS,
    "logging": _Fields({"driver": STRING, "options": _Map(_Any((STRING, NUMBER, NOTHING)))}),
    "mac_address": STRING,
    "mem_limit": _NUM,
    "mem_reservation": _INT,
    "mem_swappiness": _INT,
    "memswap_limit": _NUM,
    "network_mode": STRING,
    "models": _Any(
        (
            _TEXTS,
            _Map(_Any((_Fields({"endpoint_var": STRING, "model_var": STRING}), NOTHING)), _NAME),
        )
    ),
    "networks": _Any(
        (
            _TEXTS,
            _Map(
                _Any(
                    (
                        _Fields(
                            {
                                "aliases": _TEXTS,
                                "interface_name": STRING,
                                "ipv4_address": STRING,
                                "ipv6_address": STRING,
                                "link_local_ips": _TEXTS,
                                "mac_address": STRING,
                                "driver_opts": _OPTIONS,
                                "priority": NUMBER,
                                "gw_priority": NUMBER,
                            }
                        ),
                        NOTHING,
                    )
                ),
                _NAME,
            ),
        )
    ),
    "oom_kill_disable": _BOOL,
    "oom_score_adj": _Any((STRING, _Number(-1000, 1000))),
    "pid": _Any((STRING, NOTHING)),
    "pids_limit": _NUM,
    "platform": STRING,
    "ports": _List(
        _Any(
            (
                NUMBER,
                STRING,
                _Fields(
                    {
                        "name": STRING,
                        "mode": STRING,
                        "host_ip": STRING,
                        "target": _INT,
                        "published": _INT,
                        "protocol": STRING,
                        "app_protocol": STRING,
                    }
                ),
            )
        ),
        unique=True,
    ),
    "pre_start": _List(_Fields({**_HOOK, "image": STRING, "per_replica": _BOOL})),
    "post_start": _List(_Fields(_HOOK, ("command",))),
    "pre_stop": _List(_Fields(_HOOK, ("command",))),
    "privileged": _BOOL,
    "profiles": _TEXTS,
    "pull_policy": STRING,
    "pull_refresh_after": STRING,
    "read_only": _BOOL,
    "restart": STRING,
    "runtime": STRING,
    "scale": _INT,
    "security_opt": _TEXTS,
    "shm_size": _NUM,
    "secrets": _MOUNTS,
    "sysctls": _LIST_OR_MAP,
    "stdin_open": _BOOL,
    "stop_grace_period": STRING,
    "stop_signal": STRING,
    "storage_opt": _Map(None),
    "tmpfs": _TEXT_OR_TEXTS,
    "tty": _BOOL,
    "ulimits": _ULIMITS,
    "use_api_socket": BOOLEAN,
    "user": STRING,
    "uts": STRING,
    "userns_mode": STRING,
    "volumes": _List(_Any((STRING, _VOLUME_MOUNT)), unique=True),
    "volumes_from": _TEXTS,
    "working_dir": STRING,
}
"""What a service may hold, by key."""

_NETWORK = _Any(
    (
        _Fields(
            {
                "name": STRING,
                "driver": STRING,
                "driver_opts": _OPTIONS,
                "ipam": _Fields(
                    {
                        "driver": STRING,
                        "config": _List(
                            _Fields(
                                {
                                    "subnet": STRING,
                                    "ip_range": STRING,
                                    "gateway": STRING,
                                    "aux_addresses": _Map(STRING),
                                }
                            )
                        ),
                        "options": _Map(STRING),
                    }
                ),
                "external": _EXTERNAL,
                "internal": _BOOL,
                "enable_ipv4": _BOOL,
                "enable_ipv6": _BOOL,
                "attachable": _BOOL,
                "labels": _LIST_OR_MAP,
            }
        ),
        NOTHING,
    )
)
_VOLUME = _Any(
    (
        _Fields(
            {
                "name": STRING,
                "driver": STRING,
                "driver_opts": _OPTIONS,
                "external": _EXTERNAL,
                "labels": _LIST_OR_MAP,
            }
        ),
        NOTHING,
    )
)
_SECRET = {
    "name": STRING,
    "environment": STRING,
    "file": STRING,
    "external": _EXTERNAL,
    "labels": _LIST_OR_MAP,
    "driver": STRING,
    "driver_opts": _OPTIONS,
    "template_driver": STRING,
}
_CONFIG = {
    "name": STRING,
    "content": STRING,
    "environment": STRING,
    "file": STRING,
    "external": _EXTERNAL,
    "labels": _LIST_OR_MAP,
    "template_driver": STRING,
}
_MODEL = {
    "name": STRING,
    "model": STRING,
    "context_size": INTEGER,
    "runtime_flags": _List(STRING),
}

TOP_KEYS: Mapping[str, object] = {
    "version": STRING,
    "name": STRING,
    "include": _List(
        _Any(
            (
                STRING,
                _Fields(
                    {
                        "path": _TEXT_OR_TEXTS,
                        "env_file": _TEXT_OR_TEXTS,
                        "project_directory": STRING,
                    },
                    extensible=False,
                ),
            )
        )
    ),
    "services": _Map(_Fields(SERVICE_KEYS), _NAME),
    "models": _Map(_Fields(_MODEL, ("model",)), _NAME),
    "networks": _Map(_NETWORK, _NAME),
    "volumes": _Map(_VOLUME, _NAME),
    "secrets": _Map(_Fields(_SECRET), _NAME),
    "configs": _Map(_Fields(_CONFIG), _NAME),
}
"""What a file may hold at its top, by key."""

_TOP = _Fields(TOP_KEYS)


def validate(item: Item, report: Report) -> None:
    """Report what the specification does not allow, each with its place."""
    _Validator(report).check(item, _TOP, ())


class _Validator:
    def __init__(self, report: Report) -> None:
        self.report = report

    def check(self, item: Item, kind: object, path: Path) -> None:
        if kind is None or isinstance(item.value, Unknown):
            return
        if isinstance(kind, _Any):
            self.check_any(item, kind, path)
        elif isinstance(kind, _Fields):
            self.check_fields(item, kind, path)
        elif isinstance(kind, _Map):
            self.check_map(item, kind, path)
        elif isinstance(kind, _List):
            self.check_list(item, kind, path)
        elif isinstance(kind, _Words):
            if item.value not in kind.words:
                self.wrong(item, path, _any_of([f"`{word}`" for word in kind.words]))
        elif isinstance(kind, _Number):
            self.check_number(item, kind, path)
        elif not _is(item.value, kind):
            self.wrong(item, path, str(kind) or "nothing")

    def wrong(self, item: Item, path: Path, wanted: str) -> None:
        given = item.kind
        if given in {"text", "a number", "true or false"}:
            given = f"`{_short(item)}`"
        message = f"{_subject(path)} has to be {wanted}, and is {given}"
        self.report(Problem("schema", message, item, path, _advice(item, wanted)))

    def check_any(self, item: Item, kind: _Any, path: Path) -> None:
        for each in kind.kinds:
            if _fits(item, each):
                self.check(item, each, path)
                return
        words = [name for name in dict.fromkeys(map(_name_of, _leaves(kind))) if name]
        self.wrong(item, path, _any_of(words))

    def check_fields(self, item: Item, kind: _Fields, path: Path) -> None:
        if not isinstance(item.value, dict):
            self.wrong(item, path, "a mapping")
            return
        for key, value in item.value.items():
            if key in kind.fields:
                self.check(value, kind.fields[key], (*path, key))
            elif not (kind.extensible and key.startswith("x-")):
                self.unknown_key(key, value, kind, path)
        for key in kind.required:
            if key not in item.value:
                message = f"{_subject(path)} lacks `{key}`"
                kind_ = "devices" if key == "capabilities" else "schema"
                self.report(Problem(kind_, message, item, path))

    def unknown_key(self, key: str, value: Item, kind: _Fields, path: Path) -> None:
        at = value.like(None)
        at.span = value.key_span or value.span
        near = nearest(key, list(kind.fields))
        help_ = f"Did you mean `{near}`?" if near else ""
        if not path and key in SERVICE_KEYS:
            help_ = "It belongs below a service"
        elif not near and path[:1] == ("services",) and len(path) == 2 and key in TOP_KEYS:
            help_ = "It belongs at the top of the file"
        elif not path and isinstance(value.value, dict) and {"image", "build"} & set(value.value):
            help_ = "A service belongs below `services:`"
        self.report(Problem("schema", f"{_subject(path)} has no key `{key}`", at, path, help_))

    def check_map(self, item: Item, kind: _Map, path: Path) -> None:
        if not isinstance(item.value, dict):
            self.wrong(item, path, "a mapping")
            return
        for key, value in item.value.items():
            if kind.pattern and not re.fullmatch(kind.pattern, key, re.ASCII):
                if not path and key.startswith("x-"):
                    continue
                at = value.like(None)
                at.span = value.key_span or value.span
                words = f"`{key}` is no name for an entry of {path_text(path)}"
                self.report(Problem("schema", words, at, path))
                continue
            self.check(value, kind.value, (*path, key))

    def check_list(self, item: Item, kind: _List, path: Path) -> None:
        if not isinstance(item.value, list):
            self.wrong(item, path, "a list")
            return
        seen: set[object] = set()
        for each in item.value:
            if kind.unique and isinstance(each.value, (str, int, float)):
                if each.value in seen:
                    words = f"{path_text(path)} holds `{_short(each)}` twice"
                    self.report(Problem("schema", words, each, path))
                seen.add(each.value)
            self.check(each, kind.entry, (*path, "[]"))

    def check_number(self, item: Item, kind: _Number, path: Path) -> None:
        if not _is(item.value, INTEGER):
            self.wrong(item, path, INTEGER)
        elif item.value < kind.least or (kind.most is not None and item.value > kind.most):
            bounds = f"at least {kind.least}" + (
                "" if kind.most is None else f", at most {kind.most}"
            )
            self.wrong(item, path, bounds)


def _leaves(kind: object) -> list[object]:
    if isinstance(kind, _Any):
        return [leaf for each in kind.kinds for leaf in _leaves(each)]
    return [kind]


def _is(value: object, kind: object) -> bool:
    if kind == STRING:
        return isinstance(value, str)
    if kind == BOOLEAN:
        return isinstance(value, bool)
    if kind == NUMBER:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == INTEGER:
        if isinstance(value, float):
            return value.is_integer()
        return isinstance(value, int) and not isinstance(value, bool)
    return value is None


def _fits(item: Item, kind: object) -> bool:
    """Tell whether a value is of a kind, as far as its outside shows."""
    if isinstance(kind, _Any):
        return any(_fits(item, each) for each in kind.kinds)
    if isinstance(kind, (_Fields, _Map)):
        return isinstance(item.value, dict)
    if isinstance(kind, _List):
        return isinstance(item.value, list)
    if isinstance(kind, _Words):
        return isinstance(item.value, str)
    return _is(item.value, INTEGER if isinstance(kind, _Number) else kind)


def _name_of(kind: object) -> str:
    if isinstance(kind, (_Fields, _Map)):
        return "a mapping"
    if isinstance(kind, _List):
        return "a list"
    if isinstance(kind, _Words):
        return _any_of([f"`{word}`" for word in kind.words])
    return INTEGER if isinstance(kind, _Number) else str(kind)


def _any_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _subject(path: Path) -> str:
    return path_text(path) or "the file"


def _short(item: Item) -> str:
    text = item.text or ""
    return text if len(text) <= 40 else f"{text[:37]}..."


def _advice(item: Item, wanted: str) -> str:
    if "text" in wanted.replace(" or ", ", ").split(", ") and item.kind in {
        "a number",
        "true or false",
    }:
        return f'Write it in quotes: `"{_short(item)}"`'
    return ""
