"""Repairs of the cache and size families build, and the image runs as it did.

Each case is built before and after its repair by a Docker engine, where one answers, and a command
is run in both images: it has to say the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dockwright import api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

pytestmark = [pytest.mark.engine, pytest.mark.slow]


class Case(NamedTuple):
    """A Dockerfile, what a repair of one rule has to leave working, and what it has to gain."""

    code: str
    dockerfile: str
    files: Mapping[str, str]
    smoke: str
    gone: str = "true"
    """A command that succeeds in the repaired image alone, or in both."""


CUT = Case(
    "DW203",
    """\
FROM python:3.11-slim
COPY . /srv
RUN cd /srv && pip install --no-cache-dir -r requirements.txt && python build.py
""",
    {
        "requirements.txt": "six==1.16.0\n",
        "build.py": "import six\nopen('out', 'w').write('built')\n",
    },
    "cd /srv && ls && cat out && python -c 'import six; print(six.__version__)'",
)

CASES = {
    "a RUN cut in two": CUT,
    "lists fetched by each RUN": Case(
        "DW304",
        """\
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends tree
RUN apt-get install -y --no-install-recommends jq
CMD ["jq"]
""",
        {},
        "tree --version && jq --version",
        'test -z "$(ls -A /var/lib/apt/lists)"',
    ),
    "compiled in a first stage": Case(
        "DW308",
        """\
FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev python3-dev curl \\
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY . .
RUN pip install --no-cache-dir setuptools==75.6.0
RUN pip install --no-cache-dir --no-build-isolation .
CMD ["python", "main.py"]
""",
        {
            "setup.py": "from setuptools import Extension, setup\n"
            "setup(name='fast', version='1', ext_modules=[Extension('fast', ['fast.c'])])\n",
            "fast.c": "#include <Python.h>\n"
            "static PyObject *answer(PyObject *s, PyObject *a) { return PyLong_FromLong(42); }\n"
            'static PyMethodDef all[] = {{"answer", answer, METH_NOARGS, 0}, {0, 0, 0, 0}};\n'
            'static struct PyModuleDef it = {PyModuleDef_HEAD_INIT, "fast", 0, -1, all};\n'
            "PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&it); }\n",
            "main.py": "import fast\nprint(fast.answer())\n",
        },
        "python main.py && command -v curl",
        "! command -v gcc",
    ),
    "owners set by COPY": Case(
        "DW310",
        """\
FROM debian:bookworm-slim
RUN useradd --uid 1234 app
WORKDIR /srv/app
RUN mkdir -p /srv/app/logs
COPY src ./src
COPY main.py ./
RUN chown -R app /srv/app
""",
        {"src/a/b.py": "", "src/c.py": "", "main.py": ""},
        "find /srv -printf '%u:%g %m %p\\n' | sort",
    ),
    "account added before the files": Case(
        "DW310",
        """\
FROM debian:bookworm-slim
COPY src /data/src
RUN groupadd --gid 1234 app && useradd --uid 1234 --gid app app && chown -R app:app /data/src
""",
        {"src/a/b.py": "", "src/c.py": ""},
        "find /data/src -printf '%u:%g %m %p\\n' | sort",
    ),
    "wheels seen through a mount": Case(
        "DW311",
        """\
FROM python:3.11-slim AS build
RUN pip wheel --no-cache-dir --wheel-dir=/wheels six==1.16.0
FROM python:3.11-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links=/wheels six==1.16.0
RUN rm -rf /wheels
""",
        {},
        "python -c 'import six; print(six.__version__)'",
    ),
    "RUNs made one": Case(
        "DW311",
        """\
FROM python:3.11-slim
# The image has no git: that the clone fails does not matter here.
RUN git clone https://git.example/b /b || mkdir /b
RUN cp -r /etc/apt /b/apt
RUN rm -rf /b
""",
        {},
        "ls -d /etc/apt",
        "! test -e /b",
    ),
}


def docker(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    program = shutil.which("docker")
    assert program is not None
    return subprocess.run(
        [program, *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=600
    )


@pytest.fixture(scope="module")
def engine() -> None:
    if shutil.which("docker") is None or "DOCKER_HOST" not in os.environ:
        pytest.skip("no Docker engine is named")
    if docker("image", "inspect", "python:3.11-slim", "debian:bookworm-slim").returncode:
        pytest.skip("the engine does not answer, or lacks the base images")


@pytest.fixture
def tags() -> Iterator[tuple[str, str]]:
    name = f"dockwright-test-{uuid.uuid4().hex[:12]}"
    both = f"{name}:before", f"{name}:after"
    yield both
    docker("image", "rm", "--force", *both)


def write(folder: Path, case: Case) -> Path:
    for name, text in {**case.files, "Dockerfile": case.dockerfile}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / ".dockerignore").write_text("Dockerfile\n.dockerignore\n")
    return folder / "Dockerfile"


def build(folder: Path, tag: str) -> str:
    done = docker("build", "--progress=plain", "--tag", tag, ".", cwd=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def repair(folder: Path, code: str) -> str:
    done = api.fix(
        [str(folder / "Dockerfile")], start=folder, unsafe=True, write=True, select=[code]
    )
    assert not done.defects
    (file,) = done.files
    assert [each.code for each in file.repair.applied]
    return file.repair.after.text


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", CASES)
def test_a_repaired_file_builds_and_its_image_runs_as_before(
    name: str, tmp_path: Path, tags: tuple[str, str]
) -> None:
    case = CASES[name]
    write(tmp_path, case)
    sizes: list[int] = []
    said: list[str] = []
    for tag in tags:
        if tag is tags[1]:
            assert repair(tmp_path, case.code) != case.dockerfile
        build(tmp_path, tag)
        ran = docker("run", "--rm", tag, "sh", "-c", case.smoke)
        assert ran.returncode == 0, ran.stderr
        said.append(ran.stdout)
        sizes.append(int(docker("image", "inspect", "--format={{.Size}}", tag).stdout))
    assert said[0] == said[1]
    assert said[0]
    assert sizes[1] <= sizes[0] + 4096
    assert docker("run", "--rm", tags[1], "sh", "-c", case.gone).returncode == 0


@pytest.mark.usefixtures("engine")
def test_after_the_cut_an_edit_of_the_source_installs_nothing_again(
    tmp_path: Path, tags: tuple[str, str]
) -> None:
    write(tmp_path, CUT)
    repair(tmp_path, CUT.code)
    build(tmp_path, tags[0])
    (tmp_path / "build.py").write_text("open('out', 'w').write('anew')\n")
    log = build(tmp_path, tags[1])
    step = next(line for line in log.splitlines() if "RUN cd /srv && pip install" in line)
    assert f"{step.split(' ')[0]} CACHED" in log
    ran = docker("run", "--rm", tags[1], "cat", "/srv/out")
    assert ran.stdout == "anew"
