"""What findings about wheels tell to do: which Python, which system, and what compiling takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path

LOCK = """version = 1
requires-python = ">=3.11"

[[package]]
name = "{name}"
version = "1.0"
source = {{ registry = "https://index.example/simple" }}
{source}wheels = [
{wheels}]

[[package]]
name = "shop"
version = "0.1.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "{name}" }}]
"""
SYNC = "COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv\nCOPY . .\nRUN uv sync --locked\n"


def help_of(root: Path, code: str, dockerfile: str, name: str = "", *wheels: str) -> str:
    (root / "Dockerfile").write_text(dockerfile)
    if name:
        (root / "pyproject.toml").write_text(
            f'[project]\nname = "shop"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
            f'dependencies = ["{name}"]\n'
        )
        source = f'sdist = {{ url = "https://index.example/{name}-1.0.tar.gz" }}\n'
        listed = "".join(f'    {{ url = "https://index.example/{each}" }},\n' for each in wheels)
        (root / "uv.lock").write_text(LOCK.format(name=name, source=source, wheels=listed))
    (found,) = api.check(root, start=root, select=[code]).diagnostics
    return found.help


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        (["cp312-cp312", "cp311-cp311"], "Take an image with Python 3.12"),
        (["cp311-cp311"], "Take an image with Python 3.11"),
        (["cp38-cp38"], "No Python that is maintained has wheels"),
    ],
)
def test_the_nearest_python_with_wheels_for_all_is_told(
    tmp_path: Path, tags: list[str], told: str
) -> None:
    wheels = [f"oddity-1.0-{tag}-manylinux_2_17_x86_64.whl" for tag in tags]
    text = help_of(tmp_path, "DW530", f"FROM python:3.14-slim\n{SYNC}", "oddity", *wheels)
    assert text.startswith(told)


def test_where_it_is_not_known_what_compiling_takes_the_least_is_told(tmp_path: Path) -> None:
    wheel = "oddity-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
    text = help_of(tmp_path, "DW530", f"FROM python:3.13-slim\n{SYNC}", "oddity", wheel)
    assert text.endswith("compiling oddity takes at least gcc libc6-dev")
    wheel = "oddity-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
    text = help_of(tmp_path, "DW533", f"FROM python:3.12-alpine\n{SYNC}", "oddity", wheel)
    assert text.endswith("compiling oddity takes at least gcc musl-dev")


def test_for_another_processor_no_base_image_is_told(tmp_path: Path) -> None:
    wheel = "oddity-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
    base = f"FROM --platform=linux/arm64 python:3.12-slim\n{SYNC}"
    text = help_of(tmp_path, "DW533", base, "oddity", wheel)
    assert text.startswith("Lock a version with a wheel for aarch64")


@pytest.mark.parametrize(
    ("base", "code", "told"),
    [
        ("python:3.12-slim", "DW512", "gcc libc6-dev default-libmysqlclient-dev pkg-config"),
        ("python:3.12-alpine", "DW510", "gcc musl-dev mariadb-connector-c-dev pkgconf"),
    ],
)
def test_compilers_and_headers_have_the_names_of_the_distribution(
    tmp_path: Path, base: str, code: str, told: str
) -> None:
    dockerfile = f"FROM {base}\nRUN pip install mysqlclient==2.2.7\n"
    assert told in help_of(tmp_path, code, dockerfile)


@pytest.mark.parametrize(
    ("takes", "tags", "told"),
    [
        (">=3.8", ["cp38-cp38", "cp311-cp311", "cp312-cp312"], "has wheels for 3.11 or 3.12"),
        (">=3.8", ["cp38-cp38"], "lock anew"),
        (">=3.8,<3.10", ["cp38-cp38"], "lock for a newer Python first"),
    ],
)
def test_of_a_python_that_has_ended_the_lock_tells_what_may_come_after(
    tmp_path: Path, takes: str, tags: list[str], told: str
) -> None:
    wheels = [f"oddity-1.0-{tag}-manylinux_2_17_x86_64.whl" for tag in tags]
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.8-slim\n{SYNC}")
    listed = "".join(f'    {{ url = "https://index.example/{each}" }},\n' for each in wheels)
    lock = LOCK.format(name="oddity", source="", wheels=listed).replace(">=3.11", takes)
    (tmp_path / "uv.lock").write_text(lock)
    (found,) = api.check(tmp_path, start=tmp_path, select=["DW113"]).diagnostics
    assert told in found.help
    assert [label.path for label in found.related] == ["uv.lock"]
