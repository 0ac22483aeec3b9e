"""Repairs of where packages lie are built and run: before, the program dies; afterwards, it runs.

Each case is built twice by the Docker engine that ``DOCKER_HOST`` names, as it stands and after
``dockwright fix --unsafe``.  Without an engine, or without the base images, nothing is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.engine, pytest.mark.slow]

PROGRAM = "import sys\nimport tabulate\nprint('table', tabulate.__version__)\n"
REQUIREMENTS = "tabulate==0.9.0\n"
EXPECTED = "table 0.9.0"
CODES = (
    "DW501",
    "DW502",
    "DW503",
    "DW504",
    "DW505",
    "DW506",
    "DW507",
    "DW508",
    "DW514",
    "DW524",
    "DW801",
)


class Case(NamedTuple):
    """A Dockerfile whose program fails.

    Attributes:
        text: the Dockerfile.
        symptom: what the failing program, or the failing build, says.
        builds: whether it builds before the repair.
        expected: what the program prints afterwards.
        ignore: what the ignore file keeps out of the build.
    """

    text: str
    symptom: str
    builds: bool = True
    expected: str = EXPECTED
    ignore: str = ""


MISSING = "ModuleNotFoundError"

BROKEN = {
    "page": Case(
        """\
# --- Build stage ---
FROM nvidia/cuda:12.2.0-devel-ubuntu22.04 AS builder

RUN apt-get update && apt-get install -y python3-pip python3-dev
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

# --- Runtime stage ---
FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04

RUN apt-get update && apt-get install -y python3 python3-pip \\
    && rm -rf /var/lib/apt/lists/*

COPY --from=builder /install /usr/local
COPY . /app
WORKDIR /app

CMD ["python3", "train.py"]
""",
        MISSING,
    ),
    "debian": Case(
        """\
FROM debian:bookworm-slim AS builder
WORKDIR /src
COPY requirements.txt .
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip \\
    && python3 -m pip install --prefix /install -r requirements.txt

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3
COPY --from=builder /install /usr/local
COPY train.py /app/
USER 10001
CMD python3 /app/train.py
""",
        MISSING,
    ),
    "user": Case(
        """\
FROM python:3.11-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.11-slim
COPY --from=builder /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
COPY train.py /app/
USER 10001
CMD ["python", "/app/train.py"]
""",
        MISSING,
    ),
    "target": Case(
        """\
FROM python:3.13-slim AS builder
COPY requirements.txt .
RUN pip install --target=/deps -r requirements.txt

FROM python:3.13-slim
COPY --from=builder /deps /opt/deps
COPY train.py /app/
CMD ["python", "/app/train.py"]
""",
        MISSING,
    ),
    "moved": Case(
        """\
FROM python:3.13-slim AS builder
RUN python -m venv /build/venv
COPY requirements.txt .
RUN /build/venv/bin/pip install -r requirements.txt

FROM python:3.13-slim
COPY --from=builder /build/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
CMD ["tabulate", "--help"]
""",
        "no such file",
        expected="Usage: tabulate",
    ),
    "other-python": Case(
        """\
FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY train.py /app/
CMD ["python", "/app/train.py"]
""",
        MISSING,
    ),
}
BROKEN |= {
    "not-on-path": Case(
        """\
FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
COPY train.py /app/
CMD ["python", "/app/train.py"]
""",
        MISSING,
    ),
    "program-not-on-path": Case(
        """\
FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install gunicorn==23.0.0

FROM python:3.11-slim
COPY --from=builder /opt/venv /opt/venv
USER 10001
CMD ["gunicorn", "--version"]
""",
        "executable file not found",
        expected="gunicorn (version 23.0.0)",
    ),
    "forgotten-copy": Case(
        """\
FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH
COPY train.py /app/
CMD ["python", "/app/train.py"]
""",
        MISSING,
    ),
    "managed-python": Case(
        """\
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY train.py /app/
USER 10001
CMD ["python3", "/app/train.py"]
""",
        "externally-managed-environment",
        builds=False,
    ),
    "without-permission": Case(
        """\
FROM debian:bookworm-slim
RUN useradd --uid 10001 app
USER app
RUN apt-get update && apt-get install -y --no-install-recommends tini
CMD ["tini", "--version"]
""",
        "ermission denied",
        builds=False,
        expected="tini version",
    ),
    "renamed-package": Case(
        """\
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends netcat
CMD ["sh", "-c", "command -v nc > /dev/null && echo found"]
""",
        "netcat",
        builds=False,
        expected="found",
    ),
    "one-word": Case(
        """\
FROM python:3.13-slim
RUN python -m venv /opt/venv && /opt/venv/bin/pip install tabulate==0.9.0
ENV PATH=/opt/venv/bin:$PATH
COPY train.py /app/
CMD ["python /app/train.py"]
""",
        "no such file",
    ),
    "variable": Case(
        """\
FROM python:3.13-slim
RUN python -m venv /opt/venv && /opt/venv/bin/pip install tabulate==0.9.0
ENV PATH=/opt/venv/bin:$PATH PROGRAM=/app/train.py
COPY train.py /app/
ENTRYPOINT ["python", "$PROGRAM"]
CMD ["--verbose"]
""",
        "can't open file",
    ),
    "ignored": Case(
        """\
FROM python:3.13-slim
RUN python -m venv /opt/venv && /opt/venv/bin/pip install tabulate==0.9.0
COPY train.py /app/
CMD ["/opt/venv/bin/python", "/app/train.py"]
""",
        "train.py",
        builds=False,
        ignore="*.py\n",
    ),
}

SOUND = {
    "environment": """\
FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.11-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY train.py /app/
USER 10001
CMD ["python", "/app/train.py"]
""",
}


@cache
def docker() -> str:
    """Return the docker program, if an engine answers it."""
    program = shutil.which("docker")
    if program is None or not os.environ.get("DOCKER_HOST"):
        return ""
    done = subprocess.run([program, "version"], capture_output=True, check=False)
    return program if done.returncode == 0 else ""


@cache
def has_image(name: str) -> bool:
    """Tell whether the engine has an image that holds a shell: one built from nothing is empty."""
    command = [docker(), "run", "--rm", "--entrypoint", "/bin/sh", name, "-c", "true"]
    known = [docker(), "image", "inspect", name]
    return all(
        subprocess.run(each, capture_output=True, check=False).returncode == 0
        for each in (known, command)
    )


def need(text: str) -> None:
    """Skip where there is no engine, or a base image of the file is not there."""
    if not docker():
        pytest.skip("no Docker engine answers")
    for line in text.splitlines():
        if line.startswith("FROM ") and not has_image(line.split()[1]):
            pytest.skip(f"{line.split()[1]} is not there")


def build(folder: Path) -> tuple[str, str]:
    """Build a folder's Dockerfile; return the image's id, ``""`` where it fails, and the log."""
    mark = folder / "image.id"
    mark.unlink(missing_ok=True)
    done = subprocess.run(
        [docker(), "build", "--progress=plain", "--iidfile", str(mark), "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return (mark.read_text() if done.returncode == 0 else ""), done.stdout + done.stderr


def run(image: str) -> tuple[int, str]:
    """Run an image; return its status and what it says."""
    done = subprocess.run(
        [docker(), "run", "--rm", image], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def place(folder: Path, text: str, ignore: str = "") -> None:
    (folder / "Dockerfile").write_text(text)
    (folder / ".dockerignore").write_text(f"image.id\n{ignore}")
    (folder / "other.py").write_text("")
    (folder / "requirements.txt").write_text(REQUIREMENTS)
    (folder / "train.py").write_text(PROGRAM)


def repair(folder: Path) -> bool:
    """Repair a folder's Dockerfile; tell whether something changed."""
    done = api.fix(["Dockerfile"], start=folder, unsafe=True, write=True, select=CODES)
    return done.files[0].is_changed


@pytest.mark.parametrize("name", BROKEN)
def test_a_program_that_dies_runs_after_the_repair(name: str, tmp_path: Path) -> None:
    case = BROKEN[name]
    need(case.text)
    place(tmp_path, case.text, case.ignore)
    image, log = build(tmp_path)
    assert bool(image) is case.builds, log
    if case.builds:
        status, said = run(image)
        assert status != 0
    else:
        said = log
    assert case.symptom in said
    assert repair(tmp_path)
    image, log = build(tmp_path)
    assert image, log
    status, said = run(image)
    assert (status, said.startswith(case.expected)) == (0, True), said


@pytest.mark.parametrize("name", SOUND)
def test_a_program_that_runs_is_left_alone(name: str, tmp_path: Path) -> None:
    text = SOUND[name]
    need(text)
    place(tmp_path, text)
    image, log = build(tmp_path)
    assert image, log
    assert run(image) == (0, EXPECTED + "\n")
    assert not repair(tmp_path)
