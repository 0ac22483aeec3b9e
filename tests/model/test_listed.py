"""Packages in files of requirements are found where a build would find the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.kb import load
from dockwright.model.context import BuildContext
from dockwright.model.dockerfile import build_model
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.listed import Listed, listed_packages
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.install import Install


def last_install(text: str) -> Install:
    model = build_model(parse(Source("Dockerfile", text)))
    found = [
        install
        for stage in model.stages
        for instruction in stage.walk()
        if isinstance(instruction, Run)
        for command in instruction.commands
        if (install := install_of(command)) is not None
    ]
    return found[-1]


def read(folder: Path, text: str, **files: str) -> Listed:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return listed_packages(last_install(text), BuildContext(folder, folder / "Dockerfile"))


def names(found: Listed) -> list[str]:
    return [spec.name for spec in found.packages]


FROM = "FROM python:3.13-slim\nWORKDIR /srv\n"


@pytest.mark.parametrize(
    "text",
    [
        "COPY requirements.txt .\nRUN pip install -r requirements.txt",
        "COPY requirements.txt /tmp/reqs.txt\nRUN pip install -r /tmp/reqs.txt",
        "COPY . .\nRUN pip install -r requirements.txt",
        "COPY . /app\nRUN cd /app && pip install -r ./requirements.txt",
        "COPY require*.txt ./\nRUN pip install -r requirements.txt",
        "ADD requirements.txt setup.py /app/\nWORKDIR /app\nRUN pip install -r requirements.txt",
        "ENV AT=/app\nCOPY . $AT\nRUN pip install -r $AT/requirements.txt",
        "RUN --mount=type=bind,source=requirements.txt,target=/r.txt pip install -r /r.txt",
        "RUN --mount=type=bind,target=. pip install -r requirements.txt",
        "COPY . .\nRUN uv pip install --system -r requirements.txt",
        "COPY requirements.txt .\nCOPY --from=other /x /y\nRUN pip install -r requirements.txt",
        "COPY . .\nCOPY src /srv\nRUN pip install -r requirements.txt",
    ],
)
def test_the_file_is_traced_to_the_context(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, FROM + text, requirements_txt="torch==2.9.1\nnumpy\n", src__a_txt="")
    assert names(found) == ["torch", "numpy"]
    assert found.is_whole
    assert found.packages[0].version == "2.9.1"
    assert found.packages[0].listed == "requirements.txt:1"


@pytest.mark.parametrize(
    "text",
    [
        "RUN pip install -r requirements.txt",
        "COPY --from=other /app/requirements.txt .\nRUN pip install -r requirements.txt",
        "COPY . .\nCOPY --from=other /app /srv\nRUN pip install -r requirements.txt",
        "COPY . .\nRUN sed -i /torch/d requirements.txt\nRUN pip install -r requirements.txt",
        "COPY . .\nRUN sed -i /torch/d requirements.txt && pip install -r requirements.txt",
        "COPY . .\nRUN pip freeze > requirements.txt\nRUN pip install -r requirements.txt",
        "COPY . .\nRUN pip install -r $WHICH",
        "COPY . .\nRUN pip install -r https://x.example/requirements.txt",
        "COPY . .\nRUN cd $SOME && pip install -r requirements.txt",
        "ARG WHAT\nCOPY $WHAT .\nRUN pip install -r requirements.txt",
        "COPY . .\nRUN --mount=type=cache,target=/srv pip install -r requirements.txt",
        "COPY . .\nONBUILD RUN pip install -r requirements.txt",
        "COPY . .\nRUN pip install -r missing.txt",
        "COPY . .\nRUN conda install --file requirements.txt && pipenv install -r requirements.txt",
    ],
)
def test_what_may_be_another_file_is_not_read(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, FROM + text, requirements_txt="torch\n")
    assert found.packages == ()
    assert not found.is_whole


def test_a_file_that_the_ignore_file_leaves_out_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("requirements.txt\n")
    text = FROM + "COPY . .\nRUN pip install -r requirements.txt"
    assert not read(tmp_path, text, requirements_txt="torch\n").is_whole


def test_files_that_files_name_are_read_too_and_once(tmp_path: Path) -> None:
    text = FROM + "COPY . .\nRUN pip install -r reqs/all.txt"
    found = read(
        tmp_path,
        text,
        reqs__all_txt="-r base.txt\nnumpy\n-c limits.txt\n",
        reqs__base_txt="-r all.txt\ntorch\n",
        reqs__limits_txt="scipy==1\n",
    )
    assert names(found) == ["torch", "numpy"]
    assert [spec.listed for spec in found.packages] == ["base.txt:2", "all.txt:2"]
    assert found.is_whole


@pytest.mark.parametrize(
    ("lines", "packages"),
    [
        ("torch ; sys_platform == 'win32'\nnumpy\n", ["numpy"]),
        ("-r gone.txt\nnumpy\n", ["numpy"]),
        ("-e .\nnumpy\n", ["", "numpy"]),
    ],
)
def test_what_cannot_be_told_makes_the_list_incomplete(
    tmp_path: Path, lines: str, packages: list[str]
) -> None:
    text = FROM + "COPY . .\nRUN pip install -r requirements.txt"
    found = read(tmp_path, text, requirements_txt=lines)
    assert names(found) == packages
    assert not found.is_whole


def test_an_index_in_the_file_is_told(tmp_path: Path) -> None:
    text = FROM + "COPY . .\nRUN pip install -r requirements.txt"
    lines = "--extra-index-url https://x.example/whl/cpu\ntorch\n"
    assert read(tmp_path, text, requirements_txt=lines).names_index
    assert not read(tmp_path, text, requirements_txt="torch\n").names_index


def test_without_a_context_nothing_is_known() -> None:
    install = last_install(FROM + "COPY . .\nRUN pip install -r requirements.txt")
    assert listed_packages(install, Unknown("no context")) == Listed(
        (), is_whole=False, is_read=False
    )
    bare = last_install(FROM + "RUN pip install torch")
    assert listed_packages(bare, Unknown("no context")).is_whole


def test_what_was_read_is_among_the_inputs(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("torch\n")
    context = BuildContext(tmp_path, tmp_path / "Dockerfile")
    install = last_install(FROM + "COPY . .\nRUN pip install -r requirements.txt")
    assert listed_packages(install, context).is_whole
    read_files = [known.path for known in context.inputs if known.kind == "content"]
    assert str(tmp_path / "requirements.txt") in read_files


def test_the_knowledge_base_knows_the_packages_by_the_names_read(tmp_path: Path) -> None:
    text = FROM + "COPY . .\nRUN pip install -r requirements.txt"
    found = read(tmp_path, text, requirements_txt="Opencv_Python>=4\n")
    assert load().package(found.packages[0].name) is not None
