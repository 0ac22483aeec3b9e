"""Objects are found where each kind has its pods, and Services find the pods that they send to."""

from __future__ import annotations

import pytest

from dockwright.model.kubernetes.document import open_document
from dockwright.model.kubernetes.workload import ManifestFile, Volume, Workload
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.text import Source

POD = "{containers: [{name: web, image: 'shop:1'}]}"
TEMPLATE = f"{{metadata: {{labels: {{app: shop}}}}, spec: {POD}}}"


def manifest(text: str) -> ManifestFile:
    document = open_document(Source("shop.yaml", text), "/nowhere/shop.yaml", Project())
    assert not document.declined
    root: ManifestFile = document.root
    return root


def workload(spec: str, kind: str = "Pod") -> Workload:
    (found,) = manifest(
        f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: x}}\nspec: {spec}\n"
    ).workloads
    return found


@pytest.mark.parametrize(
    ("version", "kind", "spec"),
    [
        ("v1", "Pod", POD),
        ("v1", "ReplicationController", f"{{template: {TEMPLATE}}}"),
        ("apps/v1", "Deployment", f"{{selector: {{}}, template: {TEMPLATE}}}"),
        ("apps/v1", "StatefulSet", f"{{selector: {{}}, template: {TEMPLATE}}}"),
        ("apps/v1", "DaemonSet", f"{{selector: {{}}, template: {TEMPLATE}}}"),
        ("apps/v1", "ReplicaSet", f"{{selector: {{}}, template: {TEMPLATE}}}"),
        ("apps/v1beta1", "Deployment", f"{{template: {TEMPLATE}}}"),
        ("extensions/v1beta1", "Deployment", f"{{template: {TEMPLATE}}}"),
        ("batch/v1", "Job", f"{{template: {TEMPLATE}}}"),
        ("batch/v1", "CronJob", f"{{jobTemplate: {{spec: {{template: {TEMPLATE}}}}}}}"),
    ],
)
def test_each_kind_that_runs_pods_is_a_workload(version: str, kind: str, spec: str) -> None:
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {spec}\n"
    (found,) = manifest(text).workloads
    assert (found.kind, found.is_custom) == (kind, False)
    assert [each.image.text for each in found.containers if each.image] == ["shop:1"]
    assert text[found.span.start : found.span.end] == "x"


def test_pods_of_custom_resources_are_found_and_told_apart() -> None:
    text = (
        "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: train}\nspec:\n"
        "  pytorchReplicaSpecs:\n"
        f"    Master: {{replicas: 1, template: {TEMPLATE}}}\n"
        f"    Worker: {{replicas: 3, template: {TEMPLATE}}}\n"
    )
    found = manifest(text).workloads
    assert [each.is_custom for each in found] == [True, True]


@pytest.mark.parametrize("kind", ["ConfigMap", "PodDisruptionBudget", "Namespace"])
def test_other_objects_run_nothing(kind: str) -> None:
    root = manifest(
        f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{template: {TEMPLATE}}}\n"
    )
    assert root.workloads == ()
    assert [each.kind for each in root.objects] == [kind]


def test_documents_and_lists_give_their_objects_in_order() -> None:
    root = manifest(
        "apiVersion: v1\nkind: List\nitems:\n"
        f"- {{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {POD}}}\n"
        f"- {{apiVersion: v1, kind: Pod, metadata: {{name: b}}, spec: {POD}}}\n"
        f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: c}}\nspec: {POD}\n---\n"
    )
    assert [each.object.name.text for each in root.workloads if each.object.name] == ["a", "b", "c"]


def test_init_containers_come_first_and_those_that_keep_running_are_sidecars() -> None:
    found = workload(
        "{initContainers: [{name: a, image: i}, {name: b, image: i, restartPolicy: Always}],"
        " containers: [{name: c, image: i}]}"
    )
    assert [each.role for each in found.containers] == ["init", "sidecar", "main"]


def test_a_volume_in_memory_has_its_limit() -> None:
    found = workload(
        "{containers: [{name: a, image: i, volumeMounts: [{name: shm, mountPath: /dev/shm}]}],"
        " volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 8Gi}},"
        " {name: tmp, emptyDir: {}}]}"
    )
    (container,) = found.containers
    mount = container.mount_over("/dev/shm")
    assert mount is not None
    assert not isinstance(mount, Unknown)
    shm = container.volume_of(mount)
    assert isinstance(shm, Volume)
    assert shm.is_memory is True
    assert shm.size_limit is not None
    assert shm.size_limit.quantity == 8 * 1024**3
    tmp = found.volume("tmp")
    assert tmp is not None
    assert tmp.is_memory is False
    assert tmp.size_limit is None
    assert found.volume("none") is None


def test_volumes_know_what_they_hold() -> None:
    found = workload(
        "{containers: [{name: a, image: i}], volumes: ["
        "{name: a, persistentVolumeClaim: {claimName: data}}, {name: b, secret: {secretName: s}},"
        " {name: c, configMap: {name: m}}, {name: d, hostPath: {path: /dev/shm}}, {name: e}]}"
    )
    assert [each.kind for each in found.volumes] == [
        "persistentVolumeClaim",
        "secret",
        "configMap",
        "hostPath",
        "",
    ]
    named = [each.object_name.text for each in found.volumes if each.object_name]
    assert named == ["data", "s", "m"]
    host = found.volumes[3].host_path
    assert host is not None
    assert host.text == "/dev/shm"


def test_claim_templates_of_a_stateful_set_are_volumes() -> None:
    text = (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  selector: {}\n"
        f"  template: {TEMPLATE}\n  volumeClaimTemplates: [{{metadata: {{name: data}}}}]\n"
    )
    (found,) = manifest(text).workloads
    volume = found.volume("data")
    assert volume is not None
    assert volume.kind == "persistentVolumeClaim"


@pytest.mark.parametrize(
    ("kind", "policy", "wanted"),
    [
        ("Pod", "Never", True),
        ("Pod", "OnFailure", True),
        ("Pod", "Always", False),
        ("Pod", "''", False),
    ],
)
def test_pods_that_end_are_told_from_those_that_serve(kind: str, policy: str, wanted: bool) -> None:
    spec = f"{{restartPolicy: {policy}, containers: [{{name: a, image: i}}]}}"
    assert workload(spec, kind).runs_once is wanted


PATCH_OF_IMAGE = "{selector: {}, template: {spec: {containers: [{name: web, resources: {}}]}}}"
PATCH_OF_REPLICAS = "{replicas: 3, selector: {}, template: {spec: {nodeSelector: {a: b}}}}"
WITHOUT_SELECTOR = f"{{template: {TEMPLATE}}}"


@pytest.mark.parametrize("spec", [PATCH_OF_IMAGE, PATCH_OF_REPLICAS, WITHOUT_SELECTOR])
def test_an_object_that_leaves_out_what_it_needs_is_a_patch(spec: str) -> None:
    root = manifest(f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: x}}\nspec: {spec}\n")
    assert root.workloads == ()
    assert [each.kind for each in root.patches] == ["Deployment"]


SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec:\n"
    "  selector: {app: shop}\n  ports: "
)
DEPLOYMENT = (
    "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n"
    f"  selector: {{}}\n  template: {TEMPLATE}\n"
)


def test_a_service_sends_to_the_pods_with_its_labels() -> None:
    root = manifest(f"{SERVICE}[{{port: 80, targetPort: http}}, {{port: 9000}}]\n{DEPLOYMENT}")
    (service,) = root.services
    selected = root.selected_by(service)
    assert not isinstance(selected, Unknown)
    assert [each.kind for each in selected] == ["Deployment"]
    first, second = service.ports
    assert (first.target.text, first.is_target_written) == ("http", True)
    assert (second.target.number, second.is_target_written) == (9000, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("selector: {app: shop}", "selector: {app: other}"),
        ("selector: {app: shop}", "selector: {app: shop, tier: web}"),
        ("selector: {app: shop}", "externalName: db.example"),
        (
            "metadata: {name: shop}\nspec:\n  selector: {app",
            "metadata: {name: shop, namespace: b}\nspec:\n  selector: {app",
        ),
    ],
)
def test_a_service_with_other_labels_sends_elsewhere(old: str, new: str) -> None:
    root = manifest((f"{SERVICE}[{{port: 80}}]\n{DEPLOYMENT}").replace(old, new, 1))
    assert root.selected_by(root.services[0]) == ()


def test_a_label_that_is_filled_in_leaves_open_where_a_service_sends() -> None:
    root = manifest(
        (f"{SERVICE}[{{port: 80}}]\n{DEPLOYMENT}").replace(
            "{app: shop}\n  ports", "{app: '{{ app }}'}\n  ports"
        )
    )
    assert isinstance(root.selected_by(root.services[0]), Unknown)
