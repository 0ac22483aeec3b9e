"""Fixes of several rules compose on one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.api import fix

if TYPE_CHECKING:
    from pathlib import Path


def repaired(folder: Path, text: str, *, unsafe: bool = False, **files: str) -> str:
    """Return a Dockerfile after ``fix``, with files beside it by their names' stems."""
    names = {"package": "package.json", "lock": "package-lock.json"}
    for name, content in files.items():
        (folder / names[name]).write_text(content)
    (folder / "Dockerfile").write_text(text)
    result = fix(["Dockerfile"], start=folder, unsafe=unsafe, write=True, cache=False)
    assert not any(each.repair.defects for each in result.files)
    return (folder / "Dockerfile").read_text()


def test_a_run_that_is_split_empties_the_cache_where_it_is_filled(tmp_path: Path) -> None:
    text = """\
FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm ci && npm run build
USER 10001
CMD ["node", "server.js"]
"""
    assert (
        repaired(tmp_path, text, package='{"scripts": {"build": "tsc"}}', lock="{}")
        == """\
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci && npm cache clean --force
COPY . .
RUN npm run build
USER 10001
CMD ["node", "server.js"]
"""
    )


def test_nothing_is_written_into_a_here_document_that_is_not_closed(tmp_path: Path) -> None:
    text = """\
FROM debian:13-slim
USER app
COPY a.sh /srv/
USER root
RUN <<EOF
apt-get update
USER app
"""
    assert repaired(tmp_path, text, unsafe=True) == text


@pytest.mark.parametrize("volume", ["data:/srv/data", "./data:/srv/data"])
def test_a_fix_that_breaks_a_service_of_the_compose_file_is_left_out(
    volume: str, tmp_path: Path
) -> None:
    (tmp_path / "compose.yaml").write_text(
        f"services:\n  worker:\n    build: .\n    volumes: ['{volume}']\nvolumes: {{data: }}\n"
    )
    text = 'FROM python:3.13-slim\nWORKDIR /srv/app\nCOPY . .\nCMD ["python", "main.py"]\n'
    (tmp_path / "Dockerfile").write_text(text)
    result = fix(["."], start=tmp_path, unsafe=True, write=True, cache=False)
    after = (tmp_path / "Dockerfile").read_text()
    told = [each.refusal for file in result.files for each in file.repair.remaining]
    if volume.startswith("./"):
        assert "USER 10001" in after
    else:
        assert after == text
        assert any("the volume belongs to root" in reason for reason in told)
