"""What Bake and Compose build in a workflow has the values of their files, and those of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.ci.document import open_document
from dockwright.model.project import Project
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n"
_ACTION = "      - uses: docker/bake-action@v6\n        with:\n"
_BAKE = """\
variable "TAG" { default = "1" }
group "default" { targets = ["app", "worker"] }
target "common" { platforms = ["linux/amd64"] }
target "app" {
  inherits = ["common"]
  context = "app"
  args = { VERSION = TAG }
  cache-to = [{ type = "gha", mode = "max" }]
}
target "worker" {
  inherits = ["common"]
  dockerfile = "worker.Dockerfile"
  target = "run"
}
"""
_COMPOSE = """\
services:
  app:
    build:
      context: ./app
      target: run
      cache_from: [type=gha]
      x-bake:
        cache-to: [type=gha]
        platforms: [linux/arm64]
  web.ui:
    build: web
  db:
    image: postgres:17
"""


def builds_of(folder: Path, files: dict[str, str], steps: str) -> list[WorkflowBuild]:
    for name, text in files.items():
        (folder / name).write_text(text)
    path = folder / ".github" / "workflows" / "image.yml"
    path.parent.mkdir(parents=True)
    source = Source.from_bytes(str(path), (_HEAD + steps).encode())
    document = open_document(source, str(path), Project())
    return [each for each in document.nodes if isinstance(each, WorkflowBuild)]


def told(build: WorkflowBuild, folder: Path) -> tuple[str | None, ...]:
    texts = build.context, build.file, build.target
    known = [None if each is None else each.known for each in texts]
    return tuple(None if each is None else each.replace(f"{folder}/", "") for each in known)


def test_the_default_group_of_the_files_that_bake_looks_for_is_built(tmp_path: Path) -> None:
    builds = builds_of(tmp_path, {"docker-bake.hcl": _BAKE}, "      - run: docker buildx bake\n")
    assert [told(each, tmp_path) for each in builds] == [
        ("app", None, None),
        (None, "./worker.Dockerfile", "run"),
    ]
    assert [[one.known for one in each.platforms] for each in builds] == [["linux/amd64"]] * 2
    assert [[one.known for one in each.cache_to] for each in builds] == [["type=gha,mode=max"], []]
    assert [(each.name, each.value) for each in builds[0].arguments] == [("VERSION", "1")]
    assert all(each.is_told_elsewhere for each in builds)


def test_what_the_run_sets_counts_before_the_files(tmp_path: Path) -> None:
    steps = (
        f"{_ACTION}          targets: worker\n          set: |\n"
        "            *.platform=linux/arm64\n            work*.args.TOKEN=${{ secrets.TOKEN }}\n"
        "            app.target=other\n            *.no-cache=true\n"
    )
    (build,) = builds_of(tmp_path, {"docker-bake.hcl": _BAKE}, steps)
    assert [each.known for each in build.platforms] == ["linux/arm64"]
    assert [(each.name, each.value) for each in build.arguments] == [
        ("TOKEN", "${{ secrets.TOKEN }}")
    ]
    assert build.job.workflow.source.slice(build.arguments[0].span).startswith("TOKEN=${{")
    assert build.target is not None
    assert build.target.known == "run"
    assert build.no_cache


def test_services_that_are_built_are_targets_of_bake(tmp_path: Path) -> None:
    steps = f"{_ACTION}          files: docker-compose.yml\n"
    app, web = builds_of(tmp_path, {"docker-compose.yml": _COMPOSE}, steps)
    assert told(app, tmp_path)[0] == "app"
    assert told(app, tmp_path)[2] == "run"
    assert [each.known for each in app.cache_from] == ["type=gha"]
    assert [each.known for each in app.cache_to] == ["type=gha"]
    assert [each.known for each in app.platforms] == ["linux/arm64"]
    assert told(web, tmp_path)[0] == "web"


def test_bake_reads_compose_files_and_its_own_where_none_is_named(tmp_path: Path) -> None:
    files = {"compose.yaml": _COMPOSE, "docker-bake.hcl": 'target "app" { target = "slim" }'}
    (build,) = builds_of(tmp_path, files, "      - run: docker buildx bake app\n")
    assert told(build, tmp_path)[0] == "app"
    assert told(build, tmp_path)[2] == "slim"
    assert [each.known for each in build.cache_to] == ["type=gha"]


def test_compose_builds_its_services_without_what_is_meant_for_bake(tmp_path: Path) -> None:
    steps = (
        "      - run: docker compose build --build-arg TOKEN=$T app\n"
        "      - run: docker-compose -f compose.yaml up -d --build\n"
        "      - run: docker compose up -d\n"
    )
    builds = builds_of(tmp_path, {"compose.yaml": _COMPOSE}, steps)
    assert [told(each, tmp_path)[0] for each in builds] == ["app", "app", "web"]
    assert [each.kind for each in builds] == ["compose"] * 3
    assert builds[0].cache_to == ()
    assert [each.name for each in builds[0].arguments] == ["TOKEN"]


def test_what_the_workflow_sets_itself_is_not_the_default(tmp_path: Path) -> None:
    steps = "      - run: TAG=2 docker buildx bake app\n"
    (build,) = builds_of(tmp_path, {"docker-bake.hcl": _BAKE}, steps)
    assert build.arguments == ()


_FILES = f"{_ACTION}          files: |\n            docker-bake.hcl\n            %s\n"


@pytest.mark.parametrize(
    "name", ["made.hcl", "${{ steps.x.outputs.bake-file }}", "https://example.org/a.hcl"]
)
def test_files_that_a_step_may_make_are_not_guessed(tmp_path: Path, name: str) -> None:
    assert not builds_of(tmp_path, {"docker-bake.hcl": _BAKE}, _FILES % name)


def test_what_the_action_of_metadata_writes_leaves_the_rest_known(tmp_path: Path) -> None:
    steps = "      - uses: docker/metadata-action@v5\n        id: meta\n"
    steps += _FILES % "cwd://${{ steps.meta.outputs.bake-file-tags }}"
    assert len(builds_of(tmp_path, {"docker-bake.hcl": _BAKE}, steps)) == 2


def test_patterns_and_names_of_variables_are_not_followed(tmp_path: Path) -> None:
    steps = "      - run: docker buildx bake 'w*'\n      - run: docker buildx bake $WHAT\n"
    assert not builds_of(tmp_path, {"docker-bake.hcl": _BAKE}, steps)


def test_what_is_not_known_of_a_target_stays_so(tmp_path: Path) -> None:
    text = 'variable "FILE" {}\ntarget "default" {\n  dockerfile = FILE\n  target = ""\n}\n'
    (build,) = builds_of(tmp_path, {"docker-bake.hcl": text}, "      - run: docker buildx bake\n")
    assert build.file is not None
    assert build.file.known is None
    assert build.target is None
