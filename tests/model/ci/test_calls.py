"""A reusable workflow is built with the inputs that each of its callers gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.document import open_document
from dockwright.model.ci.values import evaluated
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.ci.builds import WorkflowBuild

_CALLED = """\
on:
  workflow_call:
    inputs:
      file: {type: string, default: Dockerfile}
      target: {type: string}
      platforms: {type: string, required: true}
      load: {type: boolean}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/build-push-action@v6
        with:
          file: ${{ inputs.file }}
          target: ${{ inputs.target }}
          platforms: ${{ inputs.platforms }}
"""


def builds_of(folder: Path, files: dict[str, str], name: str = "image.yml") -> list[WorkflowBuild]:
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for each, text in files.items():
        (workflows / each).write_text(text)
    path = workflows / name
    source = Source.from_bytes(str(path), path.read_bytes())
    return list(open_document(source, str(path), Project()).root.builds)


def files_of(builds: list[WorkflowBuild]) -> list[str | None]:
    return [None if each.file is None else each.file.known for each in builds]


def caller(*calls: str) -> str:
    jobs = "".join(f"  job{number}:\n    {call}\n" for number, call in enumerate(calls))
    return f"on: push\njobs:\n{jobs}"


_USES = "uses: ./.github/workflows/image.yml"


def test_each_caller_that_gives_something_else_has_its_own_build(tmp_path: Path) -> None:
    calls = caller(
        f"{{{_USES}, with: {{platforms: linux/amd64, target: app}}}}",
        f"{{{_USES}, with: {{platforms: 'linux/amd64,linux/arm64', file: docker/Dockerfile}}}}",
        f"{{{_USES}, with: {{platforms: linux/amd64, target: app}}}}",
    )
    builds = builds_of(tmp_path, {"image.yml": _CALLED, "release.yml": calls})
    assert files_of(builds) == ["Dockerfile", "docker/Dockerfile"]
    assert [None if each.target is None else each.target.known for each in builds] == ["app", None]
    assert [[one.known for one in each.platforms] for each in builds] == [
        ["linux/amd64"],
        ["linux/amd64", "linux/arm64"],
    ]


def test_a_matrix_of_the_caller_calls_once_for_each_of_its_runs(tmp_path: Path) -> None:
    calls = caller(
        "{strategy: {matrix: {file: [a.Dockerfile, b.Dockerfile]}}, "
        f"{_USES}, with: {{platforms: linux/amd64, file: '${{{{ matrix.file }}}}'}}}}"
    )
    builds = builds_of(tmp_path, {"image.yml": _CALLED, "release.yml": calls})
    assert files_of(builds) == ["a.Dockerfile", "b.Dockerfile"]


def test_a_caller_that_is_called_itself_passes_on_what_it_is_given(tmp_path: Path) -> None:
    middle = (
        "on:\n  workflow_call:\n    inputs:\n      name: {type: string}\njobs:\n  one:\n"
        f"    {_USES}\n    with: {{platforms: linux/amd64, file: '${{{{ inputs.name }}}}'}}\n"
    )
    outer = caller("{uses: ./.github/workflows/middle.yml, with: {name: deep.Dockerfile}}")
    files = {"image.yml": _CALLED, "middle.yml": middle, "outer.yml": outer}
    assert files_of(builds_of(tmp_path, files)) == ["deep.Dockerfile"]


def test_what_an_expression_of_the_caller_decides_is_not_known(tmp_path: Path) -> None:
    calls = caller(f"{{{_USES}, with: {{platforms: linux/amd64, file: '${{{{ vars.FILE }}}}'}}}}")
    builds = builds_of(tmp_path, {"image.yml": _CALLED, "release.yml": calls})
    assert files_of(builds) == [None]
    assert builds[0].file is not None
    assert isinstance(builds[0].file.value, Unknown)


def test_without_a_caller_in_the_repository_no_input_is_known(tmp_path: Path) -> None:
    other = caller("{uses: owner/other/.github/workflows/image.yml@v1, with: {file: x}}")
    (build,) = builds_of(tmp_path, {"image.yml": _CALLED, "release.yml": other})
    assert build.file is not None
    assert isinstance(build.file.value, Unknown)


def test_a_workflow_that_is_started_by_hand_alone_has_its_defaults(tmp_path: Path) -> None:
    by_hand = _CALLED.replace("workflow_call", "workflow_dispatch")
    (build,) = builds_of(tmp_path, {"image.yml": by_hand})
    assert files_of([build]) == ["Dockerfile"]
    assert build.target is None
    assert build.platforms == ()


def test_workflows_that_call_each_other_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    circle = (
        "on: {workflow_call: {inputs: {file: {default: a}}}}\njobs:\n  a:\n"
        "    uses: ./.github/workflows/%s\n    with: {file: '${{ inputs.file }}'}\n"
    )
    files = {
        "image.yml": circle % "other.yml"
        + "  b: {runs-on: x, steps: [{run: 'docker build -f ${{ inputs.file }} .'}]}\n",
        "other.yml": circle % "image.yml",
    }
    assert len(builds_of(tmp_path, files)) == 1


def test_the_first_of_several_values_that_is_not_empty_counts() -> None:
    table = {"inputs.a": "", "inputs.b": "b", "inputs.no": "false", "A": "${{ inputs.b }}"}
    assert evaluated("x-${{ inputs.a || inputs.b || 'c' }}", table) == "x-b"
    assert evaluated("${{ inputs.a || 'c' }}", table) == "c"
    assert evaluated("${{ env.A }}", table) == "b"
    for hidden in ("inputs.c || 'c'", "inputs.no || 'c'", "inputs.b && 'c'", "format('{0}', 1)"):
        assert isinstance(evaluated(f"${{{{ {hidden} }}}}", table), Unknown)


def test_a_value_that_is_made_of_itself_is_not_known() -> None:
    assert isinstance(evaluated("${{ env.A }}", {"A": "${{ env.A }}"}), Unknown)
