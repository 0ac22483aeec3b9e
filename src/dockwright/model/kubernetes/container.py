"""Containers of a pod, as rules see them: what the manifest says, where, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.kubernetes.values import Value, below, items_of, pairs_of, value_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.kubernetes import expand_references
from dockwright.syntax.yaml import Sequence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from dockwright.model.kubernetes.workload import Volume, Workload
    from dockwright.syntax.yaml import Node
    from dockwright.text import Span

__all__ = [
    "Container",
    "ContainerPort",
    "EnvFrom",
    "EnvVar",
    "Probe",
    "Resource",
    "Security",
    "VolumeMount",
]


class ContainerPort(NamedTuple):
    """A port that a container says it serves.

    Attributes:
        span: the entry.
        port: the number.
        name: the name that probes and Services may use, or None.
        protocol: ``TCP`` where nothing else is said.
        host_port: the node's port, or None.
    """

    span: Span
    port: Value
    name: Value | None
    protocol: str
    host_port: Value | None


class EnvVar(NamedTuple):
    """A variable that a container is given.

    Attributes:
        span: the entry.
        name: its name.
        value: its value, references to earlier variables expanded; None where it comes from
            elsewhere.
        source: ``value``, or where it comes from: ``secretKeyRef``, ``configMapKeyRef``,
            ``fieldRef``, ``resourceFieldRef`` or ``fileKeyRef``.
        object_name: the Secret or ConfigMap that it is taken from.
        key: the key in it.
        is_optional: whether the container starts without it.
    """

    span: Span
    name: Value
    value: Value | None
    source: str
    object_name: Value | None = None
    key: Value | None = None
    is_optional: bool = False


class EnvFrom(NamedTuple):
    """A ConfigMap or Secret whose keys all become variables.

    Attributes:
        span: the entry.
        source: ``configMapRef`` or ``secretRef``.
        object_name: its name.
        prefix: what stands before each key.
    """

    span: Span
    source: str
    object_name: Value | None
    prefix: str


class VolumeMount(NamedTuple):
    """A volume in a container's file system.

    Attributes:
        span: the entry.
        volume: the volume's name.
        path: where it is mounted.
        is_read_only: whether the container cannot write there.
        sub_path: the part of the volume, or None for all of it.
    """

    span: Span
    volume: Value
    path: Value
    is_read_only: bool
    sub_path: Value | None


class Resource(NamedTuple):
    """An amount of a resource, as a request or a limit.

    Attributes:
        span: name and amount.
        name: such as ``memory`` or ``nvidia.com/gpu``.
        name_span: where the name stands.
        value: the amount as written.
    """

    span: Span
    name: str
    name_span: Span
    value: Value

    @property
    def amount(self) -> Fraction | Unknown | None:
        """Return bytes, processors or pieces; None where it is no quantity."""
        return self.value.quantity


class Security(NamedTuple):
    """What a container's process may do: its own securityContext over the pod's.

    None stands where neither says anything.
    """

    run_as_non_root: Value | None
    run_as_user: Value | None
    run_as_group: Value | None
    read_only_root_filesystem: Value | None
    allow_privilege_escalation: Value | None
    privileged: Value | None
    added_capabilities: tuple[Value, ...]
    dropped_capabilities: tuple[Value, ...]


class Probe(NamedTuple):
    """A check of a container by the kubelet.

    Attributes:
        span: from its key to its end.
        kind: ``liveness``, ``readiness`` or ``startup``.
        handler: ``httpGet``, ``tcpSocket``, ``grpc`` or ``exec``; empty where none is named.
        port: the port's number or name.
        path: the path that ``httpGet`` asks for; None where none is written, which is ``/``.
        host: the host that is asked; None for the pod itself.
        command: the words of ``exec``.
    """

    span: Span
    kind: str
    handler: str
    port: Value | None
    path: Value | None
    host: Value | None
    command: tuple[Value, ...]


class Container:
    """A container of a pod.

    Attributes:
        workload: what its pod is made by.
        node: its mapping.
        role: ``main``, ``init`` or ``sidecar`` (an init container that keeps running).
    """

    __slots__ = ("_env", "node", "role", "workload")

    def __init__(self, workload: Workload, node: Node, role: str) -> None:
        self.workload = workload
        self.node = node
        self.role = role
        self._env: tuple[EnvVar, ...] | None = None
        if role == "init" and self._text("restartPolicy") == "Always":
            self.role = "sidecar"

    def __repr__(self) -> str:
        return f"Container({self.name.text if self.name else ''!r})"

    @property
    def path(self) -> str:
        """Return the absolute path of the file that it stands in."""
        return self.workload.path

    @property
    def span(self) -> Span:
        """Return where its name stands, else where its first line does."""
        name = self.name
        return self.node.span if name is None else name.span

    @property
    def name(self) -> Value | None:
        """Return its name."""
        return value_of(below(self.node, "name"))

    @property
    def image(self) -> Value | None:
        """Return the image's name; None where none is written."""
        return value_of(below(self.node, "image"))

    @property
    def working_dir(self) -> Value | None:
        """Return the directory that it starts in; None where the image's holds."""
        return value_of(below(self.node, "workingDir"))

    @property
    def command(self) -> tuple[Value, ...] | None:
        """Return the words that stand in for ENTRYPOINT, and CMD with it; None where it holds."""
        return self._words(below(self.node, "command"))

    @property
    def args(self) -> tuple[Value, ...] | None:
        """Return the words that stand in for CMD; None where it holds, or falls with ENTRYPOINT."""
        return self._words(below(self.node, "args"))

    @property
    def ports(self) -> tuple[ContainerPort, ...]:
        """Return the ports that it says it serves; a list that leaves some out is allowed."""
        found: list[ContainerPort] = []
        for item in items_of(below(self.node, "ports")):
            port = value_of(below(item, "containerPort"))
            if port is None:
                continue
            protocol = value_of(below(item, "protocol"))
            found.append(
                ContainerPort(
                    item.span,
                    port,
                    value_of(below(item, "name")),
                    "TCP" if protocol is None else protocol.known or "",
                    value_of(below(item, "hostPort")),
                )
            )
        return tuple(found)

    def port_number(self, port: Value) -> int | Unknown | None:
        """Return the number of a port that a probe or Service names.

        None for a name that is not among the container's ports.
        """
        if isinstance(port.value, Unknown):
            return port.value
        number = port.number
        if number is not None:
            return number
        for each in self.ports:
            if each.name is not None and each.name.text == port.text:
                found = each.port.number
                return Unknown("the port's number is not known") if found is None else found
        return None

    @property
    def env(self) -> tuple[EnvVar, ...]:
        """Return the variables that it is given one by one; of one name the last counts."""
        if self._env is None:
            self._env = tuple(self._read_env())
        return self._env

    @property
    def env_from(self) -> tuple[EnvFrom, ...]:
        """Return the ConfigMaps and Secrets whose keys all become variables."""
        found: list[EnvFrom] = []
        for item in items_of(below(self.node, "envFrom")):
            prefix = value_of(below(item, "prefix"))
            for source in ("configMapRef", "secretRef"):
                ref = below(item, source)
                if ref is not None:
                    name = value_of(below(ref, "name"))
                    found.append(
                        EnvFrom(item.span, source, name, "" if prefix is None else prefix.text)
                    )
        return tuple(found)

    def variable(self, name: str) -> EnvVar | None:
        """Return the variable of a name among those that are given one by one."""
        return next((each for each in reversed(self.env) if each.name.text == name), None)

    def gets_variable(self, name: str) -> bool | Unknown:
        """Tell whether it gets a variable, one by one or from a ConfigMap or Secret that is here.

        ``Unknown`` where a ConfigMap or Secret that is not in the project may bring it.
        """
        if self.variable(name) is not None:
            return True
        hidden: Unknown | None = None
        if any(isinstance(each.name.value, Unknown) for each in self.env):
            hidden = Unknown("a template names one of the variables")
        for source in self.env_from:
            keys = self.workload.file.keys_of(source)
            if isinstance(keys, Unknown):
                hidden = keys
            elif name.startswith(source.prefix) and name[len(source.prefix) :] in keys:
                return True
        return False if hidden is None else hidden

    @property
    def mounts(self) -> tuple[VolumeMount, ...]:
        """Return the volumes in its file system."""
        found: list[VolumeMount] = []
        for item in items_of(below(self.node, "volumeMounts")):
            volume, path = value_of(below(item, "name")), value_of(below(item, "mountPath"))
            if volume is None or path is None:
                continue
            read_only = value_of(below(item, "readOnly"))
            sub_path = value_of(below(item, "subPath")) or value_of(below(item, "subPathExpr"))
            is_read_only = read_only is not None and read_only.value is True
            found.append(VolumeMount(item.span, volume, path, is_read_only, sub_path))
        return tuple(found)

    def mount_over(self, path: str) -> VolumeMount | Unknown | None:
        """Return the mount that an absolute path lies in; None where none covers it.

        ``Unknown`` where a mount's path is not known: it may be the one.
        """
        best: VolumeMount | None = None
        hidden: Unknown | None = None
        for mount in self.mounts:
            if isinstance(mount.path.value, Unknown):
                hidden = mount.path.value
                continue
            own = mount.path.text.rstrip("/")
            is_over = path.rstrip("/") == own or path.startswith(f"{own}/")
            if is_over and (best is None or len(own) > len(best.path.text.rstrip("/"))):
                best = mount
        return best if best is not None or hidden is None else hidden

    def volume_of(self, mount: VolumeMount) -> Volume | None:
        """Return the pod's volume that a mount names."""
        name = mount.volume.known
        return None if name is None else self.workload.volume(name)

    @property
    def limits(self) -> Mapping[str, Resource]:
        """Return the most that it gets of each resource."""
        return self._resources("limits")

    @property
    def requests(self) -> Mapping[str, Resource]:
        """Return what is reserved for it of each resource, as far as it is written.

        Where a request is not written, the API server takes the limit.
        """
        return self._resources("requests")

    @property
    def security(self) -> Security:
        """Return its securityContext over the pod's."""
        own, pods = below(self.node, "securityContext"), below(self.workload.pod, "securityContext")

        def either(name: str) -> Value | None:
            return value_of(below(own, name)) or value_of(below(pods, name))

        def words(name: str) -> tuple[Value, ...]:
            found = (value_of(item) for item in items_of(below(own, "capabilities", name)))
            return tuple(value for value in found if value is not None)

        return Security(
            either("runAsNonRoot"),
            either("runAsUser"),
            either("runAsGroup"),
            value_of(below(own, "readOnlyRootFilesystem")),
            value_of(below(own, "allowPrivilegeEscalation")),
            value_of(below(own, "privileged")),
            words("add"),
            words("drop"),
        )

    @property
    def probes(self) -> tuple[Probe, ...]:
        """Return how the kubelet checks it."""
        pairs = pairs_of(self.node)
        found: list[Probe] = []
        for kind in ("startup", "readiness", "liveness"):
            pair = pairs.get(f"{kind}Probe")
            if pair is None:
                continue
            handlers = pairs_of(pair.value)
            handler = next(
                (name for name in ("httpGet", "tcpSocket", "grpc", "exec") if name in handlers), ""
            )
            action = handlers[handler].value.node if handler else None
            found.append(
                Probe(
                    pair.span,
                    kind,
                    handler,
                    value_of(below(action, "port")),
                    value_of(below(action, "path")),
                    value_of(below(action, "host")),
                    self._words(below(action, "command")) or (),
                )
            )
        return tuple(found)

    def _text(self, name: str) -> str | None:
        value = value_of(below(self.node, name))
        return None if value is None else value.known

    def _resources(self, which: str) -> dict[str, Resource]:
        found: dict[str, Resource] = {}
        for name, pair in pairs_of(below(self.node, "resources", which)).items():
            value = value_of(pair.value)
            if value is not None:
                found[name] = Resource(pair.span, name, pair.key.span, value)
        return found

    def _words(self, node: Node | None) -> tuple[Value, ...] | None:
        """Return the words of a command, references to the container's variables expanded."""
        if node is None:
            return None
        if not isinstance(node, Sequence):
            value = value_of(node)
            return (value,) if value is not None and isinstance(value.value, Unknown) else ()
        found: list[Value] = []
        for item in items_of(node):
            value = value_of(item, is_shell=True)
            if value is not None:
                found.append(self._expanded(value, {each.name.text: each for each in self.env}))
        return tuple(found)

    def _read_env(self) -> list[EnvVar]:
        known: dict[str, EnvVar] = {}
        found: list[EnvVar] = []
        for item in items_of(below(self.node, "env")):
            name = value_of(below(item, "name"))
            if name is None:
                continue
            sources = pairs_of(below(item, "valueFrom"))
            if sources:
                source, pair = next(iter(sources.items()))
                optional = value_of(below(pair.value, "optional"))
                each = EnvVar(
                    item.span,
                    name,
                    None,
                    source,
                    value_of(below(pair.value, "name")),
                    value_of(below(pair.value, "key")),
                    optional is not None and optional.value is True,
                )
            else:
                value = value_of(below(item, "value"), is_shell=True)
                value = Value("", "", item.span) if value is None else self._expanded(value, known)
                each = EnvVar(item.span, name, value, "value")
            known[name.text] = each
            found.append(each)
        return found

    def _expanded(self, value: Value, known: Mapping[str, EnvVar]) -> Value:
        """Return a value with ``$(NAME)`` expanded; ``Unknown`` where a name's value is elsewhere.

        A name that nothing defines stays as it is written, as the kubelet has it.
        """
        if "$" not in value.text or isinstance(value.value, Unknown):
            return value
        hidden: list[Unknown] = []

        def lookup(name: str) -> str | None:
            each = known.get(name)
            if each is None and not self.env_from:
                return None
            if each is None or each.value is None or isinstance(each.value.value, Unknown):
                hidden.append(Unknown(f"the value of {name} is not in the manifest"))
                return ""
            return each.value.text

        text = expand_references(value.text, lookup)
        if hidden:
            return Value(hidden[0], value.text, value.span)
        return Value(text, text, value.span)
