"""What registries tell of images: manifests, tokens, sizes, and why they do not."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dockwright import api
from dockwright.image import RegistryClient, RegistryImage
from dockwright.image.registry_auth import read_challenge, stored_credentials
from dockwright.model.image_ref import parse_image_ref
from dockwright.model.unknown import Unknown
from dockwright.packages.index import Store
from dockwright.report.bases import BaseResult, Candidate, Needs
from dockwright.run.base_sizes import with_registry_sizes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Registry:
    """A registry of its own, with what it was asked."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        self.scheme = ""
        self.refuses = 0
        self.password = ""
        self.limits = False
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                registry.answer(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def blob(self, data: bytes) -> str:
        self.blobs[digest_of(data)] = data
        return digest_of(data)

    def image(self, name: str, layers: list[bytes], architecture: str = "amd64") -> str:
        config = self.blob(json.dumps({"os": "linux", "architecture": architecture}).encode())
        body = {
            "schemaVersion": 2,
            "config": {"digest": config, "size": 1},
            "layers": [
                {
                    "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                    "digest": self.blob(each),
                    "size": len(each),
                }
                for each in layers
            ],
        }
        return self.store(name, MANIFEST, body)

    def store(self, name: str, kind: str, body: dict[str, Any]) -> str:
        data = json.dumps(body).encode()
        self.manifests[name] = self.manifests[digest_of(data)] = (kind, data)
        return digest_of(data)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path).path
        self.asked.append(request.path)
        authorisation = request.headers.get("Authorization", "")
        if self.refuses:
            return self.send(request, self.refuses, b"", {"Retry-After": "7200"})
        if path == "/token":
            wanted = f"Basic {base64.b64encode(self.password.encode()).decode()}"
            if self.password and authorisation != wanted:
                return self.send(request, 401, b"", {})
            scope = parse_qs(urlsplit(request.path).query)["scope"][0]
            return self.send(request, 200, json.dumps({"token": f"for {scope}"}).encode(), {})
        if self.scheme == "bearer" and authorisation != "Bearer for repository:own/app:pull":
            realm = f'Bearer realm="http://{self.host}/token",service="here"'
            return self.send(request, 401, b"", {"WWW-Authenticate": realm})
        name = path.rpartition("/")[2]
        if "/manifests/" in path and name in self.manifests and "/own/app/" in path:
            kind, data = self.manifests[name]
            headers = {"Content-Type": kind, "Docker-Content-Digest": digest_of(data)}
            return self.send(request, 200, data, headers)
        if "/blobs/" in path and name in self.blobs:
            data = self.blobs[name]
            told = request.headers.get("Range", "")
            if told:
                return self.send(request, 206, data[int(told[6:].rstrip("-")) :], {})
            return self.send(request, 200, data, {})
        return self.send(request, 404, b"{}", {})

    @staticmethod
    def send(
        request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
    ) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    pytest.importorskip("urllib3")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    found = Registry()
    yield found
    found.server.shutdown()
    found.server.server_close()


def ask(
    registry: Registry, platform: str = "linux/amd64", tag: str = "1", **options: Any
) -> RegistryImage | Unknown:
    reference = parse_image_ref(f"{registry.host}/own/app:{tag}")
    assert reference is not None
    options.setdefault("store", Store(None))
    return RegistryClient(**options).image(reference, platform)


def reason(found: RegistryImage | Unknown) -> str:
    assert isinstance(found, Unknown)
    return found.reason


def test_layers_have_their_bytes_and_what_gzip_notes(registry: Registry) -> None:
    layers = [gzip.compress(bytes(100_000)), gzip.compress(b"x" * 5_000)]
    digest = registry.image("1", layers)
    assert ask(registry) == RegistryImage(
        digest,
        "linux/amd64",
        tuple(len(each) for each in layers),
        (100_000, 5_000),
        ("linux/amd64",),
    )


def test_an_index_is_followed_to_the_platform(registry: Registry) -> None:
    entries = [
        {
            "digest": registry.image("amd", [gzip.compress(bytes(1_000))]),
            "platform": {"os": "linux", "architecture": "amd64"},
        },
        {
            "digest": registry.image("arm", [gzip.compress(bytes(2_000))], "arm64"),
            "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"},
        },
        {"digest": "sha256:0", "platform": {"os": "unknown", "architecture": "unknown"}},
    ]
    registry.store("1", INDEX, {"schemaVersion": 2, "manifests": entries})
    for platform in ("linux/arm64", "linux/arm64/v8"):
        found = ask(registry, platform)
        assert isinstance(found, RegistryImage)
        assert found.unpacked_bytes == 2_000
        assert found.platforms == ("linux/amd64", "linux/arm64")
    assert reason(ask(registry, "linux/s390x")) == (
        f"{registry.host}/own/app:1 is published for linux/amd64, linux/arm64, not for linux/s390x"
    )


def test_an_image_for_one_platform_is_not_taken_for_another(registry: Registry) -> None:
    registry.image("1", [gzip.compress(b"x")], "arm64")
    assert "is published for linux/arm64, not for linux/amd64" in reason(ask(registry))


def test_gzip_in_pieces_is_not_trusted(registry: Registry) -> None:
    import random

    noise = random.Random(1).randbytes(50_000)
    registry.image("1", [gzip.compress(noise) + gzip.compress(b"end")])
    found = ask(registry)
    assert isinstance(found, RegistryImage)
    assert found.unpacked == (None,)
    assert found.unpacked_bytes is None
    assert found.compressed_bytes > 50_000


def test_a_token_is_fetched_once_where_one_is_asked_for(registry: Registry) -> None:
    registry.scheme = "bearer"
    registry.image("1", [gzip.compress(b"x"), gzip.compress(b"yy")])
    assert isinstance(ask(registry), RegistryImage)
    tokens = [each for each in registry.asked if each.startswith("/token")]
    assert tokens == ["/token?service=here&scope=repository%3Aown%2Fapp%3Apull"]


def test_a_private_image_takes_what_docker_login_stored(registry: Registry, tmp_path: Path) -> None:
    registry.scheme, registry.password = "bearer", "me:secret"
    registry.image("1", [gzip.compress(b"x")])
    assert "`docker login` is missing" in reason(ask(registry))
    auth = base64.b64encode(b"me:secret").decode()
    (tmp_path / "docker").mkdir()
    config = tmp_path / "docker" / "config.json"
    config.write_text(json.dumps({"auths": {registry.host: {"auth": auth}}}))
    assert isinstance(ask(registry), RegistryImage)
    config.write_text(json.dumps({"auths": {registry.host: {"auth": "d3Jvbmc="}}}))
    assert reason(ask(registry)) == f"{registry.host} refuses the stored credentials"


def test_refusals_are_told_in_words_and_at_once(registry: Registry) -> None:
    assert reason(ask(registry)) == f"{registry.host} has no {registry.host}/own/app:1"
    registry.refuses = 429
    assert reason(ask(registry)) == (
        f"{registry.host} has had too many requests from here: it asks to wait 7200 s"
    )
    registry.refuses = 503
    assert "answers 503" in reason(ask(registry))
    registry.refuses = 403
    assert "there is no such image" in reason(ask(registry))


def test_a_proxy_that_is_not_there_is_told(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert "does not answer" in reason(ask(registry))
    assert registry.asked == []


@pytest.mark.parametrize("body", [b"", b"[]", b'{"schemaVersion": 1}', b'{"schemaVersion": 2}'])
def test_what_is_no_manifest_is_no_image(registry: Registry, body: bytes) -> None:
    registry.manifests["1"] = (MANIFEST, body)
    assert isinstance(ask(registry), Unknown)


def test_offline_nothing_is_asked_and_what_is_stored_counts(
    registry: Registry, tmp_path: Path
) -> None:
    registry.image("1", [gzip.compress(b"x")])
    store = str(tmp_path / "store")
    assert reason(ask(registry, store=Store(store), offline=True)) == (
        "the network is not used (offline)"
    )
    assert registry.asked == []
    online = ask(registry, store=Store(store))
    asked = len(registry.asked)
    assert ask(registry, store=Store(store), offline=True) == online
    assert len(registry.asked) == asked


def test_challenges_are_read_as_registries_write_them() -> None:
    found = read_challenge('Bearer realm="https://auth.example/token",service="r.example"')
    assert found is not None
    assert found.address("repository:a/b:pull") == (
        "https://auth.example/token?service=r.example&scope=repository%3Aa%2Fb%3Apull"
    )
    assert found.is_safe
    plain = read_challenge('Bearer realm="http://auth.example/token"')
    assert plain is not None
    assert not plain.is_safe
    assert read_challenge('Negotiate realm="x"') is None
    assert read_challenge("") is None


def test_credentials_of_docker_hub_stand_under_its_old_name(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(
        json.dumps({"auths": {"https://index.docker.io/v1/": {"auth": "YTpi"}}})
    )
    environ = {"DOCKER_CONFIG": str(tmp_path)}
    assert stored_credentials("docker.io", environ) == "Basic YTpi"
    assert stored_credentials("ghcr.io", environ) == ""


def test_size_takes_the_base_from_its_registry(registry: Registry, tmp_path: Path) -> None:
    layers = [gzip.compress(bytes(3_000_000))]
    registry.image("1", layers)
    (tmp_path / "a").write_text("x" * 10)
    (tmp_path / "Dockerfile").write_text(f"FROM {registry.host}/own/app:1\nCOPY a /a\n")
    (part,) = api.size(tmp_path, online=True, cache=False).rows[0].parts
    assert part.basis == "registry"
    assert part.compressed == len(layers[0])
    assert part.bytes is not None
    assert 2_800_000 < part.bytes < 3_000_000
    asked = len(registry.asked)
    (offline,) = api.size(tmp_path, cache=False).rows[0].parts
    assert offline.bytes is None
    assert len(registry.asked) == asked
    registry.refuses = 404
    (refused,) = api.size(tmp_path, online=True, cache=False).rows[0].parts
    assert "the registry was asked in vain" in refused.reason


def test_base_takes_bytes_to_pull_and_platforms_from_registries(registry: Registry) -> None:
    small = registry.image("1", [gzip.compress(bytes(1_000))])
    registry.image("2", [gzip.compress(bytes(4_000_000))])
    candidates = tuple(
        Candidate(f"{registry.host}/own/app:{tag}", compressed_bytes=size)
        for tag, size in (("2", 1), ("1", 2), ("3", 10**9))
    )
    needs = Needs("api", "An API", "3.12")
    found = with_registry_sizes(BaseResult(needs, candidates, ()), cache_dir=None)
    first, second, refused = found.ranked
    assert [each.image[-2:] for each in found.ranked] == [":1", ":2", ":3"]
    assert first.registry == small
    assert first.platforms == ("linux/amd64",)
    assert (first.compressed_bytes or 0) < (second.compressed_bytes or 0)
    assert refused.compressed_bytes == 10**9
    assert refused.registry == f"asked in vain: {registry.host} has no {refused.image}"
