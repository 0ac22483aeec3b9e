"""Manifests are opened for checks: what is none is declined, neighbours and patches are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.document import Document
from dockwright.model.document import open_document as open_any
from dockwright.model.find import Walk, is_manifest
from dockwright.model.kubernetes.document import open_document
from dockwright.model.project import Project
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

DEPLOYMENT = """# The shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: web
          image: shop:1
"""
SERVICE = """apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports: [{port: 80}]
"""


def opened(text: str, path: str = "/nowhere/shop.yaml") -> Document:
    return open_document(Source("shop.yaml", text), path, Project())


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        place = folder / f"{name.replace('__', '/')}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def from_disk(path: Path) -> Document:
    return open_document(Source(path.name, path.read_text()), str(path), Project())


def test_the_kind_is_read_by_its_own_room() -> None:
    document = open_any("kubernetes", Source("a.yaml", DEPLOYMENT), "/nowhere/a.yaml", Project())
    assert document.kind == "kubernetes"


def test_nodes_are_workloads_containers_and_services_in_order() -> None:
    document = opened(f"{DEPLOYMENT}---\n{SERVICE}")
    assert [type(node).__name__ for node in document.nodes] == [
        "ManifestFile",
        "Workload",
        "Container",
        "KubeService",
    ]
    assert document.nodes[0] is document.root
    assert [each.text for each in document.own.remarks] == ["The shop"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("services: {}\n", "no object"),
        ("- a\n- b\n", "no object"),
        ("", "no object"),
        ("apiVersion: v1\n", "no object"),
        ("{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n", "template"),
        ("apiVersion: v1\nkind: Pod\n{% if a %}\nspec: {}\n{% endif %}\n", "template"),
    ],
)
def test_what_is_no_manifest_is_declined_with_the_reason(text: str, words: str) -> None:
    assert words in opened(text).declined


def test_a_broken_manifest_is_checked_and_says_what_is_wrong() -> None:
    document = opened(f"{DEPLOYMENT}\tx: 1\n")
    assert not document.declined
    assert "tab" in document.problems[0]


def test_templates_of_a_chart_are_declined_even_where_they_are_yaml(tmp_path: Path) -> None:
    text = DEPLOYMENT.replace("shop:1", '"{{ .Values.image }}"')
    put(tmp_path, Chart="name: shop\n", templates__web=text, files__web=text)
    assert "chart" in from_disk(tmp_path / "templates/web.yaml").declined
    assert not from_disk(tmp_path / "files/web.yaml").declined


def test_facets_tell_containers_pods_and_services_apart() -> None:
    before = opened(f"{DEPLOYMENT}---\n{SERVICE}").facets()
    changed = opened(f"{DEPLOYMENT}          tty: true\n---\n{SERVICE}").facets()
    assert changed.keys() - before.keys() == {"containers.tty"}
    other = opened(f"{DEPLOYMENT}---\n{SERVICE.replace('80', '81')}").facets()
    assert {key for key in before if before[key] != other[key]} == {"services.spec"}


def test_a_service_finds_pods_in_another_file_of_its_folder(tmp_path: Path) -> None:
    put(tmp_path, service=SERVICE, deployment=DEPLOYMENT, values="a: 1\n")
    root = from_disk(tmp_path / "service.yaml").root
    (workload,) = root.selected_by(root.services[0])
    assert workload.path == str(tmp_path / "deployment.yaml")
    assert workload.file.source.path == "deployment.yaml"


def test_files_that_a_kustomization_names_as_patches_are_patches(tmp_path: Path) -> None:
    put(
        tmp_path,
        base__kustomization="resources: [web.yaml]\npatches: [{path: more.yaml}]\n",
        base__web=DEPLOYMENT,
        base__more=DEPLOYMENT,
    )
    assert from_disk(tmp_path / "base/more.yaml").root.workloads == ()
    (workload,) = from_disk(tmp_path / "base/web.yaml").root.workloads
    assert workload.changed_in == str(tmp_path / "base/kustomization.yaml")


@pytest.mark.parametrize(
    "patches",
    [
        "patchesStrategicMerge: [more.yaml]",
        "patches: [{path: any.yaml, target: {kind: Deployment, name: shop}}]",
        "patches: [{path: any.yaml, target: {kind: Deployment}}]",
        "patches: [{path: any.yaml, target: {name: s.*}}]",
        "patchesJson6902: [{path: any.yaml, target: {kind: Deployment, name: shop}}]",
        "patches:\n- patch: |\n    kind: Deployment\n    metadata: {name: shop}\n",
        "patchesStrategicMerge:\n- |\n  kind: Deployment\n  metadata: {name: shop}\n",
        "patches: [{path: missing.yaml}]",
    ],
)
def test_an_overlay_beside_the_base_changes_what_its_patches_name(
    tmp_path: Path, patches: str
) -> None:
    put(
        tmp_path,
        base__kustomization="resources: [web.yaml]\n",
        base__web=DEPLOYMENT,
        overlays__gpu__kustomization=f"resources: [../../base]\n{patches}\n",
        overlays__gpu__more=DEPLOYMENT,
    )
    (workload,) = from_disk(tmp_path / "base/web.yaml").root.workloads
    assert workload.changed_in == str(tmp_path / "overlays/gpu/kustomization.yaml")


@pytest.mark.parametrize(
    "kustomization",
    [
        "resources: [../../base]\n",
        "resources: [../../other]\npatches: [{path: a.yaml, target: {kind: Deployment}}]\n",
        "resources: [../../base]\npatches: [{path: a.yaml, target: {kind: StatefulSet}}]\n",
        "resources: [../../base]\npatches: [{path: a.yaml, target: {name: other}}]\n",
        "resources: [../../base]\nnamePrefix: test-\n",
        "- no\n- kustomization\n",
    ],
)
def test_an_overlay_that_patches_something_else_changes_nothing(
    tmp_path: Path, kustomization: str
) -> None:
    put(
        tmp_path,
        base__kustomization="resources: [web.yaml]\n",
        base__web=DEPLOYMENT,
        overlays__gpu__kustomization=kustomization,
    )
    (workload,) = from_disk(tmp_path / "base/web.yaml").root.workloads
    assert workload.changed_in is None


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (DEPLOYMENT.encode(), True),
        (b"\xef\xbb\xbfkind: Pod\napiVersion: v1\n", True),
        (b"kind: Pod\r\napiVersion: v1\r\n", True),
        (b"a:\n  apiVersion: v1\n  kind: Pod\n", False),
        (b"apiVersion: v1\n", False),
        (b"kind: Pod\n", False),
        (b"", False),
    ],
)
def test_a_manifest_is_known_by_its_first_lines(data: bytes, wanted: bool) -> None:
    assert is_manifest(data) is wanted


def test_a_walk_finds_manifests_by_content_where_they_are_asked_for(tmp_path: Path) -> None:
    put(tmp_path, deploy__web=DEPLOYMENT, deploy__values="image: shop\n", compose="services: {}\n")
    walk = Walk(str(tmp_path), kinds={"kubernetes"})
    walk.add(".")
    assert [(each.shown, each.kind) for each in walk.files] == [("deploy/web.yaml", "kubernetes")]
    other = Walk(str(tmp_path), kinds={"dockerfile"})
    other.add(".")
    assert other.files == []


def test_a_manifest_that_is_named_is_taken_for_one(tmp_path: Path) -> None:
    put(tmp_path, web=DEPLOYMENT)
    walk = Walk(str(tmp_path), kinds={"dockerfile", "kubernetes"})
    walk.add("web.yaml")
    assert [each.kind for each in walk.files] == ["kubernetes"]


@given(st.text(alphabet="apiVersonkd: v1\n-{}[]'\"&*|#$!<", max_size=80))
def test_any_text_is_a_document_or_declined(text: str) -> None:
    document = opened(f"apiVersion: v1\nkind: Pod\n{text}")
    for node in document.nodes:
        assert 0 <= node.span.start <= node.span.end <= len(document.source.text)
    document.facets()
