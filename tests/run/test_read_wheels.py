"""``--read-wheels``: from wheels that lie in a folder to findings; no network is used."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.kb import load
from dockwright.model.unknown import Unknown
from dockwright.packages.distribution import alpine, archive
from dockwright.run import wheels
from elf_files import elf_file

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.report.result import CheckResult

pytest.importorskip("urllib3")

PLATFORM = "manylinux_2_17_x86_64"
DEMO = f"demo-1.0-cp312-cp312-{PLATFORM}.whl"
TAG = "cpython-312-x86_64-linux-gnu"


def put_wheel(
    folder: Path,
    name: str,
    files: dict[str, bytes],
    *,
    needs: tuple[str, ...] = (),
    platform: str = PLATFORM,
) -> None:
    """Write a wheel of version 1.0 for CPython 3.12 into a folder."""
    tag = f"cp312-cp312-{platform}" if platform != "any" else "py3-none-any"
    info = f"{name}-1.0.dist-info"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in files.items():
            wheel.writestr(path, data)
        lines = "".join(f"Requires-Dist: {each}\n" for each in needs)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{lines}"
        )
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        wheel.writestr(f"{info}/RECORD", "")
    (folder / f"{name}-1.0-{tag}.whl").write_bytes(out.getvalue())


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is the only place of wheels; no mirror is asked."""
    folder = tmp_path / "links"
    folder.mkdir()
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setattr(wheels, "fetch_archive", lambda *_: Unknown("no mirror"))
    return folder


def checked(
    tmp_path: Path,
    install: str,
    *,
    base: str = "python:3.12-slim",
    files: dict[str, str] | None = None,
) -> CheckResult:
    project = tmp_path / "project"
    project.mkdir(exist_ok=True)
    for name, text in (files or {}).items():
        (project / name).write_text(text)
    (project / "Dockerfile").write_text(f"FROM {base}\n{install}\n")
    return api.check([project], start=project, select=["DW511"], read_wheels=True, cache=False)


def told(result: CheckResult) -> list[str]:
    return [each.message for each in result.diagnostics]


def test_what_a_wheel_is_linked_to_is_a_finding_that_names_the_wheel(
    links: Path, tmp_path: Path
) -> None:
    core = elf_file("libinner.so.1", "libc.so.6")
    put_wheel(
        links,
        "demo",
        {f"demo/core.{TAG}.so": core, "demo.libs/libinner.so.1": elf_file("libGL.so.1")},
    )
    result = checked(tmp_path, "RUN pip install demo")
    assert told(result) == [
        (
            "demo 1.0 needs libgl1, which python:3.12-slim does not have: "
            f"importing demo.core fails without libGL.so.1 (read from {DEMO})"
        )
    ]
    assert result.diagnostics[0].severity.value == "error"
    assert not result.remarks


def test_what_is_installed_is_not_missing(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libGL.so.1")})
    apt = "RUN apt-get update && apt-get install -y libgl1\n"
    assert not told(checked(tmp_path, f"{apt}RUN pip install demo"))


def test_what_another_wheel_carries_is_there_and_its_needs_count(
    links: Path, tmp_path: Path
) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libparts.so.3")}, needs=("parts",))
    put_wheel(links, "parts", {"parts/lib/libparts.so.3": elf_file("libgomp.so.1")})
    assert told(checked(tmp_path, "RUN pip install demo")) == [
        (
            "demo 1.0 needs libgomp1, which python:3.12-slim does not have: "
            f"importing demo.core fails without libgomp.so.1 (read from {DEMO})"
        )
    ]


def test_what_others_pull_in_is_told_at_the_install(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {"demo/__init__.py": b""}, needs=("inner",), platform="any")
    put_wheel(links, "inner", {f"inner.{TAG}.so": elf_file("libodbc.so.2")})
    found = checked(
        tmp_path, "RUN pip install -r requirements.txt", files={"requirements.txt": "demo\n"}
    )
    assert not told(found)  # the file is not in the image
    result = checked(
        tmp_path,
        "COPY requirements.txt .\nRUN pip install -r requirements.txt",
        files={"requirements.txt": "demo\n"},
    )
    assert [each.partition(" needs")[0] for each in told(result)] == [
        "inner 1.0, which others pull in,"
    ]


def test_a_need_of_some_modules_is_no_error(links: Path, tmp_path: Path) -> None:
    put_wheel(
        links,
        "demo",
        {
            f"demo/core.{TAG}.so": elf_file("libc.so.6"),
            f"demo/gui.{TAG}.so": elf_file("libGL.so.1"),
        },
    )
    (finding,) = checked(tmp_path, "RUN pip install demo").diagnostics
    assert finding.severity.value == "info"
    assert "importing demo.gui fails without libGL.so.1" in finding.message
    assert not finding.fixes


def test_one_repair_installs_what_all_wheels_need(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libGL.so.1")}, needs=("inner",))
    put_wheel(links, "inner", {f"inner.{TAG}.so": elf_file("libodbc.so.2")})
    result = checked(tmp_path, "RUN pip install demo")
    titles = {fix.title for each in result.diagnostics for fix in each.fixes}
    assert titles == {"Install libgl1 libodbc2"}


def test_libraries_loaded_by_hand_that_are_alternatives_are_no_finding(
    links: Path, tmp_path: Path
) -> None:
    put_wheel(
        links,
        "demo",
        {"demo/old.so": elf_file("libodbc.so.2"), "demo/new.so": elf_file("libGL.so.1")},
    )
    assert not told(checked(tmp_path, "RUN pip install demo"))


def test_a_newer_glibc_than_the_base_has_is_a_finding_without_repair(
    links: Path, tmp_path: Path
) -> None:
    core = elf_file("libc.so.6", versions={"libc.so.6": ("GLIBC_2.17", "GLIBC_2.38")})
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": core})
    found = checked(tmp_path, "RUN pip install demo", base="python:3.12-slim-bookworm")
    assert told(found) == [
        (
            "demo 1.0 needs glibc 2.38, and python:3.12-slim-bookworm has 2.36: importing it fails "
            "(read from demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl)"
        )
    ]
    assert not found.diagnostics[0].fixes
    assert not told(checked(tmp_path, "RUN pip install demo", base="python:3.12-slim-trixie"))


def test_of_a_lock_the_wheels_that_it_pins_are_read(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libGL.so.1")})
    wheel = next(links.glob("demo-*.whl"))
    lock = (
        'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "demo"\nversion = "1.0"\n'
        'source = { registry = "https://index.example/simple" }\n'
        f'wheels = [{{ url = "{wheel.as_uri()}" }}]\n\n[[package]]\nname = "shop"\n'
        'version = "0.1.0"\nsource = { virtual = "." }\ndependencies = [{ name = "demo" }]\n'
    )
    project = (
        '[project]\nname = "shop"\nversion = "0.1.0"\nrequires-python = ">=3.12"\n'
        'dependencies = ["demo"]\n'
    )
    result = checked(
        tmp_path,
        "COPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv\nCOPY . .\nRUN uv sync --locked",
        files={"uv.lock": lock, "pyproject.toml": project},
    )
    assert ["demo 1.0 (uv.lock) needs libgl1" in each for each in told(result)] == [True]


def test_a_library_that_nobody_knows_is_remarked_without_a_mirror_and_told_by_one(
    links: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libodd.so.7")})
    result = checked(tmp_path, "RUN pip install demo")
    assert not told(result)
    assert result.remarks == ("what brings libodd.so.7 is not known: no mirror",)

    names = ("base-files", "libodd7")
    packages = {name: archive.SystemPackage(name, 1) for name in names}
    mirror = archive.Archive("Debian 13", "", packages, {}, frozenset({"base-files"}))
    monkeypatch.setattr(wheels, "fetch_archive", lambda *_: mirror)
    monkeypatch.setattr(wheels, "fetch_libraries", lambda *_: {"libodd.so.7": "libodd7"})
    assert told(checked(tmp_path, "RUN pip install demo")) == [
        (
            "demo 1.0 needs libodd7, which python:3.12-slim does not have: "
            f"importing demo.core fails without libodd.so.7 (read from {DEMO})"
        )
    ]
    file = tmp_path / "project" / "Dockerfile"
    api.fix([file], unsafe=True, write=True, select=["DW511"], read_wheels=True, cache=False)
    assert "libodd7" in file.read_text()
    apt = "RUN apt-get update && apt-get install -y libodd7\n"
    assert not told(checked(tmp_path, f"{apt}RUN pip install demo"))


APKINDEX = """P:libgomp
V:14
I:1
p:so:libgomp.so.1=1.0.0

P:libodd-libs
V:7
I:1
p:so:libodd.so.7=7.1

P:odd-tools
V:7
I:1
D:so:libodd.so.7

P:alpine-baselayout
V:3
I:1
"""


def test_on_alpine_its_index_names_the_package_of_each_library(
    links: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    musl = "cpython-312-x86_64-linux-musl"
    core = elf_file("libodd.so.7", "libgomp.so.1", "libc.musl-x86_64.so.1")
    put_wheel(links, "demo", {f"demo/core.{musl}.so": core}, platform="musllinux_1_2_x86_64")
    index = alpine.archive_of(alpine.read_index(APKINDEX), "3.22", load())
    monkeypatch.setattr(wheels, "fetch_archive", lambda *_: index)
    base = "python:3.12-alpine3.22"
    (message,) = told(checked(tmp_path, "RUN pip install demo", base=base))
    assert message.startswith("demo 1.0 needs libgomp and libodd-libs, which python:3.12-alpine3")
    apk = "RUN apk add --no-cache odd-tools\n"
    (message,) = told(checked(tmp_path, f"{apk}RUN pip install demo", base=base))
    assert message.startswith("demo 1.0 needs libgomp, which")


def test_a_wheel_that_cannot_be_read_is_remarked(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libGL.so.1")[:90]})
    result = checked(tmp_path, "RUN pip install demo")
    assert not told(result)
    assert (
        "what demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl needs is not known"
        in result.remarks[0]
    )


def test_without_the_option_nothing_is_read(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libGL.so.1")})
    project = tmp_path / "project"
    project.mkdir()
    (project / "Dockerfile").write_text("FROM python:3.12-slim\nRUN pip install demo\n")
    assert not api.check([project], select=["DW511"], cache=False).diagnostics


def test_a_fix_installs_what_was_read(links: Path, tmp_path: Path) -> None:
    put_wheel(links, "demo", {f"demo/core.{TAG}.so": elf_file("libGL.so.1")})
    project = tmp_path / "project"
    project.mkdir()
    (project / "Dockerfile").write_text("FROM python:3.12-slim\nRUN pip install demo\n")
    api.fix([project], unsafe=True, write=True, select=["DW511"], read_wheels=True, cache=False)
    assert "libgl1" in (project / "Dockerfile").read_text()
