"""A container's image is traced to the Dockerfile that builds it, or it is said why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.model.kubernetes.document import open_document
from dockwright.model.kubernetes.images import RunImage, project_root, run_image
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = "FROM python:3.12-slim AS base\nFROM base AS web\nUSER 10001\nFROM base\n"
OWN = "registry.example/team/shop:1"


def pod(*images: str) -> str:
    containers = "".join(f"  - {{name: c{n}, image: '{each}'}}\n" for n, each in enumerate(images))
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: shop}}\nspec:\n  containers:\n{containers}"
    )


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def traced(path: Path) -> RunImage | Unknown:
    """The image of the first container of a manifest."""
    project = Project()
    document = open_document(Source(path.name, path.read_text()), str(path), project)
    return run_image(document.root.workloads[0].containers[0], project)


def test_the_only_dockerfile_builds_a_private_image(tmp_path: Path) -> None:
    put(tmp_path, {"Dockerfile": DOCKERFILE, "deploy/pod.yaml": pod(OWN)})
    found = traced(tmp_path / "deploy/pod.yaml")
    assert isinstance(found, RunImage)
    assert found.build.path == str(tmp_path / "Dockerfile")
    assert found.named_at is None


def test_the_context_of_the_only_dockerfile_is_what_compose_says(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "docker/Dockerfile": DOCKERFILE,
            "compose.yaml": "services: {a: {build: {context: ., dockerfile: docker/Dockerfile}}}\n",
            "deploy/pod.yaml": pod(OWN),
        },
    )
    found = traced(tmp_path / "deploy/pod.yaml")
    assert isinstance(found, RunImage)
    assert found.build.context.root == str(tmp_path)


def test_a_compose_file_names_the_image_with_its_target(tmp_path: Path) -> None:
    compose = f"services:\n  web:\n    image: {OWN}\n    build: {{context: api, target: web}}\n"
    put(
        tmp_path,
        {
            "api/Dockerfile": DOCKERFILE,
            "worker/Dockerfile": DOCKERFILE,
            "compose.yaml": compose,
            "deploy/pod.yaml": pod("registry.example/team/shop:2"),
        },
    )
    found = traced(tmp_path / "deploy/pod.yaml")
    assert isinstance(found, RunImage)
    assert found.build.stage is not None
    assert found.build.stage.name == "web"
    assert found.named_at is not None
    assert found.named_at.path == str(tmp_path / "compose.yaml")
    span = found.named_at.span
    assert compose[span.start : span.end] == OWN


def test_a_name_that_a_kustomization_replaces_is_followed(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "api/Dockerfile": DOCKERFILE,
            "worker/Dockerfile": DOCKERFILE,
            "compose.yaml": f"services: {{web: {{image: '{OWN}', build: api}}}}\n",
            "deploy/kustomization.yaml": f"images: [{{name: web, newName: {OWN[:-2]}}}]\n",
            "deploy/pod.yaml": pod("web"),
        },
    )
    assert isinstance(traced(tmp_path / "deploy/pod.yaml"), RunImage)


def test_an_image_that_bears_the_projects_name_is_its_own(tmp_path: Path) -> None:
    put(tmp_path / "shop", {"Dockerfile": DOCKERFILE, "pod.yaml": pod("ghcr.io/team/shop:1")})
    assert isinstance(traced(tmp_path / "shop/pod.yaml"), RunImage)


@pytest.mark.parametrize(
    "image",
    [
        "redis:7",
        "grafana/grafana:12.1.1",
        "ghcr.io/other/tool:1",
        "k8s.gcr.io/nginx-slim:0.8",
        "$IMAGE",
        "team/Shop:1",
    ],
)
def test_public_images_and_unknown_names_are_nobodys(tmp_path: Path, image: str) -> None:
    put(tmp_path, {"Dockerfile": DOCKERFILE, "pod.yaml": pod(image)})
    assert isinstance(traced(tmp_path / "pod.yaml"), Unknown)


def test_of_two_private_images_neither_is_the_only_dockerfiles(tmp_path: Path) -> None:
    put(tmp_path, {"Dockerfile": DOCKERFILE, "pod.yaml": pod(OWN, "registry.example/team/proxy:1")})
    assert isinstance(traced(tmp_path / "pod.yaml"), Unknown)
    put(tmp_path, {"pod.yaml": pod(OWN, "redis:7"), "other.yaml": pod("registry.example/b:1")})
    assert isinstance(traced(tmp_path / "pod.yaml"), Unknown)


def test_of_two_dockerfiles_nobody_knows_which(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"Dockerfile": DOCKERFILE, "worker/Dockerfile": DOCKERFILE, "pod.yaml": pod(OWN)},
    )
    found = traced(tmp_path / "pod.yaml")
    assert isinstance(found, Unknown)
    assert "which Dockerfile" in found.reason


def test_two_builds_of_one_name_are_told_only_where_they_differ(tmp_path: Path) -> None:
    same = f"services: {{web: {{image: '{OWN}', build: .}}, job: {{image: '{OWN}', build: .}}}}\n"
    put(tmp_path, {"Dockerfile": DOCKERFILE, "compose.yaml": same, "k/pod.yaml": pod(OWN)})
    assert isinstance(traced(tmp_path / "k/pod.yaml"), RunImage)
    put(
        tmp_path, {"compose.yaml": same.replace("build: .}}", "build: {context: ., target: web}}}")}
    )
    found = traced(tmp_path / "k/pod.yaml")
    assert isinstance(found, Unknown)
    assert "several builds" in found.reason


def test_a_missing_dockerfile_says_so(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "compose.yaml": f"services: {{web: {{image: '{OWN}', build: .}}}}\n",
            "pod.yaml": pod(OWN),
        },
    )
    assert isinstance(traced(tmp_path / "pod.yaml"), Unknown)


def test_the_root_is_the_work_trees_top_or_the_nearest_folder_with_a_build(tmp_path: Path) -> None:
    put(tmp_path, {"Dockerfile": "", "api/Dockerfile": "", "api/deploy/pod.yaml": ""})
    pods = str(tmp_path / "api/deploy/pod.yaml")
    assert project_root(pods, Project()) == str(tmp_path / "api")
    (tmp_path / ".git").mkdir()
    assert project_root(pods, Project()) == str(tmp_path)
