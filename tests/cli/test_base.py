"""``dockwright base`` ranks base images for a project or a kind of work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockwright import api
from dockwright.cli import main
from dockwright.errors import UsageError
from dockwright.kb import load
from dockwright.packages.target import takes_python
from dockwright.report.bases import BaseResult, Candidate, Needs
from dockwright.report.schema import base_schema
from dockwright.run.base_choice import candidate_of, rank

if TYPE_CHECKING:
    from collections.abc import Mapping

GOLDENS = Path(__file__).with_name("goldens")
PROJECTS: Mapping[str, Mapping[str, str]] = {
    "api": {
        "Dockerfile": (
            "FROM python:3.11-slim\nCOPY requirements.txt .\n"
            'RUN pip install -r requirements.txt\nCMD ["uvicorn", "app:app"]\n'
        ),
        "requirements.txt": "fastapi\nuvicorn\npandas\n",
        "requirements-dev.txt": "torch\n",
    },
    "gpu": {"requirements.txt": "torch==2.4.1\nopencv-python\nuvicorn\n"},
    "pinned": {".python-version": "3.11.9\n", "requirements.txt": "numpy\n"},
    "several": {
        "api/Dockerfile": "FROM python:3.12-slim\nRUN pip install fastapi\n",
        "job/Dockerfile": "FROM python:3.11\nRUN pip install torch\n",
    },
}


def project(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def names(result: BaseResult) -> list[str]:
    return [each.image for each in result.ranked]


def out(result: BaseResult) -> dict[str, str]:
    return {each.image: "; ".join(each.out) for each in result.out}


@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_printed(
    name: str,
    form: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project(tmp_path, PROJECTS[name])
    monkeypatch.chdir(tmp_path)
    assert main(["base", ".", "--format", form, "--no-color"]) == 0
    printed = capsys.readouterr().out
    golden = GOLDENS / f"base-{name}.{'txt' if form == 'text' else form}"
    if request.config.getoption("--update-goldens"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(printed)
    assert printed == golden.read_text()


def test_what_is_written_for_programs_is_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jsonschema.Draft202012Validator.check_schema(base_schema())
    for fact in load().facts("workload"):
        name = fact.id.partition(".")[2]
        main(["base", str(tmp_path), "--workload", name, "--format", "json"])
        document = json.loads(capsys.readouterr().out)
        jsonschema.validate(document, base_schema())
        assert document["workload"] == name
        assert document["candidates"]


def test_every_candidate_is_an_image_that_the_facts_know() -> None:
    kb = load()
    for fact in kb.facts("workload"):
        for image in fact.value["images"]:
            repository, _, tag = image.replace("{python}", "3.12").partition(":")
            assert tag, image
            assert kb.image(repository, tag) is not None, image


def test_an_image_that_is_given_up_is_out() -> None:
    told = out(api.base(workload="distroless"))
    assert "gcr.io/distroless/python3-debian12:nonroot" in told
    assert "given up" in out(api.base(workload="conda"))["continuumio/miniconda3:latest"]


def test_a_framework_without_wheels_for_musl_keeps_alpine_out(tmp_path: Path) -> None:
    project(tmp_path, {"requirements.txt": "torch\n"})
    result = api.base(tmp_path, workload="gpu-training")
    told = out(result)
    assert "torch has no wheel for musl" in told["python:3.12-alpine3.24"]
    assert names(result)[0] == "python:3.12-slim-trixie"


def test_the_lock_tells_whether_there_is_a_wheel_for_musl(tmp_path: Path) -> None:
    def lock(*files: str) -> str:
        hashes = "0" * 64
        listed = ", ".join(
            f'{{ url = "https://index.example/{file}", hash = "sha256:{hashes}" }}'
            for file in files
        )
        return (
            'version = 1\nrequires-python = ">=3.12"\n[[package]]\nname = "app"\nversion = "1"\n'
            'source = { virtual = "." }\ndependencies = [{ name = "oddity" }]\n'
            '[[package]]\nname = "oddity"\nversion = "1"\n'
            f'source = {{ registry = "https://index.example/simple" }}\nwheels = [{listed}]\n'
        )

    alpine = "python:3.12-alpine3.24"
    project(tmp_path, {"uv.lock": lock("oddity-1-cp312-cp312-musllinux_1_2_x86_64.whl")})
    fine = api.base(tmp_path, workload="cli")
    assert names(fine)[0] == alpine
    assert fine.ranked[0].drawbacks == ()
    project(tmp_path, {"uv.lock": lock("oddity-1-cp312-cp312-manylinux_2_17_x86_64.whl")})
    assert "oddity has no wheel for musl" in out(api.base(tmp_path, workload="cli"))[alpine]


def test_a_package_that_nobody_knows_is_a_doubt_on_musl_and_no_reason(tmp_path: Path) -> None:
    project(tmp_path, {"requirements.txt": "nobody-knows-this-package\n"})
    result = api.base(tmp_path, workload="cli")
    (alpine,) = [each for each in result.ranked if each.image == "python:3.12-alpine3.24"]
    assert any("is not known" in each for each in alpine.drawbacks)


def test_a_python_that_the_project_does_not_take_is_out(tmp_path: Path) -> None:
    project(
        tmp_path, {"pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.11,<3.12"\n'}
    )
    result = api.base(tmp_path, workload="distroless")
    assert result.needs.python == "3.11"
    assert "the project takes" in out(result)["gcr.io/distroless/python3-debian13:nonroot"]
    assert names(api.base(tmp_path, workload="api"))[0] == "python:3.11-slim-trixie"


def test_where_no_package_is_named_musl_is_a_doubt_but_for_light_work(tmp_path: Path) -> None:
    assert names(api.base(tmp_path, workload="api"))[0] == "python:3.12-slim-trixie"
    assert names(api.base(tmp_path, workload="cli"))[0] == "python:3.12-alpine3.24"


def test_where_nothing_tells_the_work_that_is_said(tmp_path: Path) -> None:
    needs = api.base(tmp_path).needs
    assert needs.workload == "api"
    assert "no list of packages" in needs.unknown[0]
    project(tmp_path, {"requirements.txt": "rich\n"})
    assert api.base(tmp_path).needs.workload == "cli"
    assert api.base(tmp_path).needs.unknown == ()


def test_a_library_to_install_is_told_and_brings_no_gigabyte_ahead(tmp_path: Path) -> None:
    project(tmp_path, {"requirements.txt": "psycopg2\n"})
    result = api.base(tmp_path, workload="api")
    slim = next(each for each in result.ranked if each.image == "python:3.12-slim-trixie")
    assert any("libpq5" in each for each in slim.drawbacks)
    images = names(result)
    assert images.index("python:3.12-slim-trixie") < images.index("python:3.12-trixie")


def test_a_python_that_has_ended_is_out(tmp_path: Path) -> None:
    project(tmp_path, {".python-version": "3.8\n"})
    result = api.base(tmp_path, workload="api")
    assert "has had no fixes since" in out(result)["python:3.8-slim-trixie"]


def test_a_build_for_the_cpu_needs_no_gpu(tmp_path: Path) -> None:
    project(
        tmp_path,
        {"requirements.txt": "--index-url https://index.example/whl/cpu\ntorch\nuvicorn\n"},
    )
    assert api.base(tmp_path).needs.workload == "cpu-inference"
    project(tmp_path, {"requirements.txt": "torch\nuvicorn\n"})
    assert api.base(tmp_path).needs.workload == "gpu-inference"


def test_a_package_that_needs_cuda_in_the_image_keeps_the_others_out() -> None:
    kb = load()
    needs = Needs("gpu-training", "", "3.12", gpu="nvidia", cuda=("cupy",))
    for tag, wanted in (
        ("12.9.1-base-ubuntu24.04", True),
        ("12.9.1-runtime-ubuntu24.04", False),
    ):
        facts = kb.image("nvidia/cuda", tag)
        assert facts is not None
        assert bool(candidate_of(tag, facts, needs, kb, takes_python).out) is wanted


def test_an_image_for_another_platform_is_out() -> None:
    told = out(api.base(workload="rocm", platform="linux/arm64"))
    assert "not published for linux/arm64" in told["rocm/pytorch:latest"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"workload": "gpu-trainig"}, "no workload"),
        ({"directory": "none-here"}, "no directory and no Dockerfile"),
    ],
)
def test_wrong_usage(options: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        api.base(**options)  # type: ignore[arg-type]


def test_dockerfiles_are_found_below_the_directory_as_check_finds_them(tmp_path: Path) -> None:
    project(
        tmp_path,
        {
            "services/api/Dockerfile": "FROM python:3.11-slim\nRUN pip install fastapi uvicorn\n",
            "services/train/gpu.Dockerfile": "FROM python:3.12\nRUN pip install torch\n",
            "old/Dockerfile": "FROM python:3.10\n",
            ".gitignore": "old/\n",
        },
    )
    result = api.base(tmp_path, start=tmp_path)
    assert (result.dockerfile, result.today) == ("services/api/Dockerfile", "python:3.11-slim")
    assert result.needs.workload == "api"
    (other,) = result.others
    assert (other.dockerfile, other.needs.workload) == (
        "services/train/gpu.Dockerfile",
        "gpu-training",
    )
    named = api.base("services/train/gpu.Dockerfile", start=tmp_path)
    assert named.needs == other.needs
    assert not named.others


def test_a_dockerfile_that_lies_apart_takes_the_lists_of_the_context_that_compose_says(
    tmp_path: Path,
) -> None:
    project(
        tmp_path,
        {
            "docker/Dockerfile": "FROM python:3.12-slim\n",
            "requirements.txt": "torch\n",
            "compose.yaml": "services:\n  web:\n    build:\n      context: .\n"
            "      dockerfile: docker/Dockerfile\n",
        },
    )
    assert api.base(tmp_path).needs.workload == "gpu-training"
    (tmp_path / "compose.yaml").unlink()
    assert api.base(tmp_path).needs.workload != "gpu-training"


def test_a_named_workload_gets_one_list(tmp_path: Path) -> None:
    project(tmp_path, {f"{name}/Dockerfile": "FROM python:3.12-slim\n" for name in "ab"})
    assert len(api.base(tmp_path).others) == 1
    assert api.base(tmp_path, workload="cli").others == ()


def test_of_very_many_dockerfiles_some_are_left_and_counted(tmp_path: Path) -> None:
    project(tmp_path, {f"{name}/Dockerfile": "FROM python:3.12-slim\n" for name in range(30)})
    result = api.base(tmp_path)
    assert 1 + len(result.others) + result.passed_over == 30
    assert result.passed_over


calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
sizes = st.none() | st.integers(0, 1 << 40)
candidates = st.builds(
    Candidate,
    image=st.text("abc:", min_size=1, max_size=5),
    cost=st.integers(0, 9),
    compressed_bytes=sizes,
    unpacked_bytes=sizes,
    packages=st.none() | st.integers(0, 900),
)


@calm
@given(st.lists(candidates, unique_by=lambda each: each.image), st.randoms())
def test_the_order_does_not_hang_on_that_of_the_list(
    found: list[Candidate], random: object
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(shuffled) == rank(found)
    assert rank(rank(found)) == rank(found)


@calm
@given(candidates, st.sampled_from(["unpacked_bytes", "compressed_bytes", "packages"]), st.data())
def test_less_of_one_number_never_ranks_below(
    candidate: Candidate, field: str, data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, 1 << 40))
    large = candidate._replace(**{field: number}, image="a")
    small = candidate._replace(**{field: data.draw(st.integers(0, number - 1))}, image="z")
    assert rank([large, small]) == (small, large)


@calm
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_of_real_images_the_smaller_never_ranks_below(one: int, other: int) -> None:
    kb = load()
    facts = kb.image("python", "3.12-slim-trixie")
    assert facts is not None
    needs = Needs("api", "", "3.12")
    made = [
        candidate_of(f"x:{size}", facts.replace(unpacked_bytes=size), needs, kb, takes_python)
        for size in (one, other)
    ]
    ranked = rank(made)
    assert [each.unpacked_bytes for each in ranked] == sorted([one, other])
