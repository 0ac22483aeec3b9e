"""What a lock installs: workspaces, conflicting extras, Poetry's locks before 2.1; any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.packages import (
    DependencyFile,
    Target,
    installed,
    read_dependency_file,
)
from dockwright.text import Source

KINDS = (
    "Pipfile", "Pipfile.lock", "conda-environment", "conda-explicit", "conda-lock", "constraints",
    "pdm.lock", "pixi", "pixi.lock", "poetry.lock", "pylock.toml", "pyproject", "python-version",
    "requirements", "runtime.txt", "script", "setup.cfg", "setup.py", "uv.lock",
)  # fmt: skip
PYTHON = Target("3.12.4")

WORKSPACE = """\
version = 1
requires-python = ">=3.11"

[manifest]
members = ["app", "lib"]

[[package]]
name = "app"
version = "0.1.0"
source = { ROOT }
dependencies = [{ name = "anyio" }]

[package.optional-dependencies]
cpu = [{ name = "torch", version = "2.5.0", marker = "extra == 'extra-3-app-cpu'" }]
gpu = [{ name = "torch", version = "2.6.0", marker = "extra == 'extra-3-app-gpu'" }]

[[package]]
name = "lib"
version = "0.1.0"
source = { editable = "libs/lib" }
dependencies = [{ name = "rich" }]

[[package]]
name = "anyio"
version = "4.0.0"
source = { registry = "https://index.example/simple" }
dependencies = [
  { name = "sniffio", marker = "extra == 'extra-3-app-cpu' or extra != 'extra-3-app-gpu'" },
]

[[package]]
name = "rich"
version = "13.0.0"
source = { registry = "https://index.example/simple" }

[[package]]
name = "sniffio"
version = "1.3.0"
source = { registry = "https://index.example/simple" }

[[package]]
name = "torch"
version = "2.5.0"
source = { registry = "https://index.example/simple" }

[[package]]
name = "torch"
version = "2.6.0"
source = { registry = "https://index.example/simple" }
"""

OLD_POETRY = """\
[[package]]
name = "click"
version = "8.1.0"
category = "main"
optional = false
python-versions = ">=3.7"

[package.dependencies]
colorama = {version = "*", markers = "platform_system == \\"Windows\\""}

[[package]]
name = "colorama"
version = "0.4.6"
category = "main"
optional = false
python-versions = "*"

[[package]]
name = "pytest"
version = "7.0.0"
category = "dev"
optional = false
python-versions = ">=3.7"

[[package]]
name = "requests"
version = "2.28.0"
category = "main"
optional = false
python-versions = ">=3.7"

[package.dependencies]
PySocks = {version = ">=1.5.6", optional = true, markers = "extra == \\"socks\\""}

[package.extras]
socks = ["PySocks (>=1.5.6)"]

[[package]]
name = "pysocks"
version = "1.7.1"
category = "main"
optional = false
python-versions = "*"

[metadata]
lock-version = "1.1"
python-versions = "^3.8"
content-hash = "0"
"""

OLD_PROJECT = """\
[tool.poetry]
name = "app"
[tool.poetry.dependencies]
python = "^3.8"
click = "^8"
requests = {version = "^2", extras = REQUESTED}
[tool.poetry.dev-dependencies]
pytest = "^7"
"""


def read(kind: str, text: str) -> DependencyFile:
    return read_dependency_file(Source(kind, text), kind)


def names(lock: DependencyFile, **how: object) -> set[str]:
    found = installed(lock, PYTHON, **how).packages  # type: ignore[arg-type]
    return {f"{each.name} {each.version}" for each in found if each.source == "index"}


@pytest.mark.parametrize("root", ['virtual = "."', 'editable = "."'])
def test_the_project_beside_the_lock_is_installed_without_its_neighbours(root: str) -> None:
    lock = read("uv.lock", WORKSPACE.replace("ROOT", root))
    assert names(lock) == {"anyio 4.0.0", "sniffio 1.3.0"}


def test_a_workspace_without_a_project_of_its_own_stands_for_its_members() -> None:
    lock = read("uv.lock", WORKSPACE.replace("ROOT", 'editable = "app"'))
    assert names(lock) == {"anyio 4.0.0", "sniffio 1.3.0", "rich 13.0.0"}
    assert names(lock, project="lib") == {"rich 13.0.0"}


def test_conflicting_extras_are_told_apart() -> None:
    lock = read("uv.lock", WORKSPACE.replace("ROOT", 'virtual = "."'))
    assert names(lock, extras=["cpu"]) == {"anyio 4.0.0", "sniffio 1.3.0", "torch 2.5.0"}
    assert names(lock, extras=["gpu"]) == {"anyio 4.0.0", "torch 2.6.0"}


def test_an_old_lock_of_poetry_is_walked_from_the_project() -> None:
    lock = read("poetry.lock", OLD_POETRY)
    plain = read("pyproject", OLD_PROJECT.replace("REQUESTED", "[]"))
    with_extra = read("pyproject", OLD_PROJECT.replace("REQUESTED", '["socks"]'))
    assert names(lock, declared=plain) == {"click 8.1.0", "requests 2.28.0"}
    assert names(lock, declared=plain, groups=["dev"]) == {
        "click 8.1.0",
        "requests 2.28.0",
        "pytest 7.0.0",
    }
    assert "pysocks 1.7.1" in names(lock, declared=with_extra)


def test_an_old_lock_of_poetry_without_its_project_is_not_known() -> None:
    assert installed(read("poetry.lock", OLD_POETRY), PYTHON).unknown


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=300))
@settings(max_examples=25, deadline=None)
def test_any_bytes_are_read(kind: str, data: bytes) -> None:
    file = read_dependency_file(Source.from_bytes(kind, data), kind)
    installed(file, PYTHON)


SHAPES = st.recursive(
    st.sampled_from(["1", '"a"', "true", '"name"', "[]", "1.5"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.dictionaries(
            st.sampled_from(["name", "version", "source", "marker", "groups", "files", "extras"]),
            inner,
            max_size=3,
        ).map(lambda each: "{" + ", ".join(f"{key} = {word}" for key, word in each.items()) + "}"),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_lock_of_wrong_types_is_read(kind: str, data: st.DataObject) -> None:
    keys = ["name", "version", "source", "wheels", "sdist", "dependencies", "resolution-markers",
            "markers", "groups", "files", "extras", "optional", "python-versions", "marker",
            "optional-dependencies", "vcs", "archive", "requires-python"]  # fmt: skip
    table = "packages" if kind == "pylock.toml" else "package"
    values = data.draw(st.dictionaries(st.sampled_from(keys), SHAPES, max_size=6))
    text = f"[[{table}]]\n" + "".join(f"{key} = {word}\n" for key, word in values.items())
    installed(read(kind, text), PYTHON)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_project_of_wrong_types_is_read(data: st.DataObject) -> None:
    keys = {
        "project": ["name", "dynamic", "dependencies", "optional-dependencies", "readme",
                    "license", "license-files", "requires-python"],
        "tool.poetry": ["name", "dependencies", "dev-dependencies", "group", "extras", "source",
                        "readme", "package-mode"],
        "tool.uv": ["index", "dev-dependencies", "package"],
        "tool.pdm": ["dev-dependencies"],
        "tool.hatch": ["envs", "metadata"],
        "tool.setuptools": ["dynamic"],
        "build-system": ["requires"],
        "dependency-groups": ["a", "b"],
    }  # fmt: skip
    text = ""
    for table, names_of_keys in keys.items():
        drawn = data.draw(st.dictionaries(st.sampled_from(names_of_keys), SHAPES, max_size=4))
        text += f"[{table}]\n" + "".join(f"{key} = {word}\n" for key, word in drawn.items())
    read("pyproject", text)
