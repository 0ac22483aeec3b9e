"""Where a container listens is read from its command, its variables and the server's defaults."""

from __future__ import annotations

import pytest

from dockwright.kb import load
from dockwright.model.dockerfile import build_model
from dockwright.model.serving import exposed_ports, served_by_image
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

HEAD = "FROM python:3.13-slim\n"


@pytest.mark.parametrize(
    ("lines", "host", "port", "is_default"),
    [
        (
            'CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080"]',
            "0.0.0.0",
            8080,
            False,
        ),
        ('CMD ["uvicorn", "main:app", "--port=9000"]', "127.0.0.1", 9000, False),
        ('CMD ["uvicorn", "main:app"]', "127.0.0.1", 8000, True),
        ("CMD uvicorn main:app --host 0.0.0.0 --port 8080", "0.0.0.0", 8080, False),
        ('CMD ["gunicorn", "-b", "0.0.0.0:5000", "app:app"]', "0.0.0.0", 5000, False),
        ('CMD ["gunicorn", "--bind=:5000", "app:app"]', "", 5000, False),
        ('CMD ["gunicorn", "app:app"]', "127.0.0.1", 8000, True),
        ('CMD ["python", "-m", "uvicorn", "main:app", "--port", "81"]', "127.0.0.1", 81, False),
        ('CMD ["python", "manage.py", "runserver", "0.0.0.0:8001"]', "0.0.0.0", 8001, False),
        ('CMD ["sh", "-c", "uvicorn main:app --port ${PORT:-7000}"]', "127.0.0.1", 7000, False),
        ("ENV PORT=7001\nCMD uvicorn main:app --port $PORT", "127.0.0.1", 7001, False),
        ('ENTRYPOINT ["uvicorn"]\nCMD ["main:app", "--port", "82"]', "127.0.0.1", 82, False),
        ("ENV FLASK_RUN_PORT=83\nCMD flask run --host=0.0.0.0", "0.0.0.0", 83, False),
        ('CMD ["streamlit", "run", "app.py"]', "0.0.0.0", 8501, True),
        ("ENV PORT=84\nCMD PORT=85 gunicorn app:app", "0.0.0.0", 85, False),
        ("CMD export UVICORN_PORT=86 && exec uvicorn main:app", "127.0.0.1", 86, False),
        ('CMD ["env", "UVICORN_PORT=87", "uvicorn", "main:app"]', "127.0.0.1", 87, False),
        (
            'ENV GUNICORN_CMD_ARGS="-w 2 --bind 0.0.0.0:88 -t 9"\nCMD gunicorn app:app',
            "0.0.0.0",
            88,
            False,
        ),
        ("ENV GUNICORN_CMD_ARGS=--reload PORT=89\nCMD gunicorn app:app", "0.0.0.0", 89, False),
    ],
)
def test_the_server_of_an_image(lines: str, host: str, port: int, is_default: bool) -> None:
    stage = build_model(parse(Source("Dockerfile", f"{HEAD}{lines}\n"))).target
    assert stage is not None
    found = served_by_image(stage, load())
    assert found is not None
    assert (found.host or "", found.port, found.is_default_port) == (host, port, is_default)


@pytest.mark.parametrize(
    ("lines", "is_server"),
    [
        ('CMD ["python", "main.py"]', False),
        ("CMD uvicorn a:app --port $1", True),
        ('CMD ["gunicorn", "-c", "conf.py", "app:app"]', True),
        ('ENV PORT=80\nCMD ["gunicorn", "-c", "conf.py", "app:app"]', True),
        ("ENV GUNICORN_CMD_ARGS='-c conf.py'\nCMD gunicorn app:app", True),
        ("CMD . ./env.sh && uvicorn a:app", True),
        ("CMD gunicorn -b 0.0.0.0:80 -b 0.0.0.0:81 a:app", True),
        ("CMD PORT=$(cat /port) gunicorn app:app", True),
        ("CMD uvicorn a:app & uvicorn b:app", False),
    ],
)
def test_what_hides_the_port_leaves_it_unknown(lines: str, is_server: bool) -> None:
    stage = build_model(parse(Source("Dockerfile", f"{HEAD}{lines}\n"))).target
    assert stage is not None
    found = served_by_image(stage, load())
    assert (found is not None) is is_server
    assert found is None or isinstance(found.port, Unknown)


def test_ranges_of_exposed_ports_are_counted_out() -> None:
    stage = build_model(parse(Source("Dockerfile", f"{HEAD}EXPOSE 80/tcp 8000-8002\n"))).target
    assert stage is not None
    assert exposed_ports(stage) == {80, 8000, 8001, 8002}
