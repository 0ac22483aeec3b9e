"""A container is read as the API server and the kubelet understand it, each value at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.kubernetes.document import open_document
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.text import Source

if TYPE_CHECKING:
    from dockwright.model.kubernetes.container import Container
    from dockwright.model.kubernetes.values import Value
    from dockwright.model.kubernetes.workload import ManifestFile

HEAD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
"""


def manifest(text: str) -> ManifestFile:
    document = open_document(Source("shop.yaml", text), "/nowhere/shop.yaml", Project())
    assert not document.declined
    root: ManifestFile = document.root
    return root


def container(text: str, pod: str = "") -> Container:
    """The container of a Deployment with more said of it, and of its pod."""
    indented = "".join(f"          {line}\n" for line in text.splitlines())
    pods = "".join(f"      {line}\n" for line in pod.splitlines())
    whole = (
        f"{HEAD}{pods}      containers:\n        - name: web\n          image: shop:1\n{indented}"
    )
    (workload,) = manifest(whole).workloads
    (found,) = workload.containers
    return found


def written(of: Container, value: Value | None) -> str:
    assert value is not None
    return of.workload.file.source.text[value.span.start : value.span.end]


def test_a_container_has_name_and_image_with_their_places() -> None:
    found = container("")
    assert found.name is not None
    assert found.image is not None
    assert (found.name.text, found.image.text) == ("web", "shop:1")
    assert written(found, found.image) == "shop:1"
    assert found.span == found.name.span


def test_command_and_args_are_told_apart_and_absent_ones_are_none() -> None:
    found = container('command: [python, "-m"]\nargs:\n  - shop')
    assert found.command is not None
    assert found.args is not None
    assert [word.text for word in found.command] == ["python", "-m"]
    assert [written(found, word) for word in found.command] == ["python", '"-m"']
    assert [word.text for word in found.args] == ["shop"]
    assert container("").command is None
    assert container("args: []").args == ()


def test_references_in_words_take_the_variables_of_the_container() -> None:
    found = container(
        "env:\n- {name: PORT, value: '80'}\n- {name: URL, value: 'http://web:$(PORT)'}\n"
        "- {name: EARLY, value: '$(LATE)'}\n- {name: LATE, value: x}\nargs: ['$(URL)', '$(NONE)']"
    )
    assert found.args is not None
    assert [word.text for word in found.args] == ["http://web:80", "$(NONE)"]
    assert [each.value.text for each in found.env if each.value is not None] == [
        "80",
        "http://web:80",
        "$(LATE)",
        "x",
    ]


def test_a_word_with_a_variable_from_elsewhere_is_not_known() -> None:
    found = container(
        "env:\n- name: TOKEN\n  valueFrom: {secretKeyRef: {name: s, key: token}}\n"
        "args: ['$(TOKEN)']"
    )
    assert found.args is not None
    assert isinstance(found.args[0].value, Unknown)
    found = container("envFrom: [{secretRef: {name: s}}]\nargs: ['$(TOKEN)']")
    assert found.args is not None
    assert isinstance(found.args[0].value, Unknown)


def test_a_shell_variable_in_an_argument_tells_of_no_substitution() -> None:
    found = container('command: [sh, -c, "exec serve --port ${PORT:-80}"]')
    assert found.command is not None
    assert found.command[2].known == "exec serve --port ${PORT:-80}"


@pytest.mark.parametrize(
    "image", ['"{{ .Values.image }}"', "{{ .Values.image }}", "$IMAGE", "${IMAGE}", "[a, b]"]
)
def test_an_image_that_is_filled_in_is_not_known(image: str) -> None:
    text = f"{HEAD}      containers:\n        - name: web\n          image: {image}\n"
    (workload,) = manifest(text).workloads
    (found,) = workload.containers
    assert found.image is not None
    assert isinstance(found.image.value, Unknown)


def test_variables_know_where_they_come_from() -> None:
    found = container(
        "env:\n"
        "- {name: A, value: a}\n"
        "- name: B\n  valueFrom: {secretKeyRef: {name: s, key: b}}\n"
        "- name: C\n  valueFrom: {configMapKeyRef: {name: m, key: c, optional: true}}\n"
        "- name: D\n  valueFrom: {fieldRef: {fieldPath: metadata.name}}\n"
        "- name: E"
    )
    told = [(each.name.text, each.source, each.is_optional) for each in found.env]
    assert told == [
        ("A", "value", False),
        ("B", "secretKeyRef", False),
        ("C", "configMapKeyRef", True),
        ("D", "fieldRef", False),
        ("E", "value", False),
    ]
    secret = found.variable("B")
    assert secret is not None
    assert secret.object_name is not None
    assert secret.key is not None
    assert (secret.object_name.text, secret.key.text) == ("s", "b")
    assert found.variable("F") is None


def test_of_two_variables_of_one_name_the_last_counts() -> None:
    found = container("env:\n- {name: A, value: first}\n- {name: A, value: last}")
    last = found.variable("A")
    assert last is not None
    assert last.value is not None
    assert last.value.text == "last"


def test_a_config_map_of_the_file_tells_its_variables_and_another_one_does_not() -> None:
    text = (
        f"{HEAD}      containers:\n        - name: web\n          image: shop:1\n"
        "          envFrom: [{configMapRef: {name: settings}, prefix: SHOP_}]\n"
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {PORT: '80'}\n"
    )
    (workload,) = manifest(text).workloads
    (found,) = workload.containers
    assert found.gets_variable("SHOP_PORT") is True
    assert found.gets_variable("PORT") is False
    other = container("envFrom: [{secretRef: {name: elsewhere}}]\nenv: [{name: A, value: a}]")
    assert other.gets_variable("A") is True
    assert isinstance(other.gets_variable("PORT"), Unknown)


def test_ports_have_numbers_names_and_protocols() -> None:
    found = container(
        "ports:\n- {name: http, containerPort: 8000}\n"
        "- {containerPort: '53', protocol: UDP}\n- {name: x}"
    )
    told = [
        (each.port.number, each.name.text if each.name else None, each.protocol)
        for each in found.ports
    ]
    assert told == [(8000, "http", "TCP"), (53, None, "UDP")]


def test_a_probe_names_its_port_by_number_or_name() -> None:
    found = container(
        "ports: [{name: http, containerPort: 8000}]\n"
        "readinessProbe: {httpGet: {path: /healthz, port: http}}\n"
        "livenessProbe: {tcpSocket: {port: 9000}}\n"
        "startupProbe: {httpGet: {port: admin}}"
    )
    startup, readiness, liveness = found.probes
    assert [each.kind for each in found.probes] == ["startup", "readiness", "liveness"]
    assert [each.handler for each in found.probes] == ["httpGet", "httpGet", "tcpSocket"]
    assert readiness.port is not None
    assert liveness.port is not None
    assert startup.port is not None
    assert found.port_number(readiness.port) == 8000
    assert found.port_number(liveness.port) == 9000
    assert found.port_number(startup.port) is None
    assert readiness.path is not None
    assert written(found, readiness.path) == "/healthz"
    assert startup.path is None


def test_an_exec_probe_has_the_words_of_its_command() -> None:
    (probe,) = container("livenessProbe: {exec: {command: [curl, -f, 'http://localhost']}}").probes
    assert [word.text for word in probe.command] == ["curl", "-f", "http://localhost"]
    assert container("livenessProbe: {}").probes[0].handler == ""


def test_resources_are_amounts_with_places() -> None:
    found = container(
        "resources:\n  limits: {memory: 8Gi, nvidia.com/gpu: 1}\n  requests: {cpu: 500m}"
    )
    gpu = found.limits["nvidia.com/gpu"]
    assert gpu.amount == 1
    assert found.limits["memory"].amount == 8 * 1024**3
    assert list(found.requests) == ["cpu"]
    text = found.workload.file.source.text
    assert text[gpu.name_span.start : gpu.name_span.end] == "nvidia.com/gpu"
    assert text[gpu.span.start : gpu.span.end] == "nvidia.com/gpu: 1"
    assert container("").limits == {}


def test_a_container_says_its_user_over_the_pod() -> None:
    pod = "securityContext: {runAsNonRoot: true, runAsUser: 1000, fsGroup: 2000}"
    found = container("securityContext: {runAsUser: 0, readOnlyRootFilesystem: true}", pod)
    security = found.security
    assert security.run_as_non_root is not None
    assert security.run_as_user is not None
    assert security.run_as_non_root.flag is True
    assert security.run_as_user.number == 0
    assert security.read_only_root_filesystem is not None
    assert security.privileged is None
    assert found.workload.fs_group is not None


def test_what_is_a_containers_own_is_not_taken_from_the_pod() -> None:
    found = container("", "securityContext: {readOnlyRootFilesystem: true, runAsGroup: 5}")
    assert found.security.read_only_root_filesystem is None
    assert found.security.run_as_group is not None


def test_capabilities_are_added_and_dropped() -> None:
    security = container(
        "securityContext: {capabilities: {add: [SYS_ADMIN], drop: [ALL]}}"
    ).security
    assert [each.text for each in security.added_capabilities] == ["SYS_ADMIN"]
    assert [each.text for each in security.dropped_capabilities] == ["ALL"]


def test_a_path_lies_in_the_deepest_mount_above_it() -> None:
    found = container(
        "volumeMounts:\n- {name: all, mountPath: /data}\n"
        "- {name: part, mountPath: /data/part/, readOnly: true}"
    )
    part = found.mount_over("/data/part/file")
    rest = found.mount_over("/data/partial")
    assert part is not None
    assert not isinstance(part, Unknown)
    assert part.is_read_only
    assert rest is not None
    assert not isinstance(rest, Unknown)
    assert rest.volume.text == "all"
    assert found.mount_over("/database") is None


def test_a_mount_at_a_path_that_is_filled_in_may_be_the_one() -> None:
    found = container("volumeMounts: [{name: all, mountPath: '{{ path }}'}]")
    assert isinstance(found.mount_over("/dev/shm"), Unknown)


@given(st.text(alphabet="{}[]-:,$ \n&*!aA1'\"|>#", max_size=60))
def test_whatever_a_container_says_is_read_with_places_within_the_file(text: str) -> None:
    whole = (
        f"{HEAD}      containers:\n        - name: web\n          image: i\n          env: {text}\n"
    )
    document = open_document(Source("x.yaml", whole), "/nowhere/x.yaml", Project())
    if document.declined:
        return
    document.facets()
    for workload in document.root.workloads:
        for found in workload.containers:
            for part in (found.env, found.env_from, found.ports, found.probes, found.mounts):
                for each in part:
                    assert 0 <= each.span.start <= each.span.end <= len(whole)
