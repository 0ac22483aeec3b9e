"""What mirrors of distributions tell, and what ``size`` makes of it."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.kb import load
from dockwright.model.unknown import Unknown
from dockwright.net import Network
from dockwright.packages.distribution import closure
from dockwright.packages.distribution.alpine import configured_mirror, fetch_archive, read_index
from dockwright.packages.distribution.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIN = """\
C:Q1x=
P:musl
V:1.2.5-r10
A:x86_64
S:400000
I:660000
p:so:libc.musl-x86_64.so.1=1

P:busybox
V:1.37-r1
I:950000
D:so:libc.musl-x86_64.so.1
p:cmd:sh=1.37-r1 /bin/sh

P:curl
V:8.14-r0
I:250000
D:libcurl=8.14-r0 so:libc.musl-x86_64.so.1 !uncurl
p:cmd:curl=8.14-r0

P:libcurl
V:8.14-r0
I:600000
D:so:libz.so.1>=1
p:so:libcurl.so.4=4.8

P:zlib
V:1.3-r2
I:110000
p:so:libz.so.1=1.3

P:openrc
V:0.62-r0
I:1700000
D:/bin/sh
"""
COMMUNITY = """\
P:zlib-ng-compat
V:2-r0
I:150000
k:5
p:so:libz.so.1=1.3

P:curl-openrc
V:8.14-r0
I:4000
i:openrc curl=8.14-r0
"""


def packed(text: str) -> bytes:
    """An index as mirrors send it: a signature's archive without an end, then the index's."""
    found = b""
    for name, data in ((".SIGN.RSA.key", b"signature"), ("APKINDEX", text.encode())):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
            length = archive.offset
        found += gzip.compress(out.getvalue()[:length])
    return found


class Mirror:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                mirror.asked.append(self.path)
                data = mirror.files.get(self.path)
                self.send_response(404 if data is None else 200)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/linux"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def alpine(self, version: str, machine: str = "x86_64") -> None:
        for component, text in (("main", MAIN), ("community", COMMUNITY)):
            place = f"/linux/v{version}/{component}/{machine}/APKINDEX.tar.gz"
            self.files[place] = packed(text.replace("x86_64", machine))


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    pytest.importorskip("urllib3")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    found = Mirror()
    yield found
    found.server.shutdown()
    found.server.server_close()


def archive(mirror: Mirror, platform: str = "linux/amd64") -> Archive | Unknown:
    return fetch_archive("3.22", platform, Network(retries=0), load(), mirror=mirror.url)


def test_names_of_libraries_and_programs_lead_to_packages(mirror: Mirror) -> None:
    mirror.alpine("3.22")
    found = archive(mirror)
    assert isinstance(found, Archive)
    assert found.base == {"busybox", "musl", "zlib"}
    added, missing = closure(found, ["curl", "cmd:curl", "nowhere"], found.base, recommends=False)
    assert sorted(added) == ["curl", "libcurl"]
    assert missing == ("nowhere",)
    without_base, _ = closure(found, ["libcurl"], ["musl"], recommends=False)
    assert sorted(without_base) == ["libcurl", "zlib-ng-compat"]  # of two the higher priority


def test_a_package_comes_by_itself_once_all_that_it_goes_with_is_there(mirror: Mirror) -> None:
    mirror.alpine("3.22")
    found = archive(mirror)
    assert isinstance(found, Archive)
    added, _ = closure(found, ["curl", "openrc"], found.base, recommends=False)
    assert "curl-openrc" in added
    alone, _ = closure(found, ["openrc"], found.base, recommends=False)
    assert "curl-openrc" not in alone


def test_each_platform_has_its_own_index(mirror: Mirror) -> None:
    mirror.alpine("3.22", "aarch64")
    found = archive(mirror, "linux/arm64")
    assert isinstance(found, Archive)
    assert "so:libc.musl-aarch64.so.1" in found.providers
    missing = archive(mirror)
    assert isinstance(missing, Unknown)
    assert missing.reason == "the mirror answers 404 for Alpine 3.22"
    assert isinstance(archive(mirror, "windows/amd64"), Unknown)


def test_an_index_that_is_broken_is_no_empty_one(mirror: Mirror) -> None:
    mirror.alpine("3.22")
    mirror.files["/linux/v3.22/main/x86_64/APKINDEX.tar.gz"] = b"no archive"
    assert isinstance(archive(mirror), Unknown)


def test_fields_that_are_no_numbers_count_nothing() -> None:
    assert read_index("P:a\nI:many\nk:x\n\nV:1\n")["a"].bytes == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("https://mirror.example/alpine/v3.22/main\n", "https://mirror.example/alpine"),
        ("# no\n@edge http://m.example/edge/community\n", "http://m.example"),
        ("/media/cdrom/apks\n", None),
        ("", None),
    ],
)
def test_the_mirror_is_the_one_that_apk_is_told_of(
    tmp_path: Path, text: str, place: str | None
) -> None:
    (tmp_path / "repositories").write_text(text)
    found = configured_mirror(str(tmp_path))
    assert (None if isinstance(found, Unknown) else found) == place


def test_size_counts_an_install_of_apk(mirror: Mirror, tmp_path: Path) -> None:
    mirror.alpine("3.22")
    (tmp_path / "Dockerfile").write_text(
        "FROM alpine:3.22\nRUN apk add --no-cache curl\nRUN apk add --no-cache libcurl openrc\n"
    )
    result = api.size(tmp_path, online=True, cache=False, mirrors={"alpine": mirror.url})
    assert [row.bytes for row in result.rows[1:]] == [850_000, 1_704_000]
    assert "2 packages of Alpine 3.22, the mirror's index" in result.rows[1].parts[0].reason
    asked = len(mirror.asked)
    api.size(tmp_path, cache=False, mirrors={"alpine": mirror.url})
    assert len(mirror.asked) == asked


def test_what_apk_removes_again_is_not_counted(mirror: Mirror, tmp_path: Path) -> None:
    mirror.alpine("3.22")
    text = "FROM alpine:3.22\nRUN apk add --no-cache --virtual .build curl && apk del .build\n"
    (tmp_path / "Dockerfile").write_text(text)
    result = api.size(tmp_path, online=True, cache=False, mirrors={"alpine": mirror.url})
    assert result.rows[1].bytes == 0


def test_size_counts_an_install_on_ubuntu(mirror: Mirror, tmp_path: Path) -> None:
    main = (
        "Package: base\nEssential: yes\nInstalled-Size: 100\nDepends: libbase\n\n"
        "Package: libbase\nInstalled-Size: 50\n\n"
        "Package: apt\nInstalled-Size: 10\n\n"
        "Package: tool\nInstalled-Size: 2000\nDepends: libbase, helper\nRecommends: manual\n\n"
    )
    universe = "Package: helper\nInstalled-Size: 500\n\nPackage: manual\nInstalled-Size: 9000\n"
    for component, text in (("main", main), ("universe", universe)):
        place = f"/linux/dists/jammy/{component}/binary-amd64/Packages.xz"
        mirror.files[place] = lzma.compress(text.encode())
    mirrors = {"ubuntu": mirror.url}
    sizes = []
    for option in ("--no-install-recommends ", ""):
        (tmp_path / "Dockerfile").write_text(
            f"FROM ubuntu:22.04\nRUN apt-get install -y {option}tool\n"
        )
        result = api.size(tmp_path, online=True, cache=False, mirrors=mirrors)
        sizes.append(result.rows[1].bytes)
    fixed = load().integer("distribution-size.bytes-per-install")
    ratio = load().number("distribution-size.index-ratio")
    assert sizes[0] == pytest.approx(2500 * 1024 * ratio + fixed, rel=0.001)
    assert sizes[1] == pytest.approx(11500 * 1024 * ratio + fixed, rel=0.001)
    mirror.files.clear()
    refused = api.size(tmp_path, online=True, cache=False, mirrors=mirrors)
    (part,) = refused.rows[1].parts
    assert part.bytes is None
    assert part.reason.endswith("asked in vain: the mirror answers 404 for jammy")
