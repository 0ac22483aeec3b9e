"""A fix that copies a text, and one that changes it: the copy is changed too, if a pass later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path

MOVED = """\
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /venv && . /venv/bin/activate && pip install --no-cache-dir -r requirements.txt \
&& python prepare.py
FROM python:3.13-slim
COPY --from=build /venv /opt/app
ENV PATH=/opt/app/bin:$PATH
USER 10001
CMD ["gunicorn", "main:app"]
"""

SECRET = """\
FROM python:3.13-slim
ARG API_TOKEN
WORKDIR /srv
COPY . .
RUN pip install --no-cache-dir -r requirements.txt && ./fetch.sh "$API_TOKEN"
USER 10001
CMD ["python", "main.py"]
"""


def repaired(text: str, folder: Path) -> str:
    (folder / "Dockerfile").write_text(text)
    (folder / "requirements.txt").write_text("gunicorn==22.0.0\n")
    done = api.fix([folder / "Dockerfile"], unsafe=True)
    assert not done.defects
    return done.files[0].repair.after.text


def test_an_environment_moves_in_both_halves_of_a_run(tmp_path: Path) -> None:
    text = repaired(MOVED, tmp_path)
    assert text.count(". /opt/app/bin/activate") == 2
    assert " /venv" not in text


def test_a_secret_is_mounted_where_it_is_read(tmp_path: Path) -> None:
    lines = repaired(SECRET, tmp_path).splitlines()
    fetching = next(line for line in lines if "./fetch.sh" in line)
    assert fetching.startswith("RUN --mount=type=secret,id=API_TOKEN ")
    assert 'export API_TOKEN="$(cat /run/secrets/API_TOKEN)"' in fetching
