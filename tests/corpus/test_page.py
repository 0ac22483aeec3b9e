"""Each trap of the page that everything started from is found, in the page's own snippets.

The page's patterns have the numbers P1 to P13; where a pattern's trap shows in no snippet of the
page, a file is written here as the page's table advises.  P4, P5, P8 and P13 speak of other files
than Dockerfiles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rules.running import default_codes, run, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.rules.diagnostic import Diagnostic

RUNS = 'COPY main.py /srv/\nUSER 10001\nCMD ["python3", "/srv/main.py"]\n'


def snippets(shared: Path) -> list[str]:
    page = (shared / "reference" / "docker-patterns.md").read_text()
    return re.findall(r"^```dockerfile\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def findings_in(text: str, context: Path | None = None) -> list[Diagnostic]:
    path = "Dockerfile" if context is None else str(context / "Dockerfile")
    return run(text, settings_of(None, default_codes(), context), path)


def codes_in(text: str, context: Path | None = None) -> set[str]:
    return {found.code for found in findings_in(text, context)}


def one_with(shared: Path, words: str) -> str:
    found = [text for text in snippets(shared) if words in text]
    assert len(found) == 1
    return found[0]


# P1: base image by workload


@pytest.mark.parametrize("package", ["torch", "tensorflow", "scikit-learn"])
def test_p1_alpine_breaks_packages_without_musl_wheels(package: str) -> None:
    assert "DW510" in codes_in(f"FROM python:3.11-alpine\nRUN pip install {package}\n{RUNS}")


@pytest.mark.parametrize("package", ["numpy", "pandas"])
def test_p1_alpine_breaks_numpy_and_pandas_no_more(package: str) -> None:
    assert "DW510" not in codes_in(f"FROM python:3.11-alpine\nRUN pip install {package}\n{RUNS}")


@pytest.mark.parametrize(("python", "runs"), [("3.11", False), ("3.13", True)])
def test_p1_an_environment_of_another_python_dies_on_distroless(python: str, *, runs: bool) -> None:
    text = (
        f"FROM python:{python}-slim AS builder\n"
        "RUN python -m venv --copies /venv && /venv/bin/pip install flask\n"
        "FROM gcr.io/distroless/python3\n"
        "COPY --from=builder /venv /venv\n"
        f"ENV PYTHONPATH=/venv/lib/python{python}/site-packages\n"
        'CMD ["-m", "flask"]\n'
    )
    found = [each.message for each in findings_in(text) if each.code == "DW506"]
    if runs:
        # The interpreter lies elsewhere; its version is the same.
        assert not any("Python 3.13" in message for message in found)
    else:
        assert any("made with Python 3.11, and this stage has 3.13" in each for each in found)


# P2: layers ordered from least to most changing


def test_p2_compilers_ship_with_the_optimised_python_image(shared: Path) -> None:
    found = [
        each for each in findings_in(one_with(shared, "libpq-dev gcc")) if each.code == "DW308"
    ]
    assert len(found) == 1


def test_p2_source_goes_before_dependencies_where_the_order_is_lost(shared: Path) -> None:
    text = one_with(shared, "libpq-dev gcc")
    assert "DW203" not in codes_in(text)
    assert "DW203" in codes_in(text.replace("COPY requirements.txt .", "COPY . ."))


# P3: multi-stage build from devel to runtime


def test_p3_the_multi_stage_build_dies_with_module_not_found(shared: Path) -> None:
    text = one_with(shared, "--prefix=/install")
    found = next(each for each in findings_in(text) if each.code == "DW501")
    assert "/usr/local/local/lib/python3.10/dist-packages" in found.message
    assert text[found.primary.span.start : found.primary.span.end].startswith("COPY --from")


def test_p3_the_repaired_multi_stage_build_is_left_alone(shared: Path) -> None:
    text = one_with(shared, "--prefix=/install")
    repaired = text.replace("/install /usr/local", "/install/local /usr/local")
    assert repaired != text
    assert "DW501" not in codes_in(repaired)


def test_p3_the_build_stage_may_keep_what_does_not_ship(shared: Path) -> None:
    assert not {"DW304", "DW308", "DW309"} & codes_in(one_with(shared, "--prefix=/install"))


def test_p3_pip_brings_compilers_into_the_runtime_stage(shared: Path) -> None:
    text = one_with(shared, "--prefix=/install")
    places = [each.primary.span.start for each in findings_in(text) if each.code == "DW307"]
    assert any(start > text.index("# --- Runtime stage") for start in places)


def test_p3_torch_brings_a_second_cuda(shared: Path) -> None:
    head = one_with(shared, "--prefix=/install").partition("# --- Runtime stage ---\n")[2]
    text = head.replace("COPY --from=builder /install /usr/local", "RUN pip install torch==2.1.0")
    assert "DW313" in codes_in(text)


# P6: what the ignore file keeps out


def test_p6_the_readme_that_the_build_needs_is_ignored(shared: Path, tmp_path: Path) -> None:
    page = (shared / "reference" / "docker-patterns.md").read_text()
    ignored = page.partition("## .dockerignore Patterns")[2].split("```")[1]
    assert "*.md" in ignored
    (tmp_path / ".dockerignore").write_text(ignored)
    (tmp_path / "README.md").write_text("read me\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    text = "FROM python:3.11-slim\nWORKDIR /app\nCOPY pyproject.toml README.md ./\n"
    assert "DW801" in codes_in(text, tmp_path)
    assert "DW801" not in codes_in(text.replace(" README.md", ""), tmp_path)


# P7: security


def test_p7_a_user_before_pip_hides_the_install(shared: Path) -> None:
    text = "FROM python:3.11-slim\n" + one_with(shared, "USER appuser")
    assert "DW504" in codes_in(text)


def test_p7_add_for_plain_files(shared: Path) -> None:
    text = "FROM python:3.11-slim\n" + one_with(shared, "USER appuser")
    assert "DW408" not in codes_in(text)
    assert "DW408" in codes_in(text.replace("COPY requirements", "ADD requirements"))


# P9: tiers of packages


def test_p9_one_install_mixes_heavy_and_light_packages() -> None:
    text = f"FROM python:3.11-slim\nRUN pip install torch transformers datasets\n{RUNS}"
    assert "DW202" in codes_in(text)


def test_p9_the_tiers_are_left_alone(shared: Path) -> None:
    text = "FROM python:3.11-slim\n" + one_with(shared, "requirements-base.txt")
    assert not codes_in(text + RUNS)


# P10: CUDA against the host's driver


def test_p10_a_build_asks_for_the_driver() -> None:
    base = "nvidia/cuda:12.9.1-runtime-ubuntu24.04"
    assert "DW601" in codes_in(f"FROM {base}\nRUN nvidia-smi\n{RUNS}")


def test_p10_the_architecture_that_the_compiler_does_not_know() -> None:
    base = "nvidia/cuda:12.2.0-devel-ubuntu22.04"
    text = f'FROM {base}\nENV TORCH_CUDA_ARCH_LIST="9.0;12.0"\nRUN make\n'
    assert "DW610" in codes_in(text)


# P11: conda


def test_p11_conda_keeps_its_archives(shared: Path) -> None:
    line = one_with(shared, "conda install")
    base = "FROM condaforge/miniforge3:25.3.0-3\n"
    assert "DW303" not in codes_in(base + line)
    assert "DW303" in codes_in(base + line.partition(" && ")[0] + "\n")


# P12: several platforms


def test_p12_cuda_images_exist_for_arm64_too() -> None:
    base = "--platform=linux/arm64 nvidia/cuda:12.9.1-runtime-ubuntu24.04"
    assert "DW111" not in codes_in(f"FROM {base}\n{RUNS}")


def test_p12_some_gpu_packages_are_for_amd64_only() -> None:
    base = "--platform=linux/arm64 python:3.11-slim"
    assert "DW911" in codes_in(f"FROM {base}\nRUN pip install xformers\n{RUNS}")


# All of them


@pytest.mark.parametrize("index", range(5))
def test_every_snippet_is_read_without_a_failure_of_ours(shared: Path, index: int) -> None:
    found = snippets(shared)
    assert index < len(found)
    text = found[index] if "FROM" in found[index] else "FROM python:3.11-slim\n" + found[index]
    assert "DW099" not in codes_in(text)


def test_the_page_has_no_snippet_that_is_not_looked_at(shared: Path) -> None:
    assert len(snippets(shared)) == 5
