"""The resolved model of a project: what ``docker compose config --format json`` prints.

Source: compose-go, loader/normalize.go, and the marshalling of its types (behaviour).
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from dockwright.model.compose.view import command_words, decoded, pairs_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.dotenv import read_dotenv, read_raw
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.model.compose.load import Loaded, Read
    from dockwright.model.compose.tree import Item

__all__ = ["project_name", "resolved"]


def project_name(loaded: Loaded) -> str:
    """Return the project's name: what the file says, else the directory's."""
    item = loaded.root.get("name")
    name = (item.text if item is not None else None) or posixpath.basename(loaded.directory)
    return "".join(re.findall("[a-z0-9_-]", name.lower())).lstrip("_-")


def resolved(loaded: Loaded, environment: Mapping[str, str], read: Read) -> dict[str, Any]:
    """Return the resolved model, with the variables of ``env_file`` put in.

    Networks, volumes, configs and secrets that no service uses are left out, as Compose does.

    Args:
        loaded: the project, loaded with a known environment.
        environment: the variables that are set, those of ``.env`` among them.
        read: gives the bytes of a file.

    Raises:
        ValueError: a value is none of its kind.
    """
    model: dict[str, Any] = decoded(loaded.root)
    name = project_name(loaded)
    model["name"] = name
    services = model.setdefault("services", {})
    uses_default = False
    for key, item in (loaded.root.get("services") or loaded.root).mapping.items():
        service = services.get(key)
        if not isinstance(service, dict):
            continue
        _fill_in(service, item, environment, read)
        uses_default |= "default" in (service.get("networks") or ())
    networks = model.get("networks") or {}
    if uses_default:
        networks.setdefault("default", None)
    model["networks"] = networks
    for kind in ("networks", "volumes", "configs", "secrets"):
        listed = model.get(kind)
        if not listed:
            model.pop(kind, None)
            continue
        used = _used(services, kind)
        for key, each in list(listed.items()):
            if key not in used:
                del listed[key]
                continue
            own = each or {}
            external = own.get("external") in {True, "true"}
            own.setdefault("name", key if external else f"{name}_{key}")
            listed[key] = own
    return model


def _used(services: Mapping[str, Any], kind: str) -> set[str]:
    """Return the names of a kind that services refer to."""
    found: set[str] = set()
    for service in services.values():
        listed = service.get(kind) or ()
        build = service.get("build") or {}
        if kind == "networks":
            found.update(listed)
        elif kind == "volumes":
            found.update(each.get("source", "") for each in listed if each.get("type") == "volume")
        else:
            found.update(each.get("source", "") for each in listed)
        if kind == "secrets" and isinstance(build, dict):
            found.update(each.get("source", "") for each in build.get("secrets") or ())
    return found


def _fill_in(
    service: dict[str, Any], item: Item, environment: Mapping[str, str], read: Read
) -> None:
    """Put in what Compose derives for one service."""
    if "provider" not in service and "network_mode" not in service:
        service["networks"] = service.get("networks") or {"default": None}
    build = service.get("build")
    if isinstance(build, dict):
        if "dockerfile_inline" not in build:
            build.setdefault("dockerfile", "Dockerfile")
        keys = build.get("ssh")
        if isinstance(keys, dict):
            build["ssh"] = [key if path is None else f"{key}={path}" for key, path in keys.items()]
        arguments = build.get("args") or {}
        for key, value in list(arguments.items()):
            if value is None and environment.get(key) is None:
                arguments.pop(key)
            elif value is None:
                arguments[key] = environment[key]
    service["environment"] = _environment(service, item, environment, read)
    service.pop("env_file", None)
    depends = service.setdefault("depends_on", {})
    for link in service.get("links") or ():
        depends.setdefault(link.partition(":")[0], _started(restart=True))
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        value = service.get(key)
        if isinstance(value, str) and value.startswith("service:"):
            depends.setdefault(value[8:], _started(restart=True))
    for each in service.get("volumes_from") or ():
        if not each.startswith("container:"):
            depends.setdefault(each.partition(":")[0], _started(restart=False))
    if service.get("pull_policy") == "if_not_present":
        service["pull_policy"] = "missing"
    for key in ("command", "entrypoint"):
        words = command_words(item.get(key))
        if words is None or isinstance(words, Unknown):
            service[key] = None


def _started(*, restart: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"condition": "service_started", "required": True}
    return {**found, "restart": True} if restart else found


def _environment(
    service: dict[str, Any], item: Item, environment: Mapping[str, str], read: Read
) -> dict[str, str | None]:
    own: dict[str, str | None] = {}
    for name, each in pairs_of(item.get("environment")).items():
        own[name] = environment.get(name) if each.value is None else each.text or ""
    known = {key: value for key, value in own.items() if value is not None}
    merged: dict[str, str | None] = {}
    for each in service.get("env_file") or ():
        data = read(each["path"])
        if isinstance(data, Unknown):
            continue
        source = Source.from_bytes(each["path"], data)
        lookup = {**known, **merged, **environment}
        file = read_raw(source) if each.get("format") == "raw" else read_dotenv(source, lookup.get)
        merged.update(file.values)
    return {**merged, **own}
