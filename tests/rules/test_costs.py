"""What findings cost: bytes and seconds by the snapshot, and words where nobody can tell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dockwright.kb.snapshot import Wanted, load_snapshot
from dockwright.model.project import Project
from dockwright.rules.diagnostic import effect_of
from rules.running import default_codes, run, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.rules.diagnostic import Impact

HEAD = "FROM python:3.12-slim\nWORKDIR /srv\n"


def impact(tmp_path: Path, text: str, code: str, **files: str) -> Impact:
    for name, content in files.items():
        (tmp_path / name.replace("_", ".")).write_text(content)
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    settings = settings_of(None, frozenset({code}), tmp_path)
    settings = settings._replace(context=str(tmp_path), dockerfile=str(path), project=Project())
    (found,) = run(text, settings, str(path))
    assert found.impact is not None
    return found.impact


def download(*names: str) -> int:
    known = load_snapshot()
    cell = known.cell("3.12", "linux/amd64")
    assert cell is not None
    releases = known.pulled([Wanted(name) for name in names], cell).releases
    return sum(wheel.download for each in releases if (wheel := each.wheel(cell)))


LATE = HEAD + 'COPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD ["python"]\n'


def test_an_install_that_every_edit_repeats_costs_its_downloads(tmp_path: Path) -> None:
    found = impact(tmp_path, LATE, "DW203", requirements_txt="flask\nnumpy\n")
    assert found.bytes == download("flask", "numpy")
    assert found.seconds == pytest.approx(found.bytes / 12_500_000)
    assert found.basis == (
        f"downloads at 100 Mbit/s, package snapshot as of {load_snapshot().as_of}"
    )


def test_what_is_not_known_is_left_out_and_said(tmp_path: Path) -> None:
    found = impact(tmp_path, LATE, "DW203", requirements_txt="flask\nno-such-package\n")
    assert found.bytes == download("flask")
    assert "of the packages that are known" in found.basis


@pytest.mark.parametrize("listed", ["--index-url https://index.example/cpu\ntorch\n", "x @ ./x\n"])
def test_another_index_and_local_packages_have_no_figures(tmp_path: Path, listed: str) -> None:
    found = impact(tmp_path, LATE, "DW203", requirements_txt=listed)
    assert (found.bytes, found.seconds) == (None, None)
    assert found.basis.startswith("unknown: ")


def test_a_cache_that_stays_costs_bytes_and_no_time(tmp_path: Path) -> None:
    found = impact(tmp_path, HEAD + "RUN pip install pandas\n", "DW301")
    assert (found.bytes, found.seconds) == (download("pandas"), None)


def test_files_of_the_context_that_a_later_layer_deletes_are_measured(tmp_path: Path) -> None:
    text = HEAD + "COPY big.tar.gz /tmp/\nRUN rm /tmp/big.tar.gz\n"
    (tmp_path / "big.tar.gz").write_bytes(b"x" * 12_345)
    found = impact(tmp_path, text, "DW311")
    assert (found.bytes, found.confidence.value) == (12_345, "measured")


def test_a_failure_is_no_bytes(tmp_path: Path) -> None:
    found = impact(tmp_path, HEAD + 'EXPOSE 8000\nCMD ["uvicorn", "main:app"]\n', "DW503")
    assert found.basis == (
        "unknown: no bytes or minutes, but nobody outside the container reaches the server"
    )
    assert effect_of(found) == "nobody outside the container reaches the server"
    assert not effect_of(None)


@pytest.mark.parametrize(
    ("text", "code", "effect"),
    [
        ("RUN pip install lightgbm\n", "DW511", "importing it fails"),
        ("RUN pip install mysqlclient\n", "DW512", "the build fails"),
    ],
)
def test_what_fails_is_said(text: str, code: str, effect: str, tmp_path: Path) -> None:
    assert effect_of(impact(tmp_path, HEAD + text, code)) == effect


def test_bytes_are_no_effect(tmp_path: Path) -> None:
    assert not effect_of(impact(tmp_path, HEAD + "RUN pip install pandas\n", "DW301"))


def test_a_check_without_findings_reads_no_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "dockwright.model.snapshot_packages", raising=False)
    text = HEAD + "RUN pip install --no-cache-dir flask==3.1.3\nCOPY main.py .\nUSER 10001\n"
    text += 'CMD ["python", "main.py"]\n'
    assert run(text, settings_of(None, default_codes(), None)) == []
    assert "dockwright.model.snapshot_packages" not in sys.modules


LOCK = """\
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "0.1"
source = { virtual = "." }
dependencies = [{ name = "flask" }]

[[package]]
name = "flask"
version = "3.1.3"
source = { registry = "https://index.example/simple" }
wheels = [
    { url = "https://index.example/flask-3.1.3-cp39-cp39-win_amd64.whl", size = 7 },
    { url = "https://index.example/flask-3.1.3-py3-none-any.whl", size = 123456 },
]
"""


def test_a_lock_of_uv_tells_the_sizes_of_its_wheels(tmp_path: Path) -> None:
    project = '[project]\nname = "app"\nversion = "0.1"\ndependencies = ["flask"]\n'
    text = HEAD + "COPY --from=ghcr.io/astral-sh/uv:0.9.0 /uv /bin/\nCOPY . .\n"
    text += 'RUN uv sync --frozen --no-cache\nCMD ["python"]\n'
    found = impact(tmp_path, text, "DW203", pyproject_toml=project, uv_lock=LOCK)
    assert found.bytes == 123_456
    assert found.basis == "downloads at 100 Mbit/s, sizes of uv.lock"


@pytest.mark.parametrize(
    "listed", ["flask==0.0.1\n", "flask\nclick @ https://index.example/c.whl\n"]
)
def test_what_the_figure_is_not_about_is_said(tmp_path: Path, listed: str) -> None:
    found = impact(tmp_path, LATE, "DW203", requirements_txt=listed)
    assert found.bytes == download("flask")
    told = ("pinned releases by its newest", "packages that are known")
    assert any(each in found.basis for each in told)


def test_packages_of_an_environment_that_changes_its_owner_are_stored_again(tmp_path: Path) -> None:
    text = HEAD + "RUN python -m venv /opt/venv\nRUN /opt/venv/bin/pip install flask\n"
    text += "RUN useradd -u 10001 app\nRUN chown -R app /opt/venv\n"
    found = impact(tmp_path, text, "DW310")
    assert found.bytes is not None
    assert found.bytes > 2 * download("flask")
    assert found.confidence.value == "estimated"
