"""Jobs of GitLab pipelines have what they extend, refer to and include, and build what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.ci.document import open_document
from dockwright.model.ci.values import origin_of
from dockwright.model.find import is_workflow
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Scalar, read_yaml
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.ci.builds import WorkflowBuild


def builds_of(folder: Path, files: dict[str, str], name: str) -> list[WorkflowBuild]:
    for each, text in files.items():
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).write_text(text)
    path = folder / name
    source = Source.from_bytes(str(path), path.read_bytes())
    return list(open_document(source, str(path), Project()).root.builds)


def test_a_job_has_the_variables_and_the_script_of_what_it_extends(tmp_path: Path) -> None:
    main = (
        "include: {local: ci/*.gitlab-ci.yml}\n"
        "variables: {A: top, B: top}\n"
        ".one:\n  variables: {A: one, C: one}\n  script: [docker build one]\n"
        "job:\n  extends: [.one, .two]\n  variables: {D: job}\n"
    )
    other = ".two:\n  variables: {C: two}\n  script:\n    - docker build ${A}/${B}/${C}/${D}\n"
    files = {".gitlab-ci.yml": main, "ci/two.gitlab-ci.yml": other}
    assert builds_of(tmp_path, files, ".gitlab-ci.yml") == []
    (build,) = builds_of(tmp_path, files, "ci/two.gitlab-ci.yml")
    assert build.context is not None
    assert build.context.value == "one/top/two/job"
    assert build.directory == str(tmp_path)


def test_the_default_comes_last_and_a_reference_is_followed(tmp_path: Path) -> None:
    main = (
        "default:\n  before_script: [cd api]\n"
        ".x:\n  script:\n    - [docker build --target a .]\n"
        "a:\n  script: [!reference [.x, script], docker build ..]\n"
        "b:\n  before_script: []\n  script: [docker build --target b .]\n"
    )
    found = builds_of(tmp_path, {".gitlab-ci.yml": main}, ".gitlab-ci.yml")
    assert [(each.directory, each.target and each.target.value) for each in found] == [
        (f"{tmp_path}/api", "a"),
        (f"{tmp_path}/api", None),
        (str(tmp_path), "b"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  extends: a\n  script: [docker build .]\n",
        "a:\n  script: [!reference [a, script]]\n",
        "".join(f".j{n}:\n  extends: .j{n + 1}\n" for n in range(2_000)) + "a: {extends: .j0}\n",
        "include: .gitlab-ci.yml\na:\n  script: [docker build .]\n",
        "variables: {A: $B, B: $A}\na:\n  script: [docker build $A]\n",
        "variables: {A: $A$A$A$A$A$A$A$A}\na:\n  script: [docker build $A]\n",
    ],
)
def test_circles_and_long_chains_end(text: str, tmp_path: Path) -> None:
    builds_of(tmp_path, {".gitlab-ci.yml": text}, ".gitlab-ci.yml")


@given(st.lists(st.sampled_from(["a", "bc", " ", "\n  ", "\n\n  ", '"', "\\"]), max_size=12))
def test_characters_of_a_folded_text_stand_where_its_map_says(words: list[str]) -> None:
    for opening in ("- x", "- >-\n  x"):
        text = opening + "".join(words) + "z\n"
        document = read_yaml(Source("ci.yml", text)).documents[0]
        assert document is not None
        node = next(iter(getattr(document, "items", ())), None)
        if not isinstance(node, Scalar):
            continue
        origin = origin_of(node, Source("ci.yml", text))
        if origin is None:
            continue
        for at, char in enumerate(node.text):
            if char not in " \n":
                span = origin.span(at, at + 1)
                assert text[span.start] == char


def test_names_of_pipelines_are_those_of_gitlab() -> None:
    assert is_workflow("a/.gitlab-ci.yml")
    assert is_workflow("a/ci/Build.gitlab-ci.yml")
    assert is_workflow("a/.gitlab/ci/build.yml")
    assert not is_workflow("a/ci/build.yml")


def test_a_job_that_rules_set_variables_of_does_not_know_them(tmp_path: Path) -> None:
    text = (
        "variables: {A: x}\n"
        "a:\n  script: [docker build $A]\n  rules:\n    - variables: {A: y}\n"
        "b:\n  script:\n    - export A=$(date)\n    - docker build $A\n"
    )
    found = builds_of(tmp_path, {".gitlab-ci.yml": text}, ".gitlab-ci.yml")
    assert [each.context and each.context.known for each in found] == [None, None]


def test_a_file_below_the_root_of_a_repository_builds_from_the_root(tmp_path: Path) -> None:
    files = {
        "base/.gitlab-ci.yml": "job:\n  script: [docker build -f base/Dockerfile .]\n",
        "base/Dockerfile": "FROM scratch\n",
        ".git/HEAD": "ref: refs/heads/main\n",
    }
    (build,) = builds_of(tmp_path, files, "base/.gitlab-ci.yml")
    assert build.directory == str(tmp_path)


def test_a_file_outside_of_a_repository_builds_from_its_own_directory(tmp_path: Path) -> None:
    files = {"base/.gitlab-ci.yml": "job:\n  script: [docker build .]\n"}
    (build,) = builds_of(tmp_path, files, "base/.gitlab-ci.yml")
    assert build.directory == str(tmp_path / "base")


def test_an_example_within_a_repository_builds_from_its_own_directory(tmp_path: Path) -> None:
    files = {
        "example/.gitlab-ci.yml": "job:\n  script: [docker build .]\n",
        "example/Dockerfile": "FROM scratch\n",
        ".git/HEAD": "ref: refs/heads/main\n",
    }
    (build,) = builds_of(tmp_path, files, "example/.gitlab-ci.yml")
    assert build.directory == str(tmp_path / "example")


def test_where_nothing_tells_where_commands_begin_it_is_not_known(tmp_path: Path) -> None:
    files = {
        "some/.gitlab-ci.yml": "job:\n  script: [docker build -f gone .]\n",
        ".git/HEAD": "ref: refs/heads/main\n",
    }
    (build,) = builds_of(tmp_path, files, "some/.gitlab-ci.yml")
    assert isinstance(build.directory, Unknown)
