"""A project as ``docker compose config`` prints it: normal form, every name and variable resolved.

Source: Compose specification; compose-go, package loader, normalize.go (behaviour).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from dockwright.model.compose.load import read_env_file
from dockwright.model.compose.view import decoded
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import duration_of
from dockwright.syntax.dotenv import read_dotenv
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dockwright.model.compose.load import Loaded
    from dockwright.model.compose.tree import Problem

    Read = Callable[[str], bytes | Unknown]

__all__ = ["resolved"]

_SERVICE = "service:"
_SHARED = ("network_mode", "ipc", "pid", "uts", "cgroup")
_DURATIONS = ("interval", "timeout", "start_period", "start_interval")


def resolved(loaded: Loaded, read: Read, report: Callable[[Problem], None]) -> dict[str, Any]:
    """Return a project in Compose's normal form, as plain data.

    Networks, volumes, configs and secrets that no service uses are left out, as the program has
    it; durations are in seconds, sizes in bytes.

    Args:
        loaded: the project.
        read: gives the bytes of the services' files of variables and labels.
        report: is told of values that are none of their kind.
    """
    root = decoded(loaded.root, report)
    return _Normal(root, loaded, read).root


class _Normal:
    def __init__(self, root: dict[str, Any], loaded: Loaded, read: Read) -> None:
        self.root = root
        self.known: Mapping[str, str] = loaded.known
        self.read = read
        root["name"] = loaded.name
        services = _mapping(root.get("services"))
        for service in services.values():
            if isinstance(service, dict):
                self.service(service)
        self.networks(services)
        self.contents()
        for kind in ("networks", "volumes", "configs", "secrets"):
            self.names(kind)
        self.leave_out(services)

    def service(self, service: dict[str, Any]) -> None:
        if service.get("pull_policy") == "if_not_present":
            service["pull_policy"] = "missing"
        build = service.get("build")
        if isinstance(build, dict):
            if not build.get("dockerfile") and not build.get("dockerfile_inline"):
                build["dockerfile"] = "Dockerfile"
            if isinstance(build.get("ssh"), dict):
                build["ssh"] = [
                    name if path is None else f"{name}={path}"
                    for name, path in build["ssh"].items()
                ]
            if isinstance(build.get("args"), dict):
                arguments = self.from_environment(build["args"])
                build["args"] = {name: each for name, each in arguments.items() if each is not None}
        service["environment"] = self.environment(service)
        service["labels"] = self.labels(service)
        depends = dict(_mapping(service.get("depends_on")))
        for other, restarts in _dependencies(service):
            added = {"condition": "service_started", "required": True}
            depends.setdefault(other, {**added, "restart": True} if restarts else added)
        service["depends_on"] = depends
        for volume in _list(service.get("volumes")):
            if isinstance(volume, dict) and isinstance(volume.get("target"), str):
                volume["target"] = posixpath.normpath(volume["target"])
        for hook in _list(service.get("pre_start")):
            if isinstance(hook, dict) and service.get("image"):
                hook.setdefault("image", service["image"])
        check = _mapping(service.get("healthcheck"))
        for key in _DURATIONS:
            if key in check:
                check[key] = duration_of(check[key])
        if "stop_grace_period" in service:
            service["stop_grace_period"] = duration_of(service["stop_grace_period"])

    def from_environment(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return variables with those that have a name alone taken from the environment."""
        return {
            name: self.known.get(name) if value is None else value for name, value in values.items()
        }

    def environment(self, service: dict[str, Any]) -> dict[str, Any]:
        own = self.from_environment(_mapping(service.get("environment")))
        listed: dict[str, Any] = {}

        known = {**{key: each for key, each in own.items() if isinstance(each, str)}, **self.known}
        for entry in _mappings(service.pop("env_file", None)):
            path, form = entry.get("path"), entry.get("format")
            if isinstance(path, str):
                content = read_env_file(path, self.read, known, form)
                listed.update({} if isinstance(content, Unknown) else content.values)
        return {**listed, **own}

    def labels(self, service: dict[str, Any]) -> dict[str, Any]:
        listed: dict[str, Any] = {}
        for path in _list(service.get("label_file")):
            data = self.read(path) if isinstance(path, str) else None
            if isinstance(path, str) and isinstance(data, bytes):
                listed.update(read_dotenv(Source.from_bytes(path, data), listed.get).values)
        return {**listed, **_mapping(service.get("labels"))}

    def networks(self, services: Mapping[str, Any]) -> None:
        """Put services without a network into the default one."""
        used = False
        for service in services.values():
            if not isinstance(service, dict) or {"provider", "network_mode"} & set(service):
                continue
            if not service.get("networks"):
                service["networks"] = {"default": None}
            used = used or "default" in service["networks"]
        if used:
            networks = self.root.setdefault("networks", {})
            if isinstance(networks, dict):
                networks.setdefault("default", {})

    def contents(self) -> None:
        """Put in the content of configs that a variable holds."""
        for config in _mapping(self.root.get("configs")).values():
            name = config.get("environment") if isinstance(config, dict) else None
            if isinstance(name, str) and name in self.known:
                config["content"] = self.known[name]

    def names(self, kind: str) -> None:
        declared = self.root.get(kind)
        if not isinstance(declared, dict):
            return
        for key, value in declared.items():
            resource = value if isinstance(value, dict) else {}
            own = key if resource.get("external") is True else f"{self.root['name']}_{key}"
            if resource.get("name") is None:
                resource["name"] = own
            declared[key] = resource

    def leave_out(self, services: Mapping[str, Any]) -> None:
        """Leave out what no service uses."""
        used: dict[str, set[object]] = {
            kind: set() for kind in ("networks", "volumes", "secrets", "configs")
        }
        for service in services.values():
            if not isinstance(service, dict):
                continue
            build = _mapping(service.get("build"))
            used["networks"].update(_mapping(service.get("networks")))
            used["volumes"].update(
                mount.get("source")
                for mount in _mappings(service.get("volumes"))
                if mount.get("type") == "volume"
            )
            for mount in (*_mappings(service.get("secrets")), *_mappings(build.get("secrets"))):
                used["secrets"].add(mount.get("source"))
            used["configs"].update(each.get("source") for each in _mappings(service.get("configs")))
        for kind, names in used.items():
            declared = self.root.get(kind)
            if isinstance(declared, dict):
                self.root[kind] = {name: each for name, each in declared.items() if name in names}


def _dependencies(service: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Give the services that one needs beside those it names, and whether it restarts with them."""
    for link in _list(service.get("links")):
        if isinstance(link, str):
            parts = link.split(":")
            yield parts[0] if len(parts) == 2 else link, True
    for key in _SHARED:
        value = service.get(key)
        if isinstance(value, str) and value.startswith(_SERVICE):
            yield value.removeprefix(_SERVICE), True
    for each in _list(service.get("volumes_from")):
        if isinstance(each, str) and not each.startswith("container:"):
            yield each.partition(":")[0], False


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]
