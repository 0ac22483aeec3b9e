"""``dockwright gpu`` judges what a project installs for a machine."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jsonschema
import pytest

from dockwright import api
from dockwright.cli import main
from dockwright.errors import UsageError
from dockwright.model.gpu import Outcome
from dockwright.report.schema import gpu_schema
from dockwright.run.hosts import fleet, read_query

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.report.gpus import GpuResult


def judged(root: Path, text: str, driver: str, *gpus: str, **options: str) -> GpuResult:
    (root / "Dockerfile").write_text(text)
    return api.gpu(root, driver=driver, gpus=gpus, **options)  # type: ignore[arg-type]


def told(result: GpuResult) -> dict[str, tuple[str, str]]:
    return {
        each.name: (each.verdict.outcome.value, each.verdict.rule)
        for host in result.hosts
        for each in host.builds
    }


def test_the_index_in_a_file_of_requirements_chooses_the_build(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(
        "--index-url https://download.pytorch.org/whl/cu124\ntorch==2.6.0\n"
    )
    text = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    result = judged(tmp_path, text, "570.124.06", "RTX 5090")
    assert told(result) == {"torch 2.6.0+cu124": ("fails", "missing-architecture")}
    assert result.hosts[0].builds[0].place == "requirements.txt:2"
    assert any("cu128" in mend for mend in result.hosts[0].builds[0].mends)


@pytest.mark.parametrize(
    "words",
    [
        "torch==2.6.0+cu124",
        "torch==2.6.0 --index-url https://download.pytorch.org/whl/cu124",
        "torch==2.6.0",
    ],
)
def test_a_version_an_index_and_the_default_choose_the_build(tmp_path: Path, words: str) -> None:
    result = judged(tmp_path, f"FROM python:3.12\nRUN pip install {words}\n", "550.54.14", "A100")
    assert told(result) == {"torch 2.6.0+cu124": ("runs", "native")}


def test_what_a_stage_before_installs_counts_where_the_image_copies_it(tmp_path: Path) -> None:
    text = (
        "FROM python:3.12 AS build\nRUN pip install --target /app torch==2.11.0\n"
        "FROM python:3.12-slim\nCOPY --from=build /app /app\n"
    )
    result = judged(tmp_path, text, "550.54.14", "A100")
    assert told(result) == {"torch 2.11.0+cu130": ("fails", "driver-too-old")}


def test_the_change_that_mends_makes_it_run(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install torch==2.11.0\n"
    mend = judged(tmp_path, text, "550.54.14", "A100").hosts[0].builds[0].mends[0]
    words = mend.removeprefix("install ").replace(" with ", " ")
    after = judged(tmp_path, f"FROM python:3.12\nRUN pip install {words}\n", "550.54.14", "A100")
    assert after.outcome is Outcome.RUNS


def test_an_image_may_ask_for_less_or_not_at_all(tmp_path: Path) -> None:
    base = "FROM nvidia/cuda:12.8.1-base-ubuntu22.04\n{}RUN pip install torch==2.6.0+cu124\n"
    strict = judged(tmp_path, base.format(""), "555.42.06", "A100", toolkit="legacy")
    assert told(strict) == {"torch 2.6.0+cu124": ("fails", "image-requirement")}
    less = base.format("ENV NVIDIA_REQUIRE_CUDA=driver>=560\n")
    assert judged(tmp_path, less, "570.124.06", "A100").outcome is Outcome.RUNS
    other = judged(tmp_path, base.format(""), "570.124.06", "A100", toolkit="legacy")
    assert other.outcome is Outcome.RUNS


def test_a_second_cuda_is_remarked(tmp_path: Path) -> None:
    text = (
        "FROM nvidia/cuda:12.8.1-runtime-ubuntu22.04\n"
        "RUN pip install torch==2.6.0+cu124 torchvision==0.21.0\n"
    )
    (remark,) = judged(tmp_path, text, "570.124.06", "A100").remarks
    assert "CUDA is there twice" in remark


@pytest.mark.parametrize(
    ("steps", "outcome", "error"),
    [
        (
            "RUN pip install torch==2.6.0+cu124 torchvision==0.20.0\n",
            "fails",
            "because these package versions have conflicting dependencies.",
        ),
        (
            "RUN pip install torchvision==0.20.0\nRUN pip install torch==2.6.0+cu124\n",
            "fails",
            "RuntimeError: operator torchvision::nms does not exist",
        ),
        (
            "RUN pip install torch==2.6.0+cu124\nRUN pip install --no-deps torchvision==0.20.0\n",
            "fails",
            "RuntimeError: operator torchvision::nms does not exist",
        ),
        (
            "RUN pip install torch==2.6.0+cu124\nRUN pip install torchvision==0.20.0\n",
            "runs with a caveat",
            "",
        ),
    ],
)
def test_a_sibling_of_another_torch_is_judged_by_how_it_is_installed_and_mended(
    tmp_path: Path, steps: str, outcome: str, error: str
) -> None:
    text = f"FROM python:3.12\n{steps}"
    result = judged(tmp_path, text, "570.124.06", "A100")
    name = "torchvision 0.20.0, built for torch 2.5.0"
    assert told(result)[name] == (outcome, "other-torch")
    assert result.hosts[0].builds[-1].verdict.error == error
    assert result.hosts[0].builds[-1].mends[0] == "install torchvision==0.21.0"
    fitting = judged(tmp_path, text.replace("0.20.0", "0.21.0"), "570.124.06", "A100")
    assert fitting.outcome is Outcome.RUNS


@pytest.mark.parametrize(
    "words",
    [
        "https://index.example/{wheel}",
        "'flash-attn @ https://index.example/{wheel}'",
        "./wheels/{wheel}",
    ],
)
def test_the_name_of_a_wheel_says_for_which_torch_it_is(tmp_path: Path, words: str) -> None:
    wheel = "flash_attn-2.7.4.post1%2Bcu12torch2.6cxx11abiFALSE-cp312-cp312-linux_x86_64.whl"
    words = words.format(wheel=wheel if "https" in words else wheel.replace("%2B", "+"))
    text = f"FROM python:3.12\nRUN pip install torch==2.7.0\nRUN pip install {words}\n"
    result = judged(tmp_path, text, "570.124.06", "A100")
    name = "flash-attn 2.7.4.post1, built for torch 2.6"
    assert told(result)[name] == ("fails", "other-torch")
    assert "torch 2.7 and cxx11abiTRUE" in result.hosts[0].builds[-1].mends[0]
    own = judged(tmp_path, text.replace("2.7.0", "2.6.0"), "570.124.06", "A100")
    assert own.outcome is not Outcome.FAILS


def test_a_wheel_in_a_lock_says_for_which_torch_it_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'
    )
    wheel = "flash_attn-2.7.4.post1+cu12torch2.6cxx11abiFALSE-cp312-cp312-linux_x86_64.whl"
    url = f"https://index.example/{wheel}"
    (tmp_path / "uv.lock").write_text(
        'version = 1\nrequires-python = ">=3.12"\n'
        '[[package]]\nname = "a"\nversion = "1"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "torch" }, { name = "flash-attn" }]\n'
        '[[package]]\nname = "torch"\nversion = "2.7.0"\n'
        'source = { registry = "https://index.example/simple" }\n'
        'wheels = [{ url = "https://index.example/'
        'torch-2.7.0-cp312-cp312-manylinux_2_28_x86_64.whl" }]\n'
        '[[package]]\nname = "flash-attn"\nversion = "2.7.4.post1"\n'
        f'source = {{ url = "{url}" }}\nwheels = [{{ url = "{url}" }}]\n'
    )
    text = "FROM python:3.12\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked\n"
    name = "flash-attn 2.7.4.post1, built for torch 2.6"
    found = told(judged(tmp_path, text, "570.124.06", "A100"))
    assert found[name] == ("fails", "other-torch")


@pytest.mark.parametrize(
    ("base", "version", "mend"),
    [
        ("python:3.12-alpine", "2.6.0", "python:X.Y-slim"),
        ("python:3.13-slim", "2.4.1", "install torch==2.5.0"),
        ("python:3.9-slim", "2.9.1", "install torch==2.8.0"),
    ],
)
def test_wheels_for_another_python_or_libc_fail_and_are_mended(
    tmp_path: Path, base: str, version: str, mend: str
) -> None:
    text = f"FROM {base}\nRUN pip install torch=={version}\n"
    result = judged(tmp_path, text, "570.124.06", "A100")
    (one,) = result.hosts[0].builds
    assert (one.verdict.outcome, one.verdict.rule) == (Outcome.FAILS, "no-wheel")
    assert one.verdict.error == f"No matching distribution found for torch=={version}"
    assert mend in one.mends[0]


@pytest.mark.parametrize(
    "steps",
    [
        "RUN uv venv --python 3.12 /v && uv pip install torch==2.9.1\n",
        "ENV UV_PYTHON=3.12\nRUN uv venv /v && uv pip install torch==2.9.1\n",
        "RUN pip install six\nRUN python3.12 -m pip install torch==2.9.1\n",
    ],
)
def test_where_another_python_may_be_meant_the_image_s_counts_for_nothing(
    tmp_path: Path, steps: str
) -> None:
    text = f"FROM python:3.9-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv\n{steps}"
    assert judged(tmp_path, text, "570.124.06", "A100").outcome is not Outcome.FAILS
    system = "FROM python:3.9-slim\nRUN uv pip install --system torch==2.9.1\n"
    assert judged(tmp_path, system, "570.124.06", "A100").outcome is Outcome.FAILS


def test_the_torch_of_the_base_image_counts(tmp_path: Path) -> None:
    wheel = "flash_attn-2.7.4.post1+cu12torch2.6cxx11abiFALSE-cp311-cp311-linux_x86_64.whl"
    base = "FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime\n"
    text = f"{base}RUN pip install https://index.example/{wheel} torchvision==0.20.1\n"
    found = told(judged(tmp_path, text, "550.54.14", "A100"))
    assert found["torch 2.4.0+cu121 of the base image"] == ("runs", "native")
    assert found["flash-attn 2.7.4.post1, built for torch 2.6"] == ("fails", "other-torch")
    replaced = found["torchvision 0.20.1, built for torch 2.5.1"]
    assert replaced == ("runs with a caveat", "other-torch")


def test_what_is_compiled_here_needs_code_for_the_gpu(tmp_path: Path) -> None:
    text = 'FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nENV TORCH_CUDA_ARCH_LIST="9.0"\nRUN make\n'
    name = "what is compiled for TORCH_CUDA_ARCH_LIST=9.0"
    result = judged(tmp_path, text, "550.54.14", "A100")
    assert told(result)[name] == ("fails", "missing-architecture")
    assert result.hosts[0].builds[0].mends == ("add 8.0 to the list",)
    assert judged(tmp_path, text, "550.54.14", "H100").outcome is Outcome.RUNS
    ptx = text.replace("9.0", "8.0+PTX")
    assert judged(tmp_path, ptx, "550.54.14", "H100").outcome is Outcome.CAVEAT
    assert judged(tmp_path, text.replace("9.0", "Ampere"), "550.54.14", "A100").outcome is (
        Outcome.RUNS
    )
    unknown = judged(tmp_path, text.replace("9.0", "Common"), "550.54.14", "A100")
    assert unknown.outcome is not Outcome.FAILS
    of_a_run = (
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\n"
        "RUN TORCH_CUDA_ARCH_LIST='8.6;9.0' pip install flash-attn==2.7.4.post1\n"
    )
    assert judged(tmp_path, of_a_run, "550.54.14", "A100").outcome is Outcome.FAILS


def test_several_gpus_want_shared_memory_unless_a_service_gives_it(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install torch==2.6.0\n"
    compose = tmp_path / "compose.yaml"
    (remark,) = judged(tmp_path, text, "570.124.06", "A100", "A100").remarks
    assert "/dev/shm" in remark
    assert not judged(tmp_path, text, "570.124.06", "A100").remarks
    compose.write_text("services:\n  train:\n    build: .\n")
    (remark,) = judged(tmp_path, text, "570.124.06", "A100", "A100").remarks
    assert "train of" in remark
    for given in ("shm_size: 8gb", "ipc: host", "tmpfs: /dev/shm"):
        compose.write_text(f"services:\n  train:\n    build: .\n    {given}\n")
        assert not judged(tmp_path, text, "570.124.06", "A100", "A100").remarks, given


def test_what_is_not_known_is_no_failure(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install torch\n"
    assert judged(tmp_path, text, "550.54.14", "A100").outcome is Outcome.UNKNOWN


def newest(result: GpuResult) -> str:
    """Return which version is said to be the newest; empty for none."""
    (reason,) = {each.verdict.reason for each in result.hosts[0].builds}
    found = re.search(r"as of 20\d\d-\d\d-\d\d a build takes torch (\S+),", reason)
    return found[1] if found else ""


def test_of_what_is_not_pinned_the_newest_is_told_without_a_verdict(tmp_path: Path) -> None:
    """Whether it runs cannot be told, but what a build of today does, with what mends it."""
    result = judged(
        tmp_path, "FROM python:3.12\nRUN pip install 'torch<2.7'\n", "450.80.02", "A100"
    )
    assert newest(result) == "2.6.0+cu124"
    (build,) = result.hosts[0].builds
    assert (build.name, build.verdict.outcome) == ("torch", Outcome.UNKNOWN)
    assert "is `fails`: " in build.verdict.reason
    assert "too old" in build.verdict.error
    assert build.mends


@pytest.mark.parametrize(
    ("words", "version"),
    [
        ("torch --index-url https://download.pytorch.org/whl/cu118", "2.7.1+cu118"),
        ("'torch<2.5' --index-url https://download.pytorch.org/whl/cu118", "2.4.1+cu118"),
        ("'torch<2.5' --extra-index-url https://download.pytorch.org/whl/cu118", "2.4.1+cu118"),
        ("torch --index-url https://download.pytorch.org/whl/cu999", ""),
        ("torch -c constraints.txt", ""),
        ("torch==$VERSION", ""),
        ("'torch>=99'", ""),
    ],
)
def test_indexes_ranges_and_constraints_decide_which_is_the_newest(
    tmp_path: Path, words: str, version: str
) -> None:
    text = f"FROM python:3.12\nRUN pip install {words}\n"
    assert newest(judged(tmp_path, text, "550.54.14", "A100")) == version


def test_pip_takes_the_highest_version_of_all_indexes_and_uv_the_first_that_has_it(
    tmp_path: Path,
) -> None:
    words = "torch --extra-index-url https://download.pytorch.org/whl/cu118"
    text = f"FROM python:3.12\nRUN pip install {words}\n"
    by_pip = newest(judged(tmp_path, text, "550.54.14", "A100"))
    assert by_pip.partition("+")[2] != "cu118"
    text = text.replace("pip install", "uv pip install --system")
    assert newest(judged(tmp_path, text, "550.54.14", "A100")) == "2.7.1+cu118"


def test_torch_that_others_pull_in_is_judged_too(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install sentence-transformers\n"
    result = judged(tmp_path, text, "450.80.02", "A100")
    assert newest(result)
    assert told(result) == {"torch": ("cannot tell", "driver-too-old")}
    text = text.replace("install", "install --no-deps")
    assert told(judged(tmp_path, text, "450.80.02", "A100")) == {"the image": ("cannot tell", "")}


def test_the_torch_of_a_pinned_package_counts_where_the_very_release_is_known(
    tmp_path: Path,
) -> None:
    """Another release of xformers may pin another torch, so that none is told."""
    text = "FROM python:3.12\nRUN pip install torch xformers=={}\n"
    known = judged(tmp_path, text.format("0.0.28.post3"), "550.54.14", "A100")
    assert "a build takes torch 2.5.1+cu124" in known.hosts[0].builds[0].verdict.reason
    other = judged(tmp_path, text.format("0.0.28"), "550.54.14", "A100")
    assert other.hosts[0].builds[0].verdict.reason == "torch is not pinned"


def test_what_vllm_pins_is_the_torch_that_counts(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install vllm==0.8.5\n"
    names = list(told(judged(tmp_path, text, "550.54.14", "A100")))
    assert names == ["torch 2.6.0+cu124, which vllm 0.8.5 needs", "vllm 0.8.5"]


def test_what_is_pinned_elsewhere_or_in_the_base_image_is_enough(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install torch\nRUN pip install torch==2.6.0\n"
    assert told(judged(tmp_path, text, "550.54.14", "A100")) == {
        "torch 2.6.0+cu124": ("runs", "native")
    }
    text = "FROM pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime\nRUN pip install {}\n"
    names = list(told(judged(tmp_path, text.format("torch"), "550.54.14", "A100")))
    assert names == ["torch 2.6.0+cu124 of the base image"]
    result = judged(tmp_path, text.format("'torch>2.6'"), "550.54.14", "A100")
    assert "torch" in told(result)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("f.toml", '[[host]]\ndriver = "550.54.14"\ngpus = ["A100", "8.6"]\n'),
        ("f.json", '[{"driver": "550.54.14", "gpus": ["A100", "8.6"]}]'),
        ("f.csv", "driver,gpu\n550.54.14,A100;8.6\n"),
    ],
)
def test_a_fleet_is_read_in_three_formats(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\nRUN pip install torch==2.6.0\n")
    (tmp_path / name).write_text(text)
    result = api.gpu(tmp_path, fleet=tmp_path / name)
    assert [gpu.capability for gpu in result.hosts[0].host.gpus] == ["8.0", "8.6"]


@pytest.mark.parametrize(
    "options",
    [
        {"driver": "five", "gpus": ["A100"]},
        {"driver": "550.54.14", "gpus": ["banana"]},
        {"driver": "550.54.14"},
        {"gpus": ["A100"]},
        {"fleet": "none.toml"},
    ],
)
def test_a_wrong_machine_is_refused(tmp_path: Path, options: dict[str, object]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\n")
    with pytest.raises(UsageError):
        api.gpu(tmp_path, **options)  # type: ignore[arg-type]


def test_what_nvidia_smi_answers_is_read() -> None:
    text = "550.54.14, NVIDIA A100-SXM4-80GB, 8.0\n550.54.14, NVIDIA A100-SXM4-80GB, 8.0\n"
    assert read_query(text) == ("550.54.14", [("NVIDIA A100-SXM4-80GB", "8.0")] * 2)
    assert read_query("470.82.01, Tesla K80\n") == ("470.82.01", [("Tesla K80", "")])
    assert read_query("No devices were found\n") is None


def test_the_object_is_valid_and_failing_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\nRUN pip install torch==2.11.0\n")
    jsonschema.Draft202012Validator.check_schema(gpu_schema())
    flags = ["gpu", str(tmp_path), "--gpu", "A100", "--format", "json"]
    assert main([*flags, "--driver", "550.54.14"]) == 1
    jsonschema.validate(json.loads(capsys.readouterr().out), gpu_schema())
    assert main([*flags, "--driver", "580.95.05"]) == 0
    jsonschema.validate(json.loads(capsys.readouterr().out), gpu_schema())


def test_the_report_names_the_error_and_what_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\nRUN pip install torch==2.11.0\n")
    assert main(["gpu", str(tmp_path), "--driver", "550.54.14", "--gpu", "A100"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("FAILS  driver 550.54.14, A100\n")
    assert "error: The NVIDIA driver on your system is too old (found version 12040)" in out
    assert "mend: install torch==2.11.0 with --index-url" in out


def test_variables_of_the_build_choose_version_and_index(tmp_path: Path) -> None:
    text = (
        "FROM python:3.12\nARG TORCH=2.6.0\nARG BACKEND=cu126\n"
        "RUN UV_TORCH_BACKEND=$BACKEND uv pip install --system torch==${TORCH}\n"
    )
    assert set(told(judged(tmp_path, text, "560.35.03", "A100"))) == {"torch 2.6.0+cu126"}
    result = judged(tmp_path, text, "560.35.03", "A100", build_args={"TORCH": "2.7.0"})  # type: ignore[arg-type]
    assert set(told(result)) == {"torch 2.7.0+cu126"}


@pytest.mark.parametrize(
    ("lines", "variant"),
    [
        ("ENV PIP_INDEX_URL={0}cu118\nRUN pip install torch==2.6.0", "cu118"),
        ("ENV PIP_EXTRA_INDEX_URL={0}cu118\nRUN pip install torch==2.6.0", "cu118"),
        ("ENV UV_INDEX=own={0}cu118\nRUN uv pip install --system torch==2.6.0", "cu118"),
        ("ENV UV_TORCH_BACKEND=cu118\nRUN uv pip install --system torch==2.6.0", "cu118"),
        ("ENV PIP_INDEX_URL={0}cu118\nRUN uv pip install --system torch==2.6.0", "cu124"),
        ("ENV PIP_INDEX_URL={0}cu118\nRUN pip install torch==2.6.0 -i https://a.example/", "cu124"),
    ],
)
def test_variables_of_the_image_choose_the_index(tmp_path: Path, lines: str, variant: str) -> None:
    text = f"FROM python:3.12\n{lines.format('https://download.pytorch.org/whl/')}\n"
    assert set(told(judged(tmp_path, text, "560.35.03", "A100"))) == {f"torch 2.6.0+{variant}"}


def test_of_an_index_that_the_build_decides_nothing_newest_is_told(tmp_path: Path) -> None:
    start = "FROM python:3.12\nARG CUDA\nRUN pip install torch --index-url"
    result = judged(
        tmp_path, f"{start} https://download.pytorch.org/whl/$CUDA\n", "560.35.03", "A100"
    )
    assert "a build takes" not in repr(result)
    result = judged(tmp_path, f"{start} https://index.example/simple\n", "560.35.03", "A100")
    assert "a build takes" in repr(result)


def test_two_ways_of_one_condition_are_not_two_builds_in_one_image(tmp_path: Path) -> None:
    text = (
        'FROM python:3.12\nRUN if test -n "$X"; then pip install torch==2.6.0+cu124; '
        "else pip install torch==2.6.0+cu126; fi\n"
    )
    result = judged(tmp_path, text, "560.35.03", "A100")
    assert set(told(result)) == {"torch 2.6.0+cu124", "torch 2.6.0+cu126"}
    assert result.remarks == ()
    both = (
        "FROM python:3.12\nRUN pip install torch==2.6.0+cu124\nRUN pip install torch==2.6.0+cu126\n"
    )
    assert "several builds" in judged(tmp_path, both, "560.35.03", "A100").remarks[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deep.json", b"[" * 100_000),
        ("latin.csv", b"driver,gpu\n550.54.14,\xe9\n"),
        ("long.csv", b'driver,gpu\n"' + b"x" * 200_000),
    ],
)
def test_a_list_that_cannot_be_read_is_one_message(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=name):
        fleet(str(tmp_path / name))
    with pytest.raises(UsageError, match=r"nowhere\.csv cannot be read: no such file"):
        fleet("nowhere.csv")
