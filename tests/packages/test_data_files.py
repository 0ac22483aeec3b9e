"""Which files a project declares as data of its package."""

from __future__ import annotations

import pytest

from dockwright.kb import load
from dockwright.model.unknown import Unknown
from dockwright.packages.data_files import DataFiles, data_files
from dockwright.packages.setup_files import files_read_by_setup
from dockwright.text import Source

TREE = (
    "README.md",
    "src/ledger/__init__.py",
    "src/ledger/tables/vat.json",
    "src/ledger/sub/__init__.py",
    "src/ledger/sub/a.txt",
    "data/x.csv",
)
SETUPTOOLS = '[build-system]\nbuild-backend = "setuptools.build_meta"\n'
HATCH = '[build-system]\nbuild-backend = "hatchling.build"\n'
POETRY = '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\n'
VAT, TEXT, CSV = "src/ledger/tables/vat.json", "src/ledger/sub/a.txt", "data/x.csv"


def read(files: dict[str, str]) -> DataFiles:
    def get(name: str) -> bytes | Unknown:
        return files[name].encode() if name in files else Unknown("it is not there")

    return data_files([*TREE, *files], get)


def pyproject(text: str) -> dict[str, str]:
    return {"pyproject.toml": text}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            pyproject(SETUPTOOLS + '[tool.setuptools.package-data]\nledger = ["tables/*.json"]\n'),
            {VAT},
        ),
        (pyproject(SETUPTOOLS + '[tool.setuptools.package-data]\n"*" = ["*.txt"]\n'), {TEXT}),
        (
            pyproject(SETUPTOOLS + '[tool.setuptools.package-data]\nledger = ["**/*"]\n'),
            {VAT, TEXT},
        ),
        (pyproject(SETUPTOOLS + '[tool.setuptools.package-data]\nother = ["*"]\n'), set()),
        (
            pyproject(
                SETUPTOOLS
                + '[tool.setuptools.package-data]\nledger = ["**/*"]\n'
                + '[tool.setuptools.exclude-package-data]\nledger = ["tables/*"]\n'
            ),
            {TEXT},
        ),
        (pyproject(SETUPTOOLS), set()),
        (
            {**pyproject(SETUPTOOLS), "MANIFEST.in": "recursive-include src *.json *.txt\n"},
            {VAT, TEXT},
        ),
        (
            {
                **pyproject(SETUPTOOLS),
                "MANIFEST.in": "global-include *.json *.txt\nprune src/ledger/sub\n",
            },
            {VAT},
        ),
        (
            {
                **pyproject(SETUPTOOLS + "[tool.setuptools]\ninclude-package-data = false\n"),
                "MANIFEST.in": "recursive-include src *.json\n",
            },
            set(),
        ),
        ({"setup.cfg": "[options.package_data]\nledger = tables/*.json, x\n"}, {VAT}),
        (
            {"setup.py": "setup(package_data={'ledger': ['tables/*']}, package_dir={'': 'src'})\n"},
            {VAT},
        ),
        ({"setup.py": "setup(package_data=work_out())\n"}, set()),
        (
            pyproject(
                HATCH + '[tool.hatch.build.targets.wheel.force-include]\n"data" = "ledger"\n'
            ),
            {CSV},
        ),
        (pyproject(HATCH + '[tool.hatch.build.targets.wheel]\nartifacts = ["*.json"]\n'), {VAT}),
        (pyproject(HATCH + '[tool.hatch.build.targets.wheel]\ninclude = ["/src/ledger"]\n'), set()),
        (pyproject(POETRY + 'include = ["data/*.csv"]\n'), {CSV}),
        (pyproject(POETRY + 'include = [{ path = "data", format = "sdist" }]\n'), set()),
    ],
)
def test_what_is_declared(files: dict[str, str], expected: set[str]) -> None:
    found = read(files)
    assert {each.path for each in found.declared} == expected


def test_a_declaration_has_its_place() -> None:
    text = SETUPTOOLS + '[tool.setuptools.package-data]\nledger = ["tables/*.json"]\n'
    (found,) = read(pyproject(text)).declared
    assert found.file == "pyproject.toml"
    assert text[found.span.start : found.span.end] == "tables/*.json"
    assert found.is_pattern


def test_backends_that_take_what_lies_in_the_package() -> None:
    assert read(pyproject(HATCH)).takes_all
    assert not read(pyproject(SETUPTOOLS)).takes_all
    assert not read({}).takes_all


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text = open('README.md').read()", ["README.md"]),
        ("import io, os\nio.open(os.path.join(os.path.dirname(__file__), 'a/b.txt'))", ["a/b.txt"]),
        (
            "from pathlib import Path\n(Path(__file__).parent / 'README.md').read_text()",
            ["README.md"],
        ),
        ("def read(name):\n    return open(name).read()\nx = read('README.md')", ["README.md"]),
        ("def read(name):\n    return open(name).read()\n", []),
        ("try:\n    open('README.md')\nexcept OSError:\n    pass", []),
        ("import os\nif os.path.exists('README.md'):\n    open('README.md')", []),
        ("open('version.txt', 'w')", []),
        ("open(name)", []),
    ],
)
def test_what_a_setup_script_opens(text: str, expected: list[str]) -> None:
    found = files_read_by_setup(Source("setup.py", text), load())
    assert [each.path for each in found] == expected
