"""What a stage holds is told where its text tells it, and is Unknown elsewhere."""

from __future__ import annotations

import pytest

from dockwright.kb import load
from dockwright.model.contents import Contents, contents_of, covers
from dockwright.model.dockerfile import build_model
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

PIP = "RUN apt-get install -y python3-pip\n"


def contents(text: str) -> Contents:
    """Return the contents of the last stage of a Dockerfile."""
    return contents_of(build_model(parse(Source("Dockerfile", text))).stages[-1], load())


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        (
            "FROM python:3.12-slim\nRUN pip install flask\n",
            "/usr/local/lib/python3.12/site-packages",
        ),
        (
            "FROM python:3.12-slim\nRUN pip install --prefix=/install flask\n",
            "/install/lib/python3.12/site-packages",
        ),
        (
            f"FROM ubuntu:22.04\n{PIP}RUN pip install --prefix /i a\n",
            "/i/local/lib/python3.10/dist-packages",
        ),
        (
            f"FROM ubuntu:20.04\n{PIP}RUN pip install --prefix /i a\n",
            "/i/lib/python3.8/site-packages",
        ),
        (
            f"FROM ubuntu:22.04\n{PIP}RUN pip3 install a\n",
            "/usr/local/lib/python3.10/dist-packages",
        ),
        ("FROM python:3.12\nWORKDIR /app\nRUN pip install -t deps flask\n", "/app/deps"),
        (
            "FROM python:3.12\nRUN pip install --user flask\n",
            "/root/.local/lib/python3.12/site-packages",
        ),
        ("FROM python:3.12\nRUN python -m venv /v && /v/bin/pip install flask\n", "/v"),
        ("FROM python:3.12\nRUN python -m venv /v && . /v/bin/activate && pip install a\n", "/v"),
        ("FROM python:3.12\nENV PATH=/v/bin:$PATH\nRUN python -m venv /v && pip install a\n", "/v"),
    ],
)
def test_packages_go_where_pip_puts_them(text: str, directory: str) -> None:
    assert contents(text).installs[-1].directory == directory


@pytest.mark.parametrize(
    "text",
    [
        "FROM example.com/base:1\nRUN pip install flask\n",
        "FROM python:3.12\nARG D\nRUN pip install -t $D flask\n",
        "FROM ubuntu:22.04\nRUN ./get-python.sh\nRUN pip install flask\n",
        "FROM python:3.12\nRUN pip3.9 install flask\n",
        "FROM python:3.12\nUSER app\nRUN pip install --user flask\n",
    ],
)
def test_packages_go_nowhere_that_the_text_does_not_tell(text: str) -> None:
    assert isinstance(contents(text).installs[-1].directory, Unknown)


@pytest.mark.parametrize(
    ("text", "directories"),
    [
        ("RUN python -m venv /opt/venv", ["/opt/venv"]),
        ("WORKDIR /app\nRUN virtualenv env", ["/app/env"]),
        ("WORKDIR /app\nRUN uv sync --locked", ["/app/.venv"]),
        ("WORKDIR /app\nRUN cd sub && uv venv", ["/app/sub/.venv"]),
        ("ENV UV_PROJECT_ENVIRONMENT=/v\nRUN uv sync", ["/v"]),
        ("ENV UV_PROJECT_ENVIRONMENT=/usr/local\nRUN uv sync", []),
        ("WORKDIR /a\nENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN poetry install", ["/a/.venv"]),
        ("WORKDIR /a\nRUN poetry install", []),
        ("RUN python -m venv $WHERE", []),
    ],
)
def test_virtual_environments_are_found_where_they_are_made(
    text: str, directories: list[str]
) -> None:
    assert [venv.directory for venv in contents(f"FROM python:3.12\n{text}\n").venvs] == directories


@pytest.mark.parametrize(
    ("text", "program", "expected"),
    [
        ("FROM python:3.12-slim", "python", True),
        ("FROM python:3.12-slim", "curl", False),
        ("FROM python:3.12-slim", "/bin/bash", True),
        ("FROM python:3.12-slim\nRUN apt-get install -y curl", "curl", True),
        ("FROM python:3.12-slim\nRUN apt-get install -y libpq5", "curl", False),
        ("FROM alpine:3.20", "bash", False),
        ("FROM scratch", "sh", False),
        ("FROM gcr.io/distroless/static", "sh", False),
        ("FROM ubuntu:22.04\nRUN apt-get install -y python3", "python", False),
        ("FROM ubuntu:22.04\nRUN apt-get install -y python-is-python3", "python", True),
        ("FROM python:3.12-slim\nCOPY requirements.txt .", "curl", False),
    ],
)
def test_a_program_is_known_to_be_there_or_not(text: str, program: str, expected: object) -> None:
    assert contents(f"{text}\n").has_program(program) is expected


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("FROM example.com/base:1", "curl"),
        ("FROM python:3.12-slim\nRUN ./install.sh", "curl"),
        ("FROM python:3.12-slim\nRUN apt-get install -y something-unheard-of", "curl"),
        ("FROM python:3.12-slim\nRUN apt-get install -y $PACKAGES", "curl"),
        ("FROM python:3.12-slim\nCOPY --from=curlimages/curl /usr/bin/ /usr/bin/", "curl"),
        ("FROM python:3.12-slim\nRUN ln -s /opt/c /usr/bin/curl", "curl"),
        ("FROM python:3.12-slim\nRUN pip install -r requirements.txt", "uvicorn"),
        ("FROM python:3.12-slim", "/opt/tool/curl"),
    ],
)
def test_a_program_that_a_step_may_bring_is_unknown(text: str, program: str) -> None:
    assert isinstance(contents(f"{text}\n").has_program(program), Unknown)


def test_a_copy_from_a_stage_tells_where_a_path_comes_to_lie() -> None:
    found = contents(
        "FROM python:3.12 AS build\nFROM python:3.12\nCOPY --from=build /install/ /usr/local/\n"
    ).transfers[0]
    assert found.moved("/install/lib/a") == "/usr/local/lib/a"
    assert found.moved("/installed") is None


def test_what_a_stage_is_from_counts() -> None:
    held = contents('FROM alpine:3.20 AS base\nRUN apk add bash\nFROM base\nCMD ["bash"]\n')
    assert held.has_program("bash") is True


@pytest.mark.parametrize(
    ("line", "path", "expected"),
    [
        ("", "/usr/local/lib/python3.12/site-packages", True),
        ("", "/usr/local/lib/python3.11/site-packages", False),
        ("ENV PYTHONPATH=/deps", "/deps", True),
        ("WORKDIR /app", "/app", True),
        ('CMD ["python", "/srv/main.py"]', "/srv", True),
        ("USER 10001", "/root/.local/lib/python3.12/site-packages", False),
    ],
)
def test_where_a_python_looks_for_packages(line: str, path: str, expected: object) -> None:
    assert contents(f"FROM python:3.12-slim\n{line}\n").searches(path) is expected


def test_where_a_python_looks_is_unknown_where_the_base_or_a_file_may_say() -> None:
    base = contents("FROM example.com/base:1\n")
    assert isinstance(base.searches("/deps"), Unknown)
    file = contents("FROM python:3.12-slim\nRUN echo /deps > /usr/local/lib/a.pth\n")
    assert isinstance(file.searches("/deps"), Unknown)


def test_covering_goes_by_whole_names() -> None:
    assert covers("/opt", "/opt/venv")
    assert covers("/", "/opt")
    assert not covers("/opt", "/optional")


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.12-slim AS a\nCOPY --from=a /usr /usr\n",
        """\
FROM python:3.12-slim AS a
COPY --from=b /usr/local /usr/local
FROM debian:13 AS b
COPY --from=a /usr/local /usr/local
""",
    ],
    ids=["itself", "a circle"],
)
def test_stages_in_a_circle_have_a_python_that_is_known_or_not(text: str) -> None:
    model = build_model(parse(Source("Dockerfile", text)))
    for stage in model.stages:
        python = contents_of(stage, load()).python
        assert python is None or isinstance(python, Unknown) or python.version == "3.12"


def test_the_python_of_an_official_image_is_its_own() -> None:
    model = build_model(parse(Source("Dockerfile", "FROM python:3.12-slim\n")))
    python = contents_of(model.stages[0], load()).python
    assert python is not None
    assert not isinstance(python, Unknown)
    assert (python.version, python.origin) == ("3.12", "image")
