"""``dockwright size`` tells the bytes of an image before any build."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import jsonschema
import pytest

from dockwright import api
from dockwright.cli import main
from dockwright.errors import UsageError
from dockwright.kb.snapshot import load_snapshot
from dockwright.report.schema import size_schema
from dockwright.report.sizes import Part, SizeResult, _squares, size_html

if TYPE_CHECKING:
    from pathlib import Path


def size(root: Path, text: str, **options: object) -> SizeResult:
    (root / "Dockerfile").write_text(text)
    return api.size(root, cache=False, **options)  # type: ignore[arg-type]


def parts(result: SizeResult) -> dict[str, int | None]:
    return {part.name: part.bytes for row in result.rows for part in row.parts}


def test_copied_files_are_what_the_context_sends(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("x" * 1000)
    (tmp_path / "src" / "b.log").write_text("x" * 5000)
    (tmp_path / ".dockerignore").write_text("**/*.log\n")
    result = size(tmp_path, "FROM scratch\nCOPY src /app\nCOPY none /app\n")
    assert parts(result) == {"scratch": 0, "src": 1000, "none": None}
    assert result.bytes == 1000
    assert not result.is_whole


def test_a_heredoc_and_a_wildcard_count(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("12345")
    (tmp_path / "b.txt").write_text("123")
    result = size(tmp_path, "FROM scratch\nCOPY *.txt /x/\nCOPY <<E /y\nabc\nE\n")
    assert parts(result) == {"scratch": 0, "*.txt": 8, "<<E": 4}
    assert result.is_whole


def test_the_base_image_is_a_fact_with_its_day(tmp_path: Path) -> None:
    result = size(tmp_path, "FROM python:3.12-slim\n")
    (row,) = result.rows
    assert row.bytes > 50_000_000
    assert row.compressed < row.bytes
    assert "as of" in row.parts[0].reason
    assert row.parts[0].basis == "knowledge base"


@pytest.mark.parametrize("image", ["registry.example/own:1", "$BASE"])
def test_a_base_image_that_nobody_knows_is_no_zero(tmp_path: Path, image: str) -> None:
    result = size(tmp_path, f"ARG BASE\nFROM {image}\n")
    assert not result.is_whole
    assert result.rows[0].parts[0].bytes is None
    assert result.rows[0].parts[0].reason


def test_what_is_deleted_later_is_still_there(tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_text("x" * 4000)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "f").write_text("x" * 300)
    text = (
        "FROM scratch\nCOPY data.bin /tmp/\nCOPY more /more\nRUN rm /tmp/data.bin && rm -rf /more\n"
    )
    result = size(tmp_path, text)
    assert result.bytes == 4300
    assert [(line, part.name, part.bytes) for line, part in result.kept] == [
        (2, "/tmp/data.bin", 4000),
        (3, "/more", 300),
    ]


def test_what_a_rm_leaves_alone_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_text("x" * 4000)
    text = "FROM scratch\nCOPY data.bin /keep/\nRUN rm -rf /tmp/data.bin /kee\n"
    assert size(tmp_path, text).kept == ()


def test_only_stages_that_ship_count(tmp_path: Path) -> None:
    (tmp_path / "big").write_text("x" * 9000)
    (tmp_path / "small").write_text("x")
    text = "FROM scratch AS build\nCOPY big /\nFROM scratch AS base\nCOPY small /\nFROM base\n"
    assert size(tmp_path, text).bytes == 1
    assert size(tmp_path, text, target="build").bytes == 9000


def test_a_command_that_may_write_anything_is_told_as_unknown(tmp_path: Path) -> None:
    result = size(tmp_path, "FROM scratch\nRUN make install\n")
    assert parts(result)["make"] is None
    assert not result.is_whole


def test_packages_that_nobody_may_look_up_come_from_the_snapshot(tmp_path: Path) -> None:
    """With what they pull in, as of the snapshot's day; what it has not is no zero."""
    result = size(tmp_path, "FROM python:3.12-slim\nRUN pip install flask no-such-package-at-all\n")
    parts = {part.name.partition(" ")[0]: part for part in result.rows[1].parts}
    assert {"flask", "werkzeug", "click", "no-such-package-at-all"} <= parts.keys()
    assert parts["no-such-package-at-all"].bytes is None
    werkzeug = parts["werkzeug"]
    assert werkzeug.basis == "snapshot"
    assert werkzeug.reason == f"snapshot as of {load_snapshot().as_of}"
    assert (werkzeug.bytes or 0) > (werkzeug.compressed or 0) > 0


@pytest.mark.parametrize(
    ("image", "words", "told"),
    [
        ("python:3.9-slim", "flask", ", for Python 3.10"),
        (
            "python:3.12-slim",
            "flask==0.0.1",
            f", that of {load_snapshot().releases('flask')[0].version}",
        ),
    ],
)
def test_what_the_snapshot_has_in_place_of_another_is_told(
    tmp_path: Path, image: str, words: str, told: str
) -> None:
    result = size(tmp_path, f"FROM {image}\nRUN pip install {words}\n")
    flask = next(each for each in result.rows[1].parts if each.name.startswith("flask "))
    assert flask.reason.endswith(told)


def test_heavy_packages_of_an_index_of_their_own_are_not_guessed(tmp_path: Path) -> None:
    words = "--index-url https://index.example/cpu torch click"
    result = size(tmp_path, f"FROM python:3.12-slim\nRUN pip install {words}\n")
    parts = {part.name.partition(" ")[0]: part for part in result.rows[1].parts}
    assert {"torch", "click"} <= parts.keys()
    assert parts["torch"].bytes is None
    assert "index" in parts["torch"].reason


def torch_of(root: Path, words: str, **options: object) -> dict[str, Part]:
    """Return what an install of torch writes, by package."""
    result = size(root, f"FROM python:3.12-slim\nRUN pip install {words}\n", **options)
    return {part.name.partition(" ")[0]: part for part in result.rows[1].parts}


PYTORCH = "https://download.pytorch.org/whl"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (f"torch --index-url {PYTORCH}/cpu", "torch (cpu)"),
        (f"'torch<2.5' --index-url {PYTORCH}/cpu", "torch (cpu)"),
        (f"torch==2.5.1 --extra-index-url {PYTORCH}/cpu", "torch 2.5.1+cpu"),
        (f"torch==2.5.1+cpu -f {PYTORCH}/torch_stable.html", "torch 2.5.1+cpu"),
    ],
)
def test_builds_without_cuda_bring_no_cuda(tmp_path: Path, words: str, name: str) -> None:
    found = torch_of(tmp_path, words)
    torch = found["torch"]
    assert torch.name == name
    assert torch.compressed == 191_794_682
    assert 690e6 < (torch.bytes or 0) < 790e6
    assert "+cpu" in torch.reason
    assert "sympy" in found
    assert not [each for each in found if each.startswith(("nvidia-", "cuda-", "triton"))]


def test_the_index_of_a_cuda_is_told_by_the_release_that_it_has(tmp_path: Path) -> None:
    """The public wheels of a release are those of one variant; for another they stand in."""
    public = torch_of(tmp_path, "torch==2.5.1")
    same = torch_of(tmp_path, f"torch==2.5.1 --index-url {PYTORCH}/cu124")
    other = torch_of(tmp_path, f"torch==2.5.1 --index-url {PYTORCH}/cu121")
    assert same["torch"].bytes == other["torch"].bytes == public["torch"].bytes
    assert same["torch"].reason == public["torch"].reason
    assert other["torch"].reason.endswith("that for cu124 instead of cu121")
    newest = torch_of(tmp_path, f"torch --index-url {PYTORCH}/cu118")
    assert newest["torch"].name == "torch 2.7.1+cu118"


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (f"torch --extra-index-url {PYTORCH}/cpu", {}),  # pip takes the newest of both
        (f"torch --index-url {PYTORCH}/cu999", {}),
        (f"torch --index-url {PYTORCH}/cpu", {"platform": "linux/arm64"}),
    ],
)
def test_what_an_index_of_torch_has_is_not_guessed(
    tmp_path: Path, words: str, options: dict[str, object]
) -> None:
    assert torch_of(tmp_path, words, **options)["torch"].bytes is None


def test_where_the_python_is_not_known_another_stands_in_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("click\n")
    text = "FROM registry.example/own:1\nCOPY requirements.txt .\nRUN pip install flask {}\n"
    result = size(tmp_path, text.format("-r requirements.txt"))
    found = {part.name.partition(" ")[0]: part for part in result.rows[2].parts}
    assert {"flask", "werkzeug", "click"} == set(found) & {"flask", "werkzeug", "click"}
    assert (found["flask"].bytes or 0) > 0
    assert "taken for Python 3.12: the image's Python is not known" in found["flask"].reason
    assert found["pip"].bytes is None
    assert not result.is_whole


def test_uv_is_told_the_build_by_a_backend(tmp_path: Path) -> None:
    text = "FROM python:3.12-slim\nRUN {}uv pip install --system {}torch\n"
    for before, option in (("UV_TORCH_BACKEND=cpu ", ""), ("", "--torch-backend=cpu ")):
        result = size(tmp_path, text.format(before, option))
        assert "torch (cpu)" in parts(result), option


def offline_lock(root: Path, name: str) -> int:
    """Write a wheel and a lock that names it; return the bytes of its files."""
    out = io.BytesIO()
    data = b"x" * 50_000
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("demo/data.bin", data)
        archive.writestr("demo-1.0.dist-info/METADATA", "Name: demo\n")
        archive.writestr("demo-1.0.dist-info/RECORD", "")
    wheel = root / "wheels" / "demo-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(out.getvalue())
    (root / "app").mkdir()
    (root / "app" / name).write_text(
        'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "app"\nversion = "0.1"\n'
        'source = { virtual = "." }\ndependencies = [{ name = "demo" }]\n\n[[package]]\n'
        'name = "demo"\nversion = "1.0"\nsource = { registry = "https://index.example/simple" }\n'
        f'wheels = [{{ url = "{wheel.as_uri()}", hash = "sha256:00" }}]\n'
    )
    (root / "app" / "pyproject.toml").write_text('[project]\nname = "app"\nversion = "0.1"\n')
    return len(data) + len("Name: demo\n")


def test_the_wheels_of_a_lock_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://index.example/simple")
    written = offline_lock(tmp_path, "uv.lock")
    text = (
        "FROM python:3.12-slim\nWORKDIR /app\nCOPY uv.lock pyproject.toml ./\n"
        "RUN pip install uv && uv sync --frozen --no-install-project\n"
    )
    result = size(tmp_path / "app", text)
    found = parts(result)["demo 1.0"]
    assert found is not None
    assert written < found < written + 400


@pytest.mark.parametrize(("more", "basis"), [(0, "snapshot"), (1, "download")])
def test_a_wheel_of_a_lock_that_the_snapshot_measured_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, basis: str
) -> None:
    """The same name and version with other bytes is another wheel."""
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://index.example/simple")
    release = load_snapshot().releases("flask")[0]
    cell = load_snapshot().cell("3.12", "linux/amd64")
    assert cell is not None
    wheel = release.wheel(cell)
    assert wheel is not None
    url = f"https://index.example/flask-{release.version}-py3-none-any.whl"
    (tmp_path / "uv.lock").write_text(
        'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "app"\nversion = "0.1"\n'
        'source = { virtual = "." }\ndependencies = [{ name = "flask" }]\n\n[[package]]\n'
        f'name = "flask"\nversion = "{release.version}"\n'
        'source = { registry = "https://index.example/simple" }\n'
        f'wheels = [{{ url = "{url}", hash = "sha256:00", size = {wheel.download + more} }}]\n'
    )
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "app"\nversion = "0.1"\n')
    text = (
        "FROM python:3.12-slim\nWORKDIR /app\nCOPY uv.lock pyproject.toml ./\n"
        "RUN pip install uv && uv sync --frozen --no-install-project\n"
    )
    rows = size(tmp_path, text).rows
    (part,) = [each for row in rows for each in row.parts if each.name.startswith("flask ")]
    assert part.basis == basis
    assert (part.bytes or 0) > wheel.bytes or basis == "download"


def test_data_and_page_hold_what_the_text_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "<b>.txt").write_text("x" * 1000)
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-slim\nCOPY *.txt /\nRUN make\n")
    schema = size_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert main(["size", str(tmp_path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, schema)
    assert told["schema"] == "dockwright.size/1"
    assert sum(each["bytes"] for each in told["instructions"]) == told["bytes"]
    assert main(["size", str(tmp_path), "--no-color"]) == 0
    text = capsys.readouterr().out
    assert "at least" in text
    assert "COPY *.txt /" in text
    assert main(["size", str(tmp_path), "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!doctype html>")
    assert page.count('class="box"') == 2
    assert "http" not in page


def test_a_budget_decides_the_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text("x" * 2000)
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    assert main(["size", str(tmp_path), "--budget", "2000"]) == 0
    assert main(["size", str(tmp_path), "--budget", "1999"]) == 1
    assert "above the budget" in capsys.readouterr().err


def test_what_is_not_there_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no Dockerfile"):
        api.size(tmp_path)
    with pytest.raises(UsageError):
        api.size(tmp_path / "none")
    (tmp_path / "Dockerfile").write_text("FROM scratch AS a\n")
    with pytest.raises(UsageError, match="no stage b"):
        api.size(tmp_path, target="b")


def test_boxes_fill_the_room_and_keep_their_shares() -> None:
    values = [500, 300, 120, 60, 20]
    boxes = _squares(values, (0.0, 0.0, 100.0, 50.0))
    areas = [width * height for _, _, width, height in boxes]
    assert areas == pytest.approx([value * 5.0 for value in values])
    assert all(x >= -1e-6 and x + width <= 100 + 1e-6 for x, _, width, _ in boxes)
    assert all(y >= -1e-6 and y + height <= 50 + 1e-6 for _, y, _, height in boxes)


def test_names_are_no_markup(tmp_path: Path) -> None:
    (tmp_path / "<b>").write_text("x" * 1000)
    page = size_html(size(tmp_path, 'FROM scratch\nCOPY ["<b>", "/"]\n'))
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_what_a_stage_before_installed_is_not_counted_again(tmp_path: Path) -> None:
    install = "RUN apt-get update && apt-get install -y --no-install-recommends git\n"
    text = f"FROM debian:bookworm-slim AS base\n{install}FROM base\n{install}"
    result = size(tmp_path, text)
    first, second = (part.bytes for row in result.rows for part in row.parts if part.name == "git")
    assert first
    assert second == 0


def test_packages_of_another_processor_say_what_they_were_counted_for(tmp_path: Path) -> None:
    text = "FROM debian:bookworm-slim\nRUN apt-get install -y git no-such-package-x\n"
    sizes = {}
    for platform, told in (
        ("linux/amd64", "snapshot of"),
        ("linux/arm64/v8", "worked out for arm64 from linux/amd64"),
        ("linux/s390x", "taken for linux/amd64"),
    ):
        result = size(tmp_path, text, platform=platform)
        found = {part.name: part for row in result.rows for part in row.parts}
        assert told in found["git"].reason
        assert ("linux/amd64" in found["git"].reason) is (platform != "linux/amd64")
        assert found["no-such-package-x"].bytes is None
        sizes[platform] = found["git"].bytes
    assert sizes["linux/s390x"] == sizes["linux/amd64"]
    assert sizes["linux/arm64/v8"] != sizes["linux/amd64"]


def test_the_context_is_the_one_that_compose_says(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("x" * 1000)
    service = tmp_path / "service"
    service.mkdir()
    compose = tmp_path / "compose.yaml"
    compose.write_text("services:\n  a:\n    build: {context: ., dockerfile: service/Dockerfile}\n")
    assert parts(size(service, "FROM scratch\nCOPY main.py /app/\n"))["main.py"] == 1000
    compose.write_text(compose.read_text() + "  b:\n    build: ./service\n")
    with pytest.raises(UsageError, match="several directories"):
        api.size(service, cache=False)
    assert parts(api.size(service, context=tmp_path, cache=False))["main.py"] == 1000


@pytest.mark.parametrize(
    ("second", "more"),
    [
        ("numpy", 0),
        ("--force-reinstall numpy", 1),
        ("--target /other numpy", 1),
    ],
)
def test_what_is_installed_already_is_not_counted_again(
    tmp_path: Path, second: str, more: int
) -> None:
    install = "RUN pip install --no-cache-dir"
    text = f"FROM python:3.12-slim AS a\n{install} numpy\nFROM a\n{install} {second}\n"
    result = size(tmp_path, text)
    numpy = [part for row in result.rows for part in row.parts if part.name.startswith("numpy ")]
    assert len(numpy) == 1 + more
    assert all(part.bytes for part in numpy)


def test_another_release_than_the_one_that_is_there_is_installed_beside_it(tmp_path: Path) -> None:
    install = "RUN pip install --no-cache-dir"
    text = f"FROM python:3.12-slim\n{install} flask\n{install} flask==0.0.1\n"
    result = size(tmp_path, text)
    assert [part.name for part in result.rows[2].parts] == ["flask 0.0.1"]
    assert result.rows[2].bytes > 0


def rows(result: SizeResult) -> list[int]:
    return [row.bytes for row in result.rows]


def test_an_owner_changed_later_stores_the_files_again(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "model.bin").write_text("x" * 7000)
    (tmp_path / "other").write_text("x" * 11)
    text = (
        "FROM debian:bookworm-slim\nCOPY app /srv/app\nCOPY other /srv/other\n"
        "RUN chown -R 1000 /srv/app\nRUN chmod -R a+r /srv\nRUN chown 1000 /srv/app\n"
    )
    result = size(tmp_path, text)
    assert rows(result)[1:] == [7000, 11, 7000, 7011]


def test_what_the_same_run_wrote_is_not_stored_twice(tmp_path: Path) -> None:
    text = "FROM python:3.13-slim\nRUN python -m venv /opt/v && chown -R 1000 /opt/v\n"
    result = size(tmp_path, text)
    assert list(parts(result)) == ["python:3.13-slim", "venv /opt/v"]


def test_an_owner_changed_in_the_base_is_not_told(tmp_path: Path) -> None:
    result = size(tmp_path, "FROM debian:bookworm-slim\nRUN chown -R 1000 /usr/lib\n")
    assert not result.is_whole


def test_files_copied_from_a_stage_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_text("x" * 500)
    text = (
        "FROM debian:bookworm-slim AS one\nCOPY a.bin /out/a.bin\nRUN mv /out/a.bin /out/b.bin\n"
        "FROM scratch\nCOPY --from=one /out /final\n"
    )
    result = size(tmp_path, text)
    assert rows(result) == [0, 500]
    assert result.is_whole
    unknown = size(tmp_path, text.replace("RUN mv", "RUN make && mv"))
    assert rows(unknown) == [0, 500]
    assert not unknown.is_whole


def test_lists_of_packages_stay_where_nothing_removes_them(tmp_path: Path) -> None:
    clean = "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"
    left = "RUN apt-get update\nRUN apt-get update && apt-get install -y curl\n"
    mounted = "RUN --mount=type=cache,target=/var/lib/apt apt-get update\n"
    base = "FROM debian:bookworm-slim\n"
    place = "/var/lib/apt/lists"
    assert place not in parts(size(tmp_path, base + clean))
    assert place not in parts(size(tmp_path, base + mounted))
    result = size(tmp_path, base + left)
    first, second = ({part.name for part in row.parts} for row in result.rows[1:])
    assert place in first
    assert place not in second
    gone = size(tmp_path, base + left + "RUN rm -rf /var/lib/apt/lists/*\n")
    assert [(line, part.name) for line, part in gone.kept] == [(2, "/var/lib/apt/lists/*")]


def test_a_compiler_that_goes_again_takes_no_place(tmp_path: Path) -> None:
    base = "FROM debian:bookworm-slim\nRUN apt-get install -y --no-install-recommends gcc curl"
    both = size(tmp_path, f"{base}\n")
    purged = size(tmp_path, f"{base} && apt-get purge -y --auto-remove gcc\n")
    alone = size(tmp_path, f"{base.replace('gcc ', '')}\n")
    named = size(tmp_path, f"{base} && apt-get purge -y gcc\n")
    assert rows(purged)[1] == rows(alone)[1]
    assert rows(alone)[1] < rows(named)[1] < rows(both)[1]


def test_pips_cache_counts_where_it_stays(tmp_path: Path) -> None:
    base = "FROM python:3.12-slim\n"
    cache = "/root/.cache/pip"
    assert cache in parts(size(tmp_path, f"{base}RUN pip install torch\n"))
    for silent in (
        "RUN pip install --no-cache-dir torch\n",
        "ENV PIP_NO_CACHE_DIR=1\nRUN pip install torch\n",
        "RUN --mount=type=cache,target=/root/.cache/pip pip install torch\n",
        "RUN pip install torch && rm -rf /root/.cache\n",
    ):
        assert cache not in parts(size(tmp_path, base + silent))


def test_pip_compiles_itself_once_where_the_image_has_not(tmp_path: Path) -> None:
    text = "FROM python:3.12-slim\nRUN pip install --no-cache-dir six\nRUN pip install flask\n"
    name = "compiled files of pip"
    first, second = ({part.name for part in row.parts} for row in size(tmp_path, text).rows[1:])
    assert name in first
    assert name not in second
    for silent in ("ENV PYTHONDONTWRITEBYTECODE=1\n", "USER 1000\n"):
        assert name not in parts(size(tmp_path, text.replace("RUN", f"{silent}RUN", 1)))


def test_a_project_is_its_own_files_and_what_it_depends_on(tmp_path: Path) -> None:
    package = tmp_path / "src" / "tool"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "data.bin").write_text("x" * 100_000)
    (package / "notes.txt").write_text("x" * 50_000)
    head = '[project]\nname = "tool"\ndependencies = ["torch"]\n'
    (tmp_path / "pyproject.toml").write_text(
        f'{head}[tool.setuptools.package-data]\ntool = ["*.bin"]\n'
    )
    text = "FROM python:3.12-slim\nCOPY . /src\nRUN pip install --no-cache-dir /src\n"
    result = size(tmp_path, text)
    found = parts(result)
    assert 100_000 < (found["tool"] or 0) < 110_000
    assert found["torch"] is None
    editable = parts(size(tmp_path, text.replace("/src\n", "-e /src\n").replace("-e ", "", 1)))
    assert (editable["tool"] or 0) < 10_000
    (tmp_path / "pyproject.toml").write_text(
        f'{head}[build-system]\nbuild-backend = "hatchling.build"\n'
    )
    whole = parts(size(tmp_path, text))
    assert 150_000 < (whole["tool"] or 0) < 160_000


def test_the_pip_of_an_environment_is_compiled_with_it(tmp_path: Path) -> None:
    text = (
        "FROM python:3.12-slim AS one\nRUN python -m venv /opt/v\n"
        "RUN /opt/v/bin/pip install --no-cache-dir flask\n"
        "FROM python:3.12-slim\nCOPY --from=one /opt/v /opt/v\n"
    )
    found = parts(size(tmp_path, text))
    assert "compiled files of pip" not in found
    assert found["venv /opt/v"] is not None


@pytest.mark.parametrize(
    "image",
    ["nvcr.io/nvidia/pytorch:24.01-py3", "$BASE", "own.example/image:1", "ubuntu:22.04", "alpine"],
)
def test_installs_on_images_that_are_hardly_known_are_read_all_the_same(
    tmp_path: Path, image: str
) -> None:
    result = size(tmp_path, f"ARG BASE\nFROM {image}\nRUN pip install flask && apt-get update\n")
    assert not result.is_whole


def test_a_package_may_stand_for_what_an_argument_says(tmp_path: Path) -> None:
    text = 'FROM python:3.12-slim\nARG N=idna\nARG M\nRUN pip install "$N" "six$M" $(cat names)\n'
    (install,) = size(tmp_path, text).rows[1:]
    told = {part.name.split(" ")[0]: part for part in install.parts}
    assert told["idna"].bytes
    assert told["six$M"].bytes is None
    assert "decided when the image is built" in told["six$M"].reason
