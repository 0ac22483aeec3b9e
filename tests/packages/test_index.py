"""The client of package indexes, against an index that the test serves on this machine."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import os
import py_compile
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from dockwright.errors import EnvironmentFaultError
from dockwright.kb import load
from dockwright.model.unknown import Unknown
from dockwright.net import Network, NetworkError
from dockwright.packages.index import (
    Index,
    IndexClient,
    IndexFile,
    IndexSettings,
    Installer,
    Store,
    WheelContents,
    correction_of,
    file_from_url,
    read_settings,
    written_bytes,
)
from dockwright.packages.index.bytecode import MINOR, compiled_bytes, read_sample
from dockwright.packages.index.simple import read_page
from dockwright.packages.index.wheel import read_contents

if TYPE_CHECKING:
    from collections.abc import Iterator


def wheel(name: str = "demo", files: dict[str, bytes] | None = None) -> bytes:
    """Return a wheel with ``files``, a program and padding that makes parts worth it."""
    out = io.BytesIO()
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in (files or {}).items():
            archive.writestr(path, data)
        archive.writestr(f"{info}/METADATA", f"Name: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\ndemo = demo.cli:main\n")
        archive.writestr(f"{info}/RECORD", "")
    return out.getvalue()


BIG = hashlib.shake_256(b"seed").digest(400_000)  # does not compress
FILES = {"demo/__init__.py": b"", "demo/cli.py": b"def main(): ...\n", "demo/data.bin": BIG}
WHEEL = wheel(files=FILES)


class Served(http.server.BaseHTTPRequestHandler):
    """Serves what ``pages`` holds; ``log`` tells what was asked."""

    protocol_version = "HTTP/1.1"
    pages: ClassVar[dict[str, tuple[str, bytes]]] = {}
    log: ClassVar[list[tuple[str, str]]] = []
    sent: ClassVar[list[int]] = []
    takes_ranges = True
    password = ""
    failures = 0
    headers_too: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        cls = type(self)
        cls.log.append((self.path, self.headers.get("Range", "")))
        if cls.failures:
            cls.failures -= 1
            self.answer(503, "text/plain", b"later")
            return
        wanted = "Basic " + base64.b64encode(cls.password.encode()).decode()
        if cls.password and self.headers.get("Authorization") != wanted:
            self.answer(401, "text/plain", b"")
            return
        kind, body = self.pages.get(self.path, ("", b""))
        if not kind:
            self.answer(404, "text/plain", b"")
            return
        span = self.headers.get("Range", "")
        if span and cls.takes_ranges:
            first, _, last = span.removeprefix("bytes=").partition("-")
            start = int(first) if first else max(0, len(body) - int(last))
            end = int(last) + 1 if first and last else len(body)
            part = body[start:end]
            told = f"bytes {start}-{start + len(part) - 1}/{len(body)}"
            self.answer(206, kind, part, told)
            return
        self.answer(200, kind, body)

    def answer(self, status: int, kind: str, body: bytes, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if part:
            self.send_header("Content-Range", part)
        for name, value in self.headers_too.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return
        type(self).sent.append(len(body))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Quiet(http.server.ThreadingHTTPServer):
    """A server that says nothing of clients that hang up: ours do, on what they did not want."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    pytest.importorskip("urllib3")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    Served.pages, Served.log, Served.sent = {}, [], []
    Served.takes_ranges, Served.password, Served.failures = True, "", 0
    Served.headers_too = {}
    server = Quiet(("127.0.0.1", 0), Served)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def offer(size: int | None = len(WHEEL)) -> None:
    file = {"filename": "demo-1.0-py3-none-any.whl", "url": "../../files/demo-1.0-py3-none-any.whl"}
    if size is not None:
        file = {**file, "size": size, "hashes": {"sha256": "0" * 64}, "core-metadata": True}  # type: ignore[dict-item]
    page = json.dumps({"meta": {"api-version": "1.1"}, "name": "demo", "files": [file]})
    Served.pages["/simple/demo/"] = ("application/vnd.pypi.simple.v1+json", page.encode())
    Served.pages["/files/demo-1.0-py3-none-any.whl"] = ("application/octet-stream", WHEEL)
    Served.pages["/files/demo-1.0-py3-none-any.whl.metadata"] = ("text/plain", b"Name: demo\n")


def client(served: str, store: Store | None = None, *, offline: bool = False) -> IndexClient:
    settings = IndexSettings(Index(f"{served}/simple"))
    return IndexClient(settings, store=store, offline=offline)


def only(found: tuple[IndexFile, ...] | Unknown) -> IndexFile:
    assert not isinstance(found, Unknown)
    (file,) = found
    return file


@pytest.mark.parametrize("size", [len(WHEEL), None])
def test_a_wheel_is_measured_by_its_directory_alone(served: str, size: int | None) -> None:
    offer(size)
    asked = client(served)
    sized = asked.sized(only(asked.files("Demo")))
    assert sized.download == len(WHEEL)
    assert isinstance(sized.contents, WheelContents)
    assert sized.contents.bytes == sum(map(len, FILES.values())) + 24 + 19 + 39
    assert sized.contents.files == 6
    assert (sized.contents.sources, sized.contents.source_bytes) == (2, 16)
    assert [each.name for each in sized.contents.scripts] == ["demo"]
    assert sum(Served.sent) < len(WHEEL) / 2


def test_metadata_is_taken_where_it_is_served_apart_and_from_the_wheel_elsewhere(
    served: str,
) -> None:
    offer()
    asked = client(served)
    file = only(asked.files("demo"))
    assert asked.metadata(file) == b"Name: demo\n"
    other = file_from_url(file.url)
    assert asked.metadata(other) == b"Name: demo\nVersion: 1.0\n"
    assert sum(Served.sent) < len(WHEEL)


def test_a_server_without_parts_leaves_the_download_alone(served: str) -> None:
    offer()
    Served.takes_ranges = False
    asked = client(served)
    sized = asked.sized(only(asked.files("demo")))
    assert sized.download == len(WHEEL)
    assert isinstance(sized.contents, Unknown)


def test_what_was_asked_is_not_asked_again_and_serves_offline(served: str, tmp_path: Path) -> None:
    offer()
    first = client(served, Store(str(tmp_path)))
    known = first.sized(only(first.files("demo")))
    asked = len(Served.log)
    again = client(served, Store(str(tmp_path)), offline=True)
    assert again.sized(only(again.files("demo"))) == known
    assert len(Served.log) == asked
    assert isinstance(again.files("other"), Unknown)


def test_a_damaged_store_counts_as_empty(served: str, tmp_path: Path) -> None:
    offer()
    first = client(served, Store(str(tmp_path)))
    known = first.sized(only(first.files("demo")))
    for path in tmp_path.rglob("*.json"):
        path.write_text('["x", 1')
    again = client(served, Store(str(tmp_path)))
    assert again.sized(only(again.files("demo"))) == known


def test_a_server_in_trouble_is_asked_again(served: str) -> None:
    offer()
    Served.failures = 2
    assert len(client(served).files("demo")) == 1


def test_a_server_that_is_not_there_is_told_as_unknown() -> None:
    pytest.importorskip("urllib3")
    settings = IndexSettings(Index("http://127.0.0.1:9/simple"))
    found = IndexClient(settings, network=Network(retries=0)).files("demo")
    assert isinstance(found, Unknown)
    assert "does not answer" in found.reason


def test_without_the_library_that_fetches_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "urllib3", None)
    monkeypatch.delitem(sys.modules, "urllib3.exceptions", raising=False)
    with pytest.raises(EnvironmentFaultError, match="urllib3 is missing") as caught:
        Network().get("http://127.0.0.1:9/simple/torch/")
    assert "dockwright[size]" in (caught.value.hint or "")


def test_an_absent_package_is_none_and_no_unknown(served: str) -> None:
    assert client(served).files("absent") == ()


def test_a_body_above_the_bound_is_refused(served: str) -> None:
    offer()
    with pytest.raises(NetworkError, match="more than"):
        Network().get(f"{served}/files/demo-1.0-py3-none-any.whl", most=1000)


def test_credentials_of_the_address_are_sent_and_never_told(served: str) -> None:
    offer()
    Served.password = "me:s3cret"
    address = served.replace("//", "//me:s3cret@")
    asked = client(address)
    file = only(asked.files("demo"))
    assert "s3cret" not in file.url
    assert isinstance(asked.sized(file).contents, WheelContents)
    refused = client(served.replace("//", "//me:wr0ng@")).files("demo")
    assert isinstance(refused, Unknown)
    assert "wr0ng" not in refused.reason


def test_netrc_and_variables_of_uv_authorise(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer()
    Served.password = "me:s3cret"
    path = tmp_path / "netrc"
    path.write_text("machine 127.0.0.1 login me password s3cret\n")
    monkeypatch.setenv("NETRC", str(path))
    assert only(client(served).files("demo")).name.startswith("demo")
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    monkeypatch.setenv("UV_INDEX_OWN_USERNAME", "me")
    monkeypatch.setenv("UV_INDEX_OWN_PASSWORD", "s3cret")
    settings = IndexSettings(Index(f"{served}/simple", "own"))
    assert only(IndexClient(settings).files("demo")).name.startswith("demo")


def test_directories_and_local_pages_are_indexes(tmp_path: Path) -> None:
    links = tmp_path / "links"
    links.mkdir()
    (links / "demo-1.0-py3-none-any.whl").write_bytes(WHEEL)
    (links / "demo_more-1.0.tar.gz").write_bytes(b"x")
    page = tmp_path / "simple" / "demo"
    page.mkdir(parents=True)
    (page / "index.html").write_text(
        '<a href="../../links/demo-1.0-py3-none-any.whl#sha256=00" data-yanked="broken">w</a>'
    )
    settings = IndexSettings(Index((tmp_path / "simple").as_uri()), (), (str(links),))
    asked = IndexClient(settings, offline=True)
    found = asked.files("demo")
    assert not isinstance(found, Unknown)
    assert [(each.name, each.yanked) for each in found] == [
        ("demo-1.0-py3-none-any.whl", "broken"),
        ("demo-1.0-py3-none-any.whl", None),
    ]
    assert all(isinstance(asked.sized(each).contents, WheelContents) for each in found)
    assert only(asked.files("demo-more")).name == "demo_more-1.0.tar.gz"


def test_a_file_that_is_no_wheel_is_unknown(tmp_path: Path) -> None:
    for data in (b"", b"no archive", WHEEL[:-30], b"PK\x05\x06" + b"\0" * 18):
        path = tmp_path / "demo-1.0-py3-none-any.whl"
        path.write_bytes(data)
        asked = IndexClient(IndexSettings(), offline=True)
        assert isinstance(asked.sized(file_from_url(path.as_uri())).contents, Unknown)
        assert isinstance(asked.metadata(file_from_url(path.as_uri())), Unknown)


def test_pages_of_html_hold_local_versions_and_what_the_links_say() -> None:
    text = (
        '<base href="https://files.example/whl/"><a href="torch-2.4.1%2Bcu121-cp312-cp312-'
        'linux_x86_64.whl#sha256=aa" data-requires-python="&gt;=3.8" '
        'data-core-metadata="sha256=bb">t</a><a href="page.html">no file</a>'
    )
    page = read_page(text, "https://index.example/torch/", "text/html")
    assert page is not None
    (file,) = page
    assert file.name == "torch-2.4.1+cu121-cp312-cp312-linux_x86_64.whl"
    assert file.url.startswith("https://files.example/whl/torch-2.4.1%2Bcu121")
    assert (file.python, file.has_metadata, file.digest) == (">=3.8", True, "sha256=aa")
    assert read_page("{", "https://index.example/", "application/json") is None


def test_pip_and_uv_are_read_as_they_read_themselves(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text(
        "[global]\nindex-url = https://pip.example/simple\n"
        "extra-index-url =\n  https://one.example/simple\n  https://two.example/simple\n"
        "[install]\nfind-links = /wheels\n"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.uv.index]]\nname = "gpu"\nurl = "https://gpu.example/cu121"\nexplicit = true\n'
        '[tool.uv.sources]\ntorch = { index = "gpu" }\n'
    )
    env = {"HOME": str(home), "PIP_CONFIG_FILE": "", "PIP_FIND_LINKS": "/more"}
    found = read_settings(str(tmp_path), env, ask_default=False)
    assert found.default == Index("https://pip.example/simple")
    urls = [each.url for each in found.extra]
    assert urls[:1] == ["https://gpu.example/cu121"]
    assert {"https://one.example/simple", "https://two.example/simple"} <= set(urls)
    assert found.links == ("/more",)
    assert [each.url for each in found.for_package("Torch")] == ["https://gpu.example/cu121"]
    assert all(each.name != "gpu" for each in found.for_package("numpy"))
    env["UV_DEFAULT_INDEX"] = "own=https://uv.example/simple"
    found = read_settings(str(tmp_path), env, ask_default=False)
    assert found.default == Index("https://uv.example/simple", "own")
    env["UV_NO_INDEX"] = "1"
    assert read_settings(str(tmp_path), env, ask_default=False).indexes == ()


def test_an_index_that_nobody_configured_is_unknown(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"}
    found = read_settings(str(tmp_path), env, ask_default=False)
    assert isinstance(found.default, Unknown)
    assert isinstance(IndexClient(found).files("demo"), Unknown)


def test_what_an_installer_adds_follows_from_what_it_writes() -> None:
    contents = WheelContents(2, 1000, 100, 1, 400, 150, 10, (), "demo-1.0.dist-info")
    kb = load()
    pip = written_bytes(contents, Installer("pip", "3.12"), kb)
    uv = written_bytes(contents, Installer("uv", "3.12", compiles=False), kb)
    assert pip.content == uv.content == 1000
    assert pip.compiled > 0
    assert uv.compiled == 0
    assert pip.added > uv.added > 100
    assert written_bytes(contents, Installer("pip", "3.99"), kb).compiled > 0


def sources(count: int) -> dict[str, bytes]:
    """Return modules of many sizes and kinds: code, comments, tables, one that is not Python."""
    found: dict[str, bytes] = {"demo/__init__.py": b"", "demo/broken.py": b"print 'no'\n"}
    for number in range(count):
        lines = 1 + number * 7 % 90
        kind = (
            "def f{0}(a, b={0}):\n    return [a * b, 'text {0}']\n",
            "# only words, which are not compiled, number {0} of them\n",
            "table_{0} = {{'{0}': ({0}, {0}.5, None), 'other': [{0}]}}\n",
        )[number % 3]
        text = "".join(kind.format(line + number) for line in range(lines))
        found[f"demo/part_{number}.py"] = text.encode()
    return found


def compiled_by_python(files: dict[str, bytes], folder: Path) -> int:
    """Return the bytes of the compiled files that this Python writes."""
    total = 0
    for number, data in enumerate(files.values()):
        source = folder / f"{number}.py"
        source.write_bytes(data)
        try:
            name = py_compile.compile(str(source), str(folder / "out.pyc"), doraise=True)
        except py_compile.PyCompileError:
            continue
        assert name is not None
        total += Path(name).stat().st_size
    return total


def test_a_small_wheel_is_compiled_as_a_whole(tmp_path: Path) -> None:
    files = sources(20)
    data = io.BytesIO(wheel(files=files))
    sample = read_sample(data, 10_000_000, 1000)
    assert not isinstance(sample, Unknown)
    assert len(sample) == len(files)
    assert sum(each.compiled == 0 for each in sample) == 1  # broken.py
    # The compiled files hold their own paths, whose lengths differ here.
    assert sum(each.compiled for each in sample) == pytest.approx(
        compiled_by_python(files, tmp_path), rel=0.05
    )


def test_a_part_of_the_sources_tells_of_the_whole(tmp_path: Path) -> None:
    files = sources(300)
    data = wheel(files=files)
    contents = read_contents(io.BytesIO(data))
    assert isinstance(contents, WheelContents)
    sample = read_sample(io.BytesIO(data), contents.source_bytes // 3, 200)
    assert not isinstance(sample, Unknown)
    assert 10 < len(sample) <= 200
    assert sum(each.bytes for each in sample) < contents.source_bytes / 2
    kb, installer = load(), Installer("pip", MINOR)
    real = compiled_by_python(files, tmp_path)
    by_sample = written_bytes(contents, installer, kb, correction_of(sample, kb)).compiled
    by_model = written_bytes(contents, installer, kb).compiled
    assert abs(by_sample / real - 1) < 0.1 < abs(by_model / real - 1)


def test_compiling_runs_nothing_and_stands_what_python_refuses(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert compiled_bytes(b"raise SystemExit(print('ran'))", "demo.py") > 16
    assert compiled_bytes(b"'\\d'; assert (1, 'x')", "demo.py") > 16  # warns
    for bad in (b"\0", b"(" * 5000, b"-" * 100_000 + b"1", b"# coding: none\n", b"\xff", b"def"):
        assert compiled_bytes(bad, "demo.py") == 0
    assert capfd.readouterr() == ("", "")


def test_samples_are_kept_and_taken_again(served: str, tmp_path: Path) -> None:
    data = wheel(files=sources(60) | {"demo/data.bin": BIG})
    Served.pages["/files/demo-1.0-py3-none-any.whl"] = ("application/zip", data)
    settings = IndexSettings(Index(served))
    file = file_from_url(f"{served}/files/demo-1.0-py3-none-any.whl", len(data))
    for _ in range(2):
        client = IndexClient(settings, store=Store(str(tmp_path)))
        contents = client.sized(file).contents
        assert isinstance(contents, WheelContents)
        (sample,) = client.samples([(file, contents)])
        assert not isinstance(sample, Unknown)
        assert len(sample) == contents.sources
        asked = len(Served.log)
    client = IndexClient(settings, store=Store(str(tmp_path)), offline=True)
    contents = client.sized(file).contents
    assert isinstance(contents, WheelContents)
    assert client.samples([(file, contents)]) == [sample]
    assert len(Served.log) == asked
    assert client.samples([]) == []


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({}, False),
        ({"Cache-Control": "max-age=365000000, immutable, public"}, True),
        ({"ETag": '"1"'}, True),
        ({"Cache-Control": "no-store", "ETag": '"1"'}, False),
    ],
)
def test_an_answer_says_whether_pip_keeps_the_file(
    served: str, headers: dict[str, str], kept: bool
) -> None:
    offer()
    Served.headers_too = headers
    asking = client(served)
    assert asking.may_be_kept(only(asking.files("demo"))) is kept
    assert isinstance(
        asking.may_be_kept(IndexFile("x-1-py3-none-any.whl", f"{served}/none")), Unknown
    )


@pytest.mark.parametrize(("asked", "waits"), [("7200", 20.0), ("2", 2.0), (None, None)])
def test_a_server_is_given_the_time_it_asks_for_within_bounds(
    asked: str | None, waits: float | None
) -> None:
    from urllib3 import HTTPResponse

    response = HTTPResponse(status=429, headers={} if asked is None else {"Retry-After": asked})
    retries = Network()._pool("https://index.example/simple/").connection_pool_kw["retries"]
    assert retries.get_retry_after(response) == waits
    assert retries.increment("GET", "/", response).get_retry_after(response) == waits


def test_what_is_stored_is_told_without_what_fetches_and_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    path.write_bytes(WHEEL)
    store = Store(str(tmp_path / "store"))
    file = file_from_url(path.as_uri(), len(WHEEL))
    client = IndexClient(IndexSettings(), store=store)
    known = client.sized(file)
    assert isinstance(known.contents, WheelContents)
    code = (
        "import sys\n"
        "from dockwright.packages.index import IndexClient, IndexSettings, Store, file_from_url\n"
        f"file = file_from_url({path.as_uri()!r}, {len(WHEEL)})\n"
        f"client = IndexClient(IndexSettings(), store=Store({str(tmp_path / 'store')!r}))\n"
        "assert client.sized_all([file, file])[1].contents.files\n"
        "late = {'packaging', 'urllib.request', 'zipfile', 'subprocess', 'concurrent.futures'}\n"
        "print(*late.intersection(sys.modules))\n"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=_environment())
    assert not done.stdout.split()


def test_a_file_of_this_machine_that_changes_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    path.write_bytes(WHEEL)
    client = IndexClient(IndexSettings(), store=Store(str(tmp_path / "store")))
    file = file_from_url(path.as_uri())
    first = client.sized(file).contents
    path.write_bytes(wheel(files={**FILES, "demo/more.py": b"more = 1\n"}))
    second = client.sized(file).contents
    assert isinstance(first, WheelContents)
    assert isinstance(second, WheelContents)
    assert second.files == first.files + 1


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
