"""The objects of manifests that run images, and those that send traffic to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.kubernetes.container import Container
from dockwright.model.kubernetes.values import Value, below, items_of, pairs_of, value_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Mapping as YamlMapping
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockwright.model.kubernetes.container import EnvFrom
    from dockwright.syntax.yaml import Node
    from dockwright.text import Source

__all__ = [
    "KubeObject",
    "KubeService",
    "ManifestFile",
    "ServicePort",
    "Volume",
    "Workload",
    "read_objects",
]

_POD_AT = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        ("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"),
        ("spec", "template", "spec"),
    ),
}
"""Where each kind of Kubernetes' own that runs pods has the pod's specification."""
_OWN_GROUPS = frozenset({"v1", "apps/v1", "batch/v1"})
_OLD_GROUPS = ("apps/", "batch/", "extensions/")
_MOST_DEPTH = 8
"""Levels in which the pods of a custom resource are looked for."""
_MOST_OBJECTS = 5000
"""Objects of one file that are looked at."""


class KubeObject(NamedTuple):
    """An object of a manifest.

    Attributes:
        node: its mapping.
        path: the absolute path of the file.
        api_version: such as ``apps/v1``.
        kind: such as ``Deployment``.
        name: its name; None where it has none, or one that is generated.
        namespace: its namespace; ``Unknown`` where a template says it, None where nothing does.
    """

    node: Node
    path: str
    api_version: str
    kind: str
    name: Value | None
    namespace: str | Unknown | None

    @property
    def span(self) -> Span:
        """Return where its name stands, else where it begins."""
        return self.node.span if self.name is None else self.name.span

    @property
    def labels(self) -> Mapping[str, Value]:
        """Return its own labels."""
        return _texts(below(self.node, "metadata", "labels"))


class Volume(NamedTuple):
    """A volume of a pod.

    Attributes:
        span: the entry.
        name: its name.
        kind: the key that says what it is, such as ``emptyDir``; empty where none is written.
        medium: where an ``emptyDir`` lies: ``Memory``, or None for the node's disk.
        size_limit: the most that an ``emptyDir`` takes, or None.
        object_name: the claim, ConfigMap or Secret, or None.
        host_path: the node's path, or None.
    """

    span: Span
    name: Value
    kind: str
    medium: Value | None = None
    size_limit: Value | None = None
    object_name: Value | None = None
    host_path: Value | None = None

    @property
    def is_memory(self) -> bool | Unknown:
        """Tell whether it is an ``emptyDir`` in memory."""
        medium = self.medium
        if self.kind != "emptyDir" or medium is None:
            return False
        return medium.value if isinstance(medium.value, Unknown) else medium.text == "Memory"


class Workload:
    """An object that runs pods.

    Attributes:
        file: the file that it stands in.
        object: the object.
        changed_in: the Kustomization that changes it by a patch, as an absolute path: what it
            seems to lack, the patch may bring. None where none is known.
        pod: the specification of its pods.
        template: what the specification stands in, with the pods' labels; the object itself for
            a Pod.
        is_custom: whether a custom resource makes the pods, whose controller may add to them.
    """

    __slots__ = ("changed_in", "containers", "file", "is_custom", "object", "pod", "template")

    def __init__(
        self, file: ManifestFile, of: KubeObject, template: Node, pod: Node, *, is_custom: bool
    ) -> None:
        self.file = file
        self.object = of
        self.changed_in: str | None = None
        self.template = template
        self.pod = pod
        self.is_custom = is_custom
        self.containers = tuple(
            Container(self, item, role)
            for key, role in (("initContainers", "init"), ("containers", "main"))
            for item in items_of(below(pod, key))
            if isinstance(item, YamlMapping)
        )

    def __repr__(self) -> str:
        return f"Workload({self.object.kind} {self.object.name.text if self.object.name else ''})"

    @property
    def path(self) -> str:
        """Return the absolute path of the file that it stands in."""
        return self.object.path

    @property
    def span(self) -> Span:
        """Return where its name stands."""
        return self.object.span

    @property
    def kind(self) -> str:
        """Return the object's kind, such as ``Deployment``."""
        return self.object.kind

    @property
    def runs_once(self) -> bool:
        """Tell whether its pods are meant to end."""
        policy = value_of(below(self.pod, "restartPolicy"))
        return self.kind in {"Job", "CronJob"} or (
            policy is not None and policy.text in {"Never", "OnFailure"}
        )

    @property
    def labels(self) -> Mapping[str, Value]:
        """Return the labels of its pods."""
        return _texts(below(self.template, "metadata", "labels"))

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """Return the volumes of its pods, those of a StatefulSet's claim templates among them."""
        found = [each for item in items_of(below(self.pod, "volumes")) if (each := _volume(item))]
        for item in items_of(below(self.object.node, "spec", "volumeClaimTemplates")):
            name = value_of(below(item, "metadata", "name"))
            if name is not None:
                found.append(Volume(item.span, name, "persistentVolumeClaim", object_name=name))
        return tuple(found)

    def volume(self, name: str) -> Volume | None:
        """Return the volume of a name."""
        return next((each for each in self.volumes if each.name.text == name), None)

    def flag(self, name: str) -> Value | None:
        """Return a switch of the pod, such as ``hostIPC``; None where it is not written."""
        return value_of(below(self.pod, name))

    @property
    def runtime_class(self) -> Value | None:
        """Return the class of the container runtime, such as ``nvidia``."""
        return value_of(below(self.pod, "runtimeClassName"))

    @property
    def fs_group(self) -> Value | None:
        """Return the group that volumes are made writable for."""
        return value_of(below(self.pod, "securityContext", "fsGroup"))


class ServicePort(NamedTuple):
    """A port of a Service.

    Attributes:
        span: the entry.
        port: what clients connect to.
        target: the pods' port, by number or name; as ``port`` where it is not written.
        is_target_written: whether ``targetPort`` is written.
        name: its name, or None.
    """

    span: Span
    port: Value
    target: Value
    is_target_written: bool
    name: Value | None


class KubeService:
    """A Service: it sends to the pods that it selects.

    Attributes:
        file: the file that it stands in.
        object: the object.
    """

    __slots__ = ("file", "object")

    def __init__(self, file: ManifestFile, of: KubeObject) -> None:
        self.file = file
        self.object = of

    def __repr__(self) -> str:
        return f"KubeService({self.object.name.text if self.object.name else ''!r})"

    @property
    def path(self) -> str:
        """Return the absolute path of the file that it stands in."""
        return self.object.path

    @property
    def span(self) -> Span:
        """Return where its name stands."""
        return self.object.span

    @property
    def selector(self) -> Mapping[str, Value]:
        """Return the labels of the pods that it sends to; none where it selects by other means."""
        return _texts(below(self.object.node, "spec", "selector"))

    @property
    def ports(self) -> tuple[ServicePort, ...]:
        """Return its ports."""
        found: list[ServicePort] = []
        for item in items_of(below(self.object.node, "spec", "ports")):
            port = value_of(below(item, "port"))
            if port is None:
                continue
            target = value_of(below(item, "targetPort"))
            name = value_of(below(item, "name"))
            found.append(ServicePort(item.span, port, target or port, target is not None, name))
        return tuple(found)

    def selects(self, workload: Workload) -> bool | Unknown:
        """Tell whether it sends to the pods of a workload.

        ``Unknown`` where a template says a label, or a namespace.
        """
        own, other = self.object.namespace, workload.object.namespace
        if isinstance(own, Unknown):
            return own
        if isinstance(other, Unknown):
            return other
        selector, labels = self.selector, workload.labels
        if not selector or (own or "default") != (other or "default"):
            return False
        hidden: Unknown | None = None
        for name, value in selector.items():
            label = labels.get(name)
            if label is None:
                return False
            if isinstance(value.value, Unknown):
                hidden = value.value
            elif isinstance(label.value, Unknown):
                hidden = label.value
            elif value.text != label.text:
                return False
        return True if hidden is None else hidden


class ManifestFile:
    """The objects of a file.

    Attributes:
        source: its text; ``source.path`` is the path as people see it.
        path: its absolute path.
        objects: all objects, those of lists among them, in order.
        workloads: those that run pods.
        services: its Services.
        patches: the objects that only change another one: Kustomize's patches. They are in no
            other list, as what they leave out is said elsewhere.
        problems: why it cannot be read, each as a sentence without a full stop, and where.
    """

    __slots__ = (
        "_find_neighbours",
        "_neighbours",
        "objects",
        "patches",
        "path",
        "problems",
        "services",
        "source",
        "workloads",
    )

    def __init__(
        self,
        source: Source,
        path: str,
        objects: tuple[KubeObject, ...],
        *,
        is_patch: bool = False,
        problems: tuple[tuple[str, Span], ...] = (),
        neighbours: Callable[[], tuple[ManifestFile, ...]] = tuple,
    ) -> None:
        """Take objects apart.

        Args:
            source: the file's text.
            path: its absolute path.
            objects: its objects.
            is_patch: whether Kustomize merges the file's objects with others.
            problems: why it cannot be read, and where.
            neighbours: finds the other manifests of its folder.
        """
        self.source = source
        self.path = path
        self.objects = objects
        self.problems = problems
        self._find_neighbours = neighbours
        self._neighbours: tuple[ManifestFile, ...] | None = None
        workloads: list[Workload] = []
        services: list[KubeService] = []
        patches: list[KubeObject] = []
        for each in objects:
            if each.kind == "Service" and each.api_version == "v1" and not is_patch:
                services.append(KubeService(self, each))
            for template, pod, is_custom in _pods(each):
                made = Workload(self, each, template, pod, is_custom=is_custom)
                if is_custom and not made.containers:
                    continue
                if is_patch or _is_patch(each, made):
                    patches.append(each)
                    break
                workloads.append(made)
        self.workloads = tuple(workloads)
        self.services = tuple(services)
        self.patches = tuple(patches)

    @property
    def span(self) -> Span:
        """Return where its first object begins; the file's start where it has none."""
        return self.objects[0].span if self.objects else Span(0, 0)

    @property
    def neighbours(self) -> tuple[ManifestFile, ...]:
        """Return the other manifests of its folder, which are applied with it as a rule."""
        if self._neighbours is None:
            self._neighbours = self._find_neighbours()
        return self._neighbours

    def selected_by(self, service: KubeService) -> tuple[Workload, ...] | Unknown:
        """Return the workloads of this file and its neighbours that a Service sends to.

        ``Unknown`` where it cannot be told of one of them.
        """
        found: list[Workload] = []
        for file in (self, *self.neighbours):
            for workload in file.workloads:
                selects = service.selects(workload)
                if isinstance(selects, Unknown):
                    return selects
                if selects:
                    found.append(workload)
        return tuple(found)

    def keys_of(self, source: EnvFrom) -> frozenset[str] | Unknown:
        """Return the keys of a ConfigMap or Secret of this file or one of its neighbours."""
        kind = "ConfigMap" if source.source == "configMapRef" else "Secret"
        name = None if source.object_name is None else source.object_name.known
        if name is None:
            return Unknown(f"the name of the {kind} is not known")
        for file in (self, *self.neighbours):
            for each in file.objects:
                if each.kind == kind and each.name is not None and each.name.known == name:
                    keys: set[str] = set()
                    for part in ("data", "stringData", "binaryData"):
                        keys.update(pairs_of(below(each.node, part)))
                    return frozenset(keys)
        return Unknown(f"the {kind} {name} is in no manifest of the folder")


def read_objects(documents: tuple[Node, ...], path: str) -> tuple[KubeObject, ...]:
    """Return the objects of a file's documents, those of lists one by one."""
    found: list[KubeObject] = []
    pending = list(reversed(documents))
    while pending and len(found) < _MOST_OBJECTS:
        node = pending.pop().node
        api_version = value_of(below(node, "apiVersion"))
        kind = value_of(below(node, "kind"))
        if api_version is None or kind is None:
            continue
        if kind.text.endswith("List") and below(node, "items") is not None:
            pending += reversed(items_of(below(node, "items")))
            continue
        namespace = value_of(below(node, "metadata", "namespace"))
        found.append(
            KubeObject(
                node,
                path,
                api_version.text,
                kind.text,
                value_of(below(node, "metadata", "name")),
                None
                if namespace is None
                else namespace.value
                if isinstance(namespace.value, Unknown)
                else namespace.text,
            )
        )
    return tuple(found)


def _pods(of: KubeObject) -> list[tuple[Node, Node, bool]]:
    """Return the pod specifications of an object, each with what it stands in."""
    version = of.api_version
    if of.kind in _POD_AT and (version in _OWN_GROUPS or version.startswith(_OLD_GROUPS)):
        keys = _POD_AT[of.kind]
        template = below(of.node, *keys[:-1])
        pod = below(template, keys[-1])
        return [(template, pod, False)] if template is not None and pod is not None else []
    if "/" not in version:
        return []
    found: list[tuple[Node, Node, bool]] = []
    pending: list[tuple[Node, int]] = [(of.node, 0)]
    seen: set[int] = set()
    while pending:
        node, depth = pending.pop()
        if id(node) in seen or depth > _MOST_DEPTH:
            continue
        seen.add(id(node))
        template = below(node, "template")
        pod = below(template, "spec")
        if template is not None and pod is not None and items_of(below(pod, "containers")):
            found.append((template, pod, True))
            continue
        children = [pair.value.node for pair in reversed(pairs_of(node).values())]
        children += reversed(items_of(node))
        pending += [(child, depth + 1) for child in children]
    return found


def _is_patch(of: KubeObject, workload: Workload) -> bool:
    """Tell whether an object leaves out what no object of its kind can be without.

    Such a one is merged with another before it is applied.
    """
    if not any(each.role == "main" for each in workload.containers):
        return True
    if any(each.image is None or each.name is None for each in workload.containers):
        return True
    is_selecting = of.kind in {"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"}
    return (
        is_selecting and of.api_version == "apps/v1" and below(of.node, "spec", "selector") is None
    )


def _volume(item: Node) -> Volume | None:
    name = value_of(below(item, "name"))
    if name is None:
        return None
    kind = next((key for key in pairs_of(item) if key != "name"), "")
    body = below(item, kind) if kind else None
    object_name = next(
        (
            value
            for key in ("claimName", "secretName", "name")
            if (value := value_of(below(body, key))) is not None
        ),
        None,
    )
    return Volume(
        item.span,
        name,
        kind,
        value_of(below(body, "medium")) if kind == "emptyDir" else None,
        value_of(below(body, "sizeLimit")) if kind == "emptyDir" else None,
        object_name,
        value_of(below(body, "path")) if kind == "hostPath" else None,
    )


def _texts(node: Node | None) -> dict[str, Value]:
    found = ((name, value_of(pair.value)) for name, pair in pairs_of(node).items())
    return {name: value for name, value in found if value is not None}
