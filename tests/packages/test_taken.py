"""What an install takes from a lock: where it finds it, and by its options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.model.context import BuildContext
from dockwright.model.install import install_of
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import dockerfile_at
from dockwright.packages import Target, taken_from_lock

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.packages import Taken

UV = """\
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "0.1"
source = { virtual = "." }
dependencies = [{ name = "base" }]

[package.optional-dependencies]
gpu = [{ name = "cuda" }]
web = [{ name = "http" }]

[package.dev-dependencies]
dev = [{ name = "tests" }]
docs = [{ name = "pages" }]
""" + "".join(
    f'\n[[package]]\nname = "{name}"\nversion = "1.0"\n'
    'source = { registry = "https://index.example/simple" }\n'
    for name in ("base", "cuda", "http", "tests", "pages")
)
POETRY = (
    "".join(
        f'[[package]]\nname = "{name}"\nversion = "1.0"\noptional = {str(bool(marker)).lower()}\n'
        f'python-versions = ">=3.9"\ngroups = ["{group}"]\n{marker}files = []\n\n'
        for name, group, marker in (
            ("base", "main", ""),
            ("cuda", "main", "markers = \"extra == 'gpu'\"\n"),
            ("tests", "dev", ""),
            ("pages", "docs", ""),
        )
    )
    + '[extras]\ngpu = ["cuda"]\n\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.9"\n'
)
PDM = (
    "".join(
        f'[[package]]\nname = "{name}"\nversion = "1.0"\ngroups = ["{group}"]\nfiles = []\n\n'
        for name, group in (
            ("base", "default"),
            ("http", "web"),
            ("tests", "dev"),
            ("pages", "docs"),
        )
    )
    + '[metadata]\nlock_version = "4.5.0"\n'
)
PIPENV = (
    '{"_meta": {}, "default": {"base": {"version": "==1.0"}}, '
    '"develop": {"tests": {"version": "==1.0"}}, "docs": {"pages": {"version": "==1.0"}}}'
)
PROJECT = '[project]\nname = "app"\nversion = "0.1"\n'


def taken(
    root: Path, run: str, lock: tuple[str, str], manifest: str = PROJECT, before: str = ""
) -> Taken | Unknown:
    """Return what the last command of an image takes."""
    (root / lock[0]).parent.mkdir(exist_ok=True)
    (root / lock[0]).write_text(lock[1])
    (root / lock[0]).with_name("pyproject.toml").write_text(manifest)
    path = root / "Dockerfile"
    copied = before or "WORKDIR /app\nCOPY . ."
    path.write_text(f"FROM python:3.12\n{copied}\nRUN {run}\n")
    project = Project()
    model = dockerfile_at(str(path), project)
    assert not isinstance(model, Unknown)
    commands = [each for layer in model.stages[0].runs() for each in layer.commands]
    install = install_of(commands[-1])
    assert install is not None
    return taken_from_lock(install, BuildContext(str(root), str(path), project), Target("3.12"))


def names(found: Taken | Unknown) -> set[str]:
    assert not isinstance(found, Unknown), found
    assert not found.installed.unknown
    return {each.name for each in found.installed.packages} - {"app"}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("uv sync", "base tests"),
        ("uv sync --no-dev", "base"),
        ("UV_NO_DEV=1 uv sync", "base"),
        ("uv sync --no-default-groups", "base"),
        ("uv sync --no-default-groups --group docs", "base pages"),
        ("uv sync --all-groups --no-group dev", "base pages"),
        ("uv sync --no-dev --extra gpu", "base cuda"),
        ("uv sync --no-dev --all-extras --no-extra web", "base cuda"),
        ("uv sync --only-group docs", "pages"),
        ("uv sync --only-dev", "tests"),
    ],
)
def test_options_of_uv(tmp_path: Path, run: str, expected: str) -> None:
    assert names(taken(tmp_path, run, ("uv.lock", UV))) == set(expected.split())


@pytest.mark.parametrize(
    ("groups", "expected"), [('"all"', "base tests pages"), ('["docs"]', "base pages")]
)
def test_a_project_says_which_groups_uv_takes(tmp_path: Path, groups: str, expected: str) -> None:
    manifest = f"{PROJECT}\n[tool.uv]\ndefault-groups = {groups}\n"
    found = taken(tmp_path, "uv sync", ("uv.lock", UV), manifest)
    assert names(found) == set(expected.split())


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("poetry install", "base tests"),
        ("poetry install --with docs", "base tests pages"),
        ("poetry install --all-groups", "base tests pages"),
        ("poetry install --without dev", "base"),
        ("poetry install --no-dev", "base"),
        ("poetry install --only main", "base"),
        ("poetry install --only main,docs", "base pages"),
        ("poetry install --only dev", "tests"),
        ("poetry install --only-root", ""),
        ("poetry install --without dev -E gpu", "base cuda"),
        ("poetry install --without dev --all-extras", "base cuda"),
    ],
)
def test_options_of_poetry(tmp_path: Path, run: str, expected: str) -> None:
    manifest = (
        f"{PROJECT}\n[project.optional-dependencies]\ngpu = ['cuda']\n\n"
        "[tool.poetry.group.docs]\noptional = true\n"
    )
    found = taken(tmp_path, run, ("poetry.lock", POETRY), manifest)
    assert names(found) == set(expected.split())


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pdm install", "base http tests pages"),
        ("pdm sync --prod", "base"),
        ("pdm sync --prod -G web", "base http"),
        ("pdm sync -G web", "base http tests pages"),
        ("pdm sync -G docs", "base pages"),
        ("pdm sync -G :all --without dev", "base http pages"),
        ("pdm sync --no-default -G docs", "pages"),
    ],
)
def test_options_of_pdm(tmp_path: Path, run: str, expected: str) -> None:
    manifest = f"{PROJECT}\n[project.optional-dependencies]\nweb = ['http']\n"
    found = taken(tmp_path, run, ("pdm.lock", PDM), manifest)
    assert names(found) == set(expected.split())


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pipenv sync", "base"),
        ("pipenv install --deploy --dev", "base tests"),
        ('pipenv sync --categories "packages docs"', "base pages"),
        ("pipenv sync --categories dev-packages", "tests"),
    ],
)
def test_options_of_pipenv(tmp_path: Path, run: str, expected: str) -> None:
    assert names(taken(tmp_path, run, ("Pipfile.lock", PIPENV))) == set(expected.split())


def test_what_an_expansion_decides_is_not_known(tmp_path: Path) -> None:
    assert isinstance(taken(tmp_path, "uv sync --extra $EXTRA", ("uv.lock", UV)), Unknown)


@pytest.mark.parametrize(
    ("before", "run"),
    [
        ("WORKDIR /app\nCOPY service/ .", "uv sync --no-dev"),
        ("COPY service/uv.lock service/pyproject.toml /srv/", "cd /srv && uv sync --no-dev"),
        ("COPY service /srv", "uv sync --no-dev --directory /srv"),
    ],
)
def test_a_lock_is_followed_through_the_copy_that_brings_it(
    tmp_path: Path, before: str, run: str
) -> None:
    found = taken(tmp_path, run, ("service/uv.lock", UV), before=before)
    assert names(found) == {"base"}


def test_a_lock_that_is_nowhere_is_told(tmp_path: Path) -> None:
    found = taken(tmp_path, "uv sync", ("other/uv.lock", UV), before="WORKDIR /app")
    assert isinstance(found, Unknown)
    assert "build context" in found.reason
