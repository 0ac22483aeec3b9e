"""Asks a registry what an image consists of: its manifest, and the sizes of its layers.

The protocol is the OCI distribution specification's: an index or a Docker manifest list is followed
to the manifest of the platform.  A manifest says what a layer has as it is fetched.  What gzip
unpacks to stands in the last four bytes of a layer, which are fetched alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.image.registry_auth import is_local, read_challenge, stored_credentials, token_in
from dockwright.model.platform import parse_platform
from dockwright.model.unknown import Unknown
from dockwright.net import Network, NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.image_ref import ImageRef
    from dockwright.net import Response
    from dockwright.packages.index import Store

__all__ = ["RegistryClient", "RegistryImage"]

_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_ACCEPTED = ", ".join((*_INDEXES, *_MANIFESTS))
_HUB = "docker.io"
_HUB_HOST = "registry-1.docker.io"
_TAG_SECONDS = 600.0
_MOST_BYTES = 4 << 20
_MOST_LAYERS = 512
_GZIP_WRAP = 1 << 32
_WORST_GZIP = 1.02
"""What gzip makes of bytes that cannot be compressed, with room to spare."""


class RegistryImage(NamedTuple):
    """An image for a platform, as its registry holds it.

    Attributes:
        digest: of its manifest.
        platform: that it is for.
        layers: bytes of each layer as it is fetched, the lowest first.
        unpacked: bytes of each layer's archive; None for one of which it is not known.
        platforms: all that the name is published for; only its own where it is published for one.
    """

    digest: str
    platform: str
    layers: tuple[int, ...]
    unpacked: tuple[int | None, ...]
    platforms: tuple[str, ...]

    @property
    def compressed_bytes(self) -> int:
        """Return the bytes to fetch, without the configuration."""
        return sum(self.layers)

    @property
    def unpacked_bytes(self) -> int | None:
        """Return the bytes of the layers' archives together, None where one is not known."""
        sizes = [each for each in self.unpacked if each is not None]
        return sum(sizes) if len(sizes) == len(self.unpacked) else None


class RegistryClient:
    """Asks registries; nothing that they answer raises.

    What is named by a digest is stored for good, tags for ten minutes.  Offline, what is stored
    counts however old it is, and the rest is ``Unknown``.
    """

    def __init__(
        self, *, store: Store, network: Network | None = None, offline: bool = False
    ) -> None:
        # Each refusal is told at once: a registry that limits may ask for hours of patience.
        self._network = network or Network(offline=offline, retries=0)
        self._store = store
        self._authorised: dict[tuple[str, str], str] = {}

    def image(self, reference: ImageRef, platform: str) -> RegistryImage | Unknown:
        """Return what a registry holds under a name for a platform, or why that is not known."""
        wanted = parse_platform(platform)
        if isinstance(wanted, str):
            return Unknown(wanted)
        named = reference.digest or reference.tag or "latest"
        key = f"image {reference.registry}/{reference.repository} {named} {wanted.name}"
        age = None if self._network.offline or reference.digest else _TAG_SECONDS
        known = _stored(self._store.get(key, age))
        if known is not None:
            return known
        try:
            found = self._read(reference, named, wanted.name)
        except NetworkError as error:
            return Unknown(str(error))
        if isinstance(found, RegistryImage):
            self._store.put(
                key, [list(each) if isinstance(each, tuple) else each for each in found]
            )
        return found

    def _read(self, reference: ImageRef, named: str, platform: str) -> RegistryImage | Unknown:
        answer = self._get(reference, f"manifests/{named}", {"Accept": _ACCEPTED})
        manifest = self._manifest(reference, answer)
        if isinstance(manifest, Unknown):
            return manifest
        digest = answer.headers.get("docker-content-digest", "")
        offered: tuple[str, ...] = ()
        if isinstance(manifest.get("manifests"), list):
            entries = dict(_entries(manifest["manifests"]))
            offered = tuple(entries)
            digest = entries.get(platform) or entries.get(_without_default(platform), "")
            if not digest:
                told = ", ".join(offered[:8]) or "no platform"
                return Unknown(f"{reference.raw} is published for {told}, not for {platform}")
            answer = self._get(reference, f"manifests/{digest}", {"Accept": _ACCEPTED})
            manifest = self._manifest(reference, answer)
            if isinstance(manifest, Unknown):
                return manifest
        layers = manifest.get("layers")
        if not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
            return Unknown(f"the manifest of {reference.raw} names no layers")
        rows = [each for each in layers if isinstance(each, dict)]
        sizes = [size for each in rows if isinstance(size := each.get("size"), int)]
        if len(sizes) != len(layers):
            return Unknown(f"the manifest of {reference.raw} does not tell the sizes of its layers")
        if not offered:
            own = self._platform(reference, manifest)
            if isinstance(own, Unknown):
                return own
            if _without_default(platform) != own:
                return Unknown(f"{reference.raw} is published for {own}, not for {platform}")
            offered = (own,)
        unpacked = tuple(self._unpacked(reference, each) for each in rows)
        return RegistryImage(digest, platform, tuple(sizes), unpacked, offered)

    def _manifest(self, reference: ImageRef, answer: Response) -> dict[str, Any] | Unknown:
        if answer.status != 200:
            return Unknown(_refusal(reference, answer))
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or found.get("schemaVersion") != 2:
            return Unknown(
                f"{reference.registry} sends no manifest of {reference.raw} that is read"
            )
        return found

    def _platform(self, reference: ImageRef, manifest: dict[str, Any]) -> str | Unknown:
        """Return the platform of an image that is published for one: its configuration tells."""
        config = manifest.get("config")
        digest = config.get("digest") if isinstance(config, dict) else None
        if not isinstance(digest, str):
            return Unknown(f"the manifest of {reference.raw} names no configuration")
        answer = self._get(reference, f"blobs/{digest}", {})
        try:
            found = json.loads(answer.body) if answer.status == 200 else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            return Unknown(f"the configuration of {reference.raw} cannot be read")
        return _name(found) or Unknown(f"the configuration of {reference.raw} names no platform")

    def _unpacked(self, reference: ImageRef, layer: dict[str, Any]) -> int | None:
        """Return the bytes of a layer's archive, None where its last bytes do not tell."""
        kind, digest, size = layer.get("mediaType"), layer.get("digest"), layer["size"]
        if not isinstance(kind, str) or not isinstance(digest, str):
            return None
        if kind.endswith((".tar", "+tar")):
            return int(size)
        if not kind.endswith("gzip"):
            return None  # zstd, or something newer
        key = f"layer {digest}"
        known = self._store.get(key)
        if isinstance(known, int):
            return known
        try:
            answer = self._get(
                reference, f"blobs/{digest}", {"Range": f"bytes={size - 4}-"}, only_part=True
            )
        except NetworkError:
            return None
        if answer.status != 206 or len(answer.body) != 4:
            return None
        told = int.from_bytes(answer.body, "little")
        while told * _WORST_GZIP < size and size >= _GZIP_WRAP // 4:
            told += _GZIP_WRAP  # the four bytes count anew from every 4 GiB
        if told * _WORST_GZIP < size:
            return None  # gzip in several pieces: the last one alone is counted there
        self._store.put(key, told)
        return told

    # Requests

    def _get(
        self, reference: ImageRef, path: str, headers: dict[str, str], *, only_part: bool = False
    ) -> Response:
        registry = reference.registry
        host = _HUB_HOST if registry == _HUB else registry
        scheme = "http" if is_local(host) else "https"
        url = f"{scheme}://{host}/v2/{reference.repository}/{path}"
        key = (registry, reference.repository)
        sent = dict(headers)
        if key in self._authorised:
            sent["Authorization"] = self._authorised[key]
        answer = self._network.get(url, sent, most=_MOST_BYTES, only_part=only_part)
        if answer.status == 401:
            found = self._authorisation(reference, answer)
            if found:
                self._authorised[key] = sent["Authorization"] = found
                answer = self._network.get(url, sent, most=_MOST_BYTES, only_part=only_part)
        return answer

    def _authorisation(self, reference: ImageRef, answer: Response) -> str:
        challenge = read_challenge(answer.headers.get("www-authenticate", ""))
        if challenge is None:
            return ""
        credentials = stored_credentials(reference.registry)
        if challenge.scheme == "basic":
            return credentials
        headers = {"Authorization": credentials} if credentials and challenge.is_safe else {}
        address = challenge.address(f"repository:{reference.repository}:pull")
        found = self._network.get(address, headers, most=_MOST_BYTES)
        if found.status == 401 and headers:
            raise NetworkError(f"{reference.registry} refuses the stored credentials")
        if found.status == 429:
            raise NetworkError(_limit(reference.registry, found))
        token = token_in(found.body) if found.status == 200 else ""
        return f"Bearer {token}" if token else ""


def _refusal(reference: ImageRef, answer: Response) -> str:
    """Return why a registry does not tell, in words."""
    registry = reference.registry
    if answer.status in {401, 403}:
        return (
            f"{registry} does not let {reference.name} be read: there is no such image, or "
            "`docker login` is missing"
        )
    if answer.status == 404:
        return f"{registry} has no {reference.raw}"
    if answer.status == 429:
        return _limit(registry, answer)
    return f"{registry} answers {answer.status} for {reference.name}"


def _limit(registry: str, answer: Response) -> str:
    wait = answer.headers.get("retry-after", "")
    more = f": it asks to wait {wait} s" if wait.isdigit() else ""
    return f"{registry} has had too many requests from here{more}"


def _entries(entries: list[object]) -> Iterator[tuple[str, str]]:
    """Give the platforms of an index with the digests of their manifests."""
    for each in entries:
        if not isinstance(each, dict):
            continue
        name, digest = _name(each.get("platform")), each.get("digest")
        if name and isinstance(digest, str) and "unknown" not in name:  # not an attestation
            yield name, digest


def _name(platform: object) -> str:
    """Return a platform of a manifest as Docker writes it, ``""`` where there is none."""
    if not isinstance(platform, dict):
        return ""
    parts = [platform.get(name) for name in ("os", "architecture", "variant")]
    if not isinstance(parts[0], str) or not isinstance(parts[1], str):
        return ""
    return _without_default("/".join(each for each in parts if isinstance(each, str) and each))


def _without_default(platform: str) -> str:
    return platform.removesuffix("/v8") if platform.startswith("linux/arm64") else platform


def _stored(known: object) -> RegistryImage | None:
    """Return what was stored of an image, None where that is of another version."""
    match known:
        case [str(digest), str(platform), list(layers), list(unpacked), list(platforms)] if (
            all(isinstance(each, int) for each in layers)
            and all(each is None or isinstance(each, int) for each in unpacked)
            and all(isinstance(each, str) for each in platforms)
        ):
            return RegistryImage(digest, platform, tuple(layers), tuple(unpacked), tuple(platforms))
    return None
