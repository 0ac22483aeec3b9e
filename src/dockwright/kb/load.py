"""Reads the shipped knowledge base and answers questions about it.

``compiled.json`` holds one section a line, so that only the sections asked for are parsed.
"""

from __future__ import annotations

from dockwright import bundle
from dockwright.kb import records
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, TypeVar, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from dockwright.kb import gpu_records
    from dockwright.kb.images import ImageIndex

__all__ = ["KnowledgeBase", "load", "normalise_package", "normalise_repository"]

KindT = TypeVar("KindT")
AnswerT = TypeVar("AnswerT")

_COMPILED = "compiled.json"
_MEGABYTE = 1_000_000
_HUB = "docker.io"
_HUB_NAMES = frozenset(
    {"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
)
_MANAGERS = {
    "apt": "apt",
    "apt-get": "apt",
    "aptitude": "apt",
    "apk": "apk",
    "dnf": "dnf",
    "yum": "dnf",
    "microdnf": "dnf",
    "tdnf": "dnf",
    "zypper": "dnf",
}


class _Group(NamedTuple):
    applies_to: str
    source: str
    as_of: str
    confidence: str
    note: str
    prefix: str


@lru_cache(maxsize=4096)
def normalise_package(name: str) -> str:
    """Return the name of a Python package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def normalise_repository(name: str, mirrors: Mapping[str, str] | None = None) -> str:
    """Return the full name of an image repository, with registry and without tag.

    ``python`` and ``index.docker.io/library/python`` are both ``docker.io/library/python``.
    ``mirrors`` maps prefixes of pull-through mirrors to what they mirror.
    """
    first, slash, rest = name.partition("/")
    if not slash or ("." not in first and ":" not in first and first != "localhost"):
        first, rest = _HUB, name
    elif first.lower() in _HUB_NAMES:
        first = _HUB
    if first == _HUB and "/" not in rest:
        rest = f"library/{rest}"
    full = f"{first}/{rest}".lower()
    for prefix, target in (mirrors or {}).items():
        if full.startswith(prefix):
            return target + full[len(prefix) :]
    return full


def _kept(
    ask: Callable[[KnowledgeBase, str], AnswerT],
) -> Callable[[KnowledgeBase, str], AnswerT]:
    """Make a method of the knowledge base keep its answers."""
    asked = ask.__name__

    def answer(self: KnowledgeBase, name: str) -> AnswerT:
        kept = self._cache
        try:
            known: AnswerT = kept[asked, name]
        except KeyError:
            known = kept[asked, name] = ask(self, name)
        return known

    # functools.wraps would be one more module to import at every start.
    answer.__name__ = asked
    answer.__qualname__ = ask.__qualname__
    answer.__doc__ = ask.__doc__
    return answer


class KnowledgeBase:
    """Everything known, by fact and by typed view.

    Views return None for what is not known.  Answers are kept, so asking twice is cheap.
    """

    __slots__ = ("_cache", "_groups", "_parsed", "_sections", "as_of")

    as_of: str
    """The day of the newest fact: judge ends of life against it, never against today."""

    def __init__(self, text: str = "") -> None:
        self._sections: dict[str, str] = {}
        self._parsed: dict[str, dict[str, Any]] = {}
        self._cache: dict[tuple[str, ...], Any] = {}
        names = bundle.data("kb") if not text else None
        if names is None:
            self._sections = sections_of(text or _shipped_text())
            self.as_of = _parse(self._sections.pop("as_of"))
            del self._sections["schema"]
        else:
            self._sections = dict.fromkeys(names[1], "")  # the bundle has them, parsed
            self.as_of = names[0]
        self._groups: dict[int, _Group] = {}

    # Facts

    def fact(self, id: str) -> records.Fact:  # noqa: A002 - the field's name everywhere
        """Return a fact by its id.

        Raises:
            KeyError: there is none; rules name facts that exist.
        """
        section, _, key = id.partition(".")
        try:
            value, number = self._section(section)[key]
        except KeyError:
            raise KeyError(f"no fact has the id {id}") from None
        group = self._group(number)
        return records.Fact(
            id,
            value,
            group.applies_to.replace("{key}", key.removeprefix(group.prefix)),
            group.source,
            group.as_of,
            group.confidence,
            group.note,
        )

    def has_fact(self, id: str) -> bool:  # noqa: A002 - the field's name everywhere
        """Return whether a fact has this id."""
        section, _, key = id.partition(".")
        return key in self._section(section)

    def facts(self, prefix: str = "") -> Iterator[records.Fact]:
        """Give all facts whose id is the prefix or goes on with a dot after it, by id."""
        only, _, begin = prefix.partition(".")
        for section in sorted(self._sections):
            if section == "groups" or (only and section != only):
                continue
            for key in sorted(self._section(section)):
                if not begin or key == begin or key.startswith(f"{begin}."):
                    yield self.fact(f"{section}.{key}")

    def value(self, id: str) -> Any:  # noqa: A002 - the field's name everywhere
        """Return a fact's value as it is written.

        Raises:
            KeyError: there is no such fact.
        """
        section, _, key = id.partition(".")
        try:
            return self._section(section)[key][0]
        except KeyError:
            raise KeyError(f"no fact has the id {id}") from None

    @_kept
    def text(self, id: str) -> str:  # noqa: A002 - the field's name everywhere
        """Return the value of a fact that is a text.

        Raises:
            KeyError: there is no such fact.
            TypeError: it is not a text.
        """
        return self._typed(id, str)

    @_kept
    def integer(self, id: str) -> int:  # noqa: A002 - the field's name everywhere
        """Return the value of a fact that is a whole number.

        Raises:
            KeyError: there is no such fact.
            TypeError: it is not a whole number.
        """
        return self._typed(id, int)

    def number(self, id: str) -> float:  # noqa: A002 - the field's name everywhere
        """Return the value of a fact that is a number.

        Raises:
            KeyError: there is no such fact.
            TypeError: it is not a number.
        """
        value = self.value(id)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"fact {id} is not a number")
        return float(value)

    @_kept
    def names(self, id: str) -> tuple[str, ...]:  # noqa: A002 - the field's name everywhere
        """Return the value of a fact that is a list of texts, in its order.

        Raises:
            KeyError: there is no such fact.
            TypeError: it is not a list.
        """
        return tuple(self._typed(id, list))

    @_kept
    def name_set(self, id: str) -> frozenset[str]:  # noqa: A002 - the field's name everywhere
        """Return the value of a fact that is a list of texts, as a set.

        Raises:
            KeyError: there is no such fact.
            TypeError: it is not a list.
        """
        return frozenset(self._typed(id, list))

    @_kept
    def mapping(self, id: str) -> Mapping[str, Any]:  # noqa: A002 - the field's name everywhere
        """Return the value of a fact that is a table.

        Raises:
            KeyError: there is no such fact.
            TypeError: it is not a table.
        """
        return self._typed(id, dict)

    # Images

    def image(
        self, repository: str, tag: str | None = None, digest: str | None = None
    ) -> records.ImageFacts | None:
        """Return what is known about an image, or None where its repository is not known.

        ``repository`` may be short (``python``); no tag means ``latest``.
        With a digest and no tag the repository alone decides, and what a tag would fix stays
        unknown.
        """
        if tag is None:
            tag = "" if digest else "latest"
        key = ("image", repository, tag)
        if key not in self._cache:
            self._cache[key] = self._images().find(self.repository(repository), tag)
        known: records.ImageFacts | None = self._cache[key]
        return known

    @_kept
    def repository(self, name: str) -> str:
        """Return the full name of an image repository, mirrors replaced by what they mirror."""
        return normalise_repository(name, self.value("registry.mirrors"))

    def end_of_life(self, product: str, version: str) -> records.EndOfLife | None:
        """Return when a release of a product ends; versions may be longer than the table's.

        ``end_of_life("python", "3.9.7")`` is that of 3.9; code names of Debian and Ubuntu are
        understood.
        """
        section = self._section("eol")
        product = product.lower()
        version = version.lower().removeprefix("v")
        code_names = section.get(f"codenames.{product}")
        if code_names is not None:
            version = code_names[0].get(version, version)
        while version:
            key = f"{product}.{version}"
            if key in section:
                value, number = section[key]
                group = self._group(number)
                return records.EndOfLife(
                    product,
                    version,
                    value["date"],
                    value.get("lts"),
                    f"eol.{key}",
                    group.as_of,
                    value.get("confidence", group.confidence),
                )
            version = version.rpartition(".")[0]
        return None

    # Packages

    def package(self, name: str) -> records.PackageFacts | None:
        """Return what is known about a Python package; extras and case do not matter."""
        normal = normalise_package(name.partition("[")[0].strip())
        key = ("package", normal)
        if key not in self._cache:
            self._cache[key] = self._make_package(normal)
        known: records.PackageFacts | None = self._cache[key]
        return known

    def packages(self) -> Iterator[records.PackageFacts]:
        """Give every Python package known, by name."""
        for name in sorted(self._section("package")):
            facts = self.package(name)
            if facts is not None:
                yield facts

    def system_package(self, manager: str, name: str) -> records.SystemPackageFacts | None:
        """Return what is known about a package of a distro's package manager.

        ``name`` may carry a version (``gcc=4:12``), a suite (``gcc/bookworm``) or an
        architecture (``gcc:amd64``).
        """
        family = _MANAGERS.get(manager, manager)
        bare = re.split(r"[=/<>~:]", name, maxsplit=1)[0]
        if bare not in self._section(family) and bare[-1:] in {"+", "-"}:
            bare = bare[:-1]  # apt's mark for "install" or "remove"
        key = (family, bare)
        if key not in self._cache:
            self._cache[key] = self._make_system_package(family, bare)
        known: records.SystemPackageFacts | None = self._cache[key]
        return known

    # Caches, servers, programs, channels

    @_kept
    def cache(self, tool: str) -> records.CacheFacts | None:
        """Return where a tool keeps its downloads."""
        value = self._section("cache").get(tool)
        if value is None:
            return None
        return records.CacheFacts(tool=tool, fact=f"cache.{tool}", **_tuples(value[0]))

    def caches(self) -> tuple[records.CacheFacts, ...]:
        """Return the caches of all tools known."""
        known = (self.cache(tool) for tool in self._section("cache"))
        return tuple(facts for facts in known if facts is not None)

    @_kept
    def server(self, name: str) -> records.ServerFacts | None:
        """Return how a server binds, by name (``uvicorn``, ``flask run``)."""
        value = self._section("server").get(name)
        if value is None:
            return None
        fields = _tuples(value[0])
        fields.setdefault("program", name.partition(" ")[0])
        return records.ServerFacts(name=name, fact=f"server.{name}", **fields)

    def servers(self) -> tuple[records.ServerFacts, ...]:
        """Return all servers known."""
        cached: tuple[records.ServerFacts, ...] | None = self._cache.get(("servers",))
        if cached is None:
            known = (self.server(name) for name in self._section("server"))
            cached = tuple(facts for facts in known if facts is not None)
            self._cache["servers",] = cached
        return cached

    def server_of(self, arguments: tuple[str, ...]) -> records.ServerFacts | None:
        """Return the server that a command line starts, by program and subcommand.

        ``arguments`` is the command with its program first, wrappers taken off;
        ``python -m uvicorn …`` and ``python manage.py runserver`` are understood.
        """
        if not arguments:
            return None
        program = arguments[0].rpartition("/")[2]
        rest = arguments[1:]
        if re.fullmatch(r"python[\d.]*", program) and rest:
            if rest[0] == "-m" and len(rest) > 1:
                return self._server_match(None, rest[1], rest[2:])
            if rest[0].endswith("manage.py"):
                return self._server_match("manage.py", None, rest[1:])
        return self._server_match(program, None, rest)

    @_kept
    def program(self, name: str) -> records.ProgramFacts | None:
        """Return what is known about a program on a command line."""
        value = self._section("program").get(name)
        if value is None:
            return None
        fields = _tuples(value[0])
        fields["roles"] = frozenset(fields.get("roles", ()))
        return records.ProgramFacts(name=name, fact=f"program.{name}", **fields)

    @_kept
    def channel(self, name: str) -> records.ChannelFacts | None:
        """Return what is known about a conda channel, by name or by its URL's last part."""
        name = name.rstrip("/").rpartition("/")[2]
        value = self._section("channel").get(name)
        if value is None:
            return None
        return records.ChannelFacts(name=name, fact=f"channel.{name}", **value[0])

    # Secrets

    @property
    def secret_names(self) -> records.SecretNames:
        """Return the words that mark the name of a variable as a secret's."""
        cached: records.SecretNames | None = self._cache.get(("secret_names",))
        if cached is None:
            cached = self._cache["secret_names",] = records.SecretNames(
                words=self.name_set("secret.words"),
                names=self.name_set("secret.names"),
                suffixes=self.names("secret.suffixes"),
                not_secret_words=self.name_set("secret.not-words"),
                not_secret_names=self.name_set("secret.not-names"),
                buildkit_deny=self.name_set("secret.buildkit-deny"),
                buildkit_allow=self.name_set("secret.buildkit-allow"),
            )
        return cached

    @property
    def secret_shapes(self) -> tuple[records.SecretShape, ...]:
        """Return how the secrets of known providers look."""
        cached = self._cache.get(("secret_shapes",))
        if cached is None:
            cached = tuple(
                records.SecretShape(
                    provider=key,
                    title=value["title"],
                    literal=value["literal"],
                    pattern=value["pattern"],
                    min_entropy=value.get("min_entropy", 0.0),
                    needs_name=tuple(value.get("needs_name", ())),
                    fact=f"secret-shape.{key}",
                )
                for key, (value, _) in self._section("secret-shape").items()
            )
            self._cache["secret_shapes",] = cached
        return cached

    # CUDA

    def cuda_toolkit(self, version: str) -> gpu_records.CudaToolkit | None:
        """Return a toolkit release; ``12.4`` gives its oldest point release."""
        from dockwright.kb import gpu_records

        section = self._section("cuda-toolkit")
        name = version if version in section else None
        if name is None:
            points = [key for key in section if key.startswith(f"{version}.")]
            if not points:
                return None
            name = min(points, key=records.version_numbers)
        value, number = section[name]
        return gpu_records.CudaToolkit(
            name,
            value["title"],
            value.get("driver"),
            value.get("floor"),
            f"cuda-toolkit.{name}",
            value.get("confidence", self._group(number).confidence),
        )

    def driver_branch(self, version: str) -> gpu_records.DriverBranch | None:
        """Return the branch of an NVIDIA driver version such as ``550.54.14``."""
        from dockwright.kb import gpu_records

        branch = version.partition(".")[0]
        value = self._section("driver").get(branch)
        if value is None:
            return None
        return gpu_records.DriverBranch(
            branch,
            value[0]["native_cuda"],
            value[0]["status"],
            f"driver.{branch}",
            value[0].get("confidence", "high"),
        )

    def wheel_cuda(self, variant: str) -> str | None:
        """Return the CUDA version that a wheel variant such as ``cu121`` stands for."""
        match = re.fullmatch(r"cu(\d{2})(\d)", variant)
        return f"{match[1]}.{match[2]}" if match else None

    def gpu(self, model: str) -> gpu_records.GpuArchitecture | None:
        """Return the architecture of a GPU model, such as ``A100`` or ``RTX 4090``."""
        wanted = re.sub(r"[^a-z0-9]", "", model.lower().removeprefix("nvidia "))
        for cc in self._section("gpu"):
            facts = self.compute_capability(cc)
            if facts is not None and any(
                re.sub(r"[^a-z0-9]", "", name.lower()) == wanted for name in facts.gpus
            ):
                return facts
        return None

    @_kept
    def compute_capability(self, cc: str) -> gpu_records.GpuArchitecture | None:
        """Return the architecture of a compute capability, such as ``8.6`` or ``sm_86``."""
        from dockwright.kb import gpu_records

        match = re.fullmatch(r"(?:sm_|compute_)?(\d+?)\.?(\d)(\+PTX|[af])?", cc)
        if match is None:
            return None
        key = f"{match[1]}.{match[2]}"
        value = self._section("gpu").get(key)
        if value is None:
            return None
        facts = value[0]
        return gpu_records.GpuArchitecture(
            key,
            f"sm_{match[1]}{match[2]}",
            facts["architecture"],
            tuple(facts["gpus"]),
            facts["added"],
            facts.get("dropped"),
            facts.get("integrated", False),
            f"gpu.{key}",
            facts.get("confidence", "high"),
        )

    @_kept
    def torch_release(self, version: str) -> gpu_records.TorchRelease | None:
        """Return a release of torch; ``2.4`` gives its newest point release known."""
        from dockwright.kb import gpu_records

        version = version.partition("+")[0]
        name = _best(self._section("torch"), version)
        if name is None:
            return None
        value = self._section("torch")[name][0]
        return gpu_records.TorchRelease(
            version=name,
            released=value["released"],
            default_cuda=value["default"],
            variants=tuple(value["variants"]),
            python=value["python"],
            wheel_bytes=value["wheel_mb"] * _MEGABYTE,
            cuda_bytes=value["cuda_mb"] * _MEGABYTE,
            download_bytes=value["download_mb"] * _MEGABYTE,
            aarch64_is_cuda=value["aarch64_cuda"],
            aarch64_bytes=value["aarch64_mb"] * _MEGABYTE,
            cudnn=value.get("cudnn"),
            nccl=value.get("nccl"),
            triton=value.get("triton"),
            glibc=value["glibc"],
            torchvision=value["torchvision"],
            torchaudio=value["torchaudio"],
            architectures={name: tuple(sm) for name, sm in value["sm"].items()},
            fact=f"torch.{name}",
        )

    def torch_releases(self) -> tuple[gpu_records.TorchRelease, ...]:
        """Return all releases of torch known, oldest first."""
        known = (
            self.torch_release(name)
            for name in sorted(self._section("torch"), key=records.version_numbers)
        )
        return tuple(release for release in known if release is not None)

    def tensorflow_release(self, version: str) -> gpu_records.TensorFlowRelease | None:
        """Return a release of tensorflow by its version, of which two parts count."""
        from dockwright.kb import gpu_records

        name = ".".join(version.split(".")[:2])
        value = self._section("tensorflow").get(name)
        if value is None:
            return None
        facts = value[0]
        return gpu_records.TensorFlowRelease(
            name,
            facts["released"],
            facts["cuda"],
            facts["cudnn"],
            facts["python"],
            facts["wheel_mb"] * _MEGABYTE,
            facts["and_cuda"],
            f"tensorflow.{name}",
        )

    # Inside

    def _section(self, name: str) -> dict[str, Any]:
        parsed = self._parsed.get(name)
        if parsed is None:
            body = self._sections.get(name)
            parsed = {}
            if body is not None:
                parsed = _parse(body) if body else bundle.data(f"kb.{name}")
            self._parsed[name] = parsed
        return parsed

    def _group(self, number: int) -> _Group:
        known = self._groups.get(number)
        if known is None:
            body = self._sections["groups"]
            if body:
                self._groups = {at: _Group(*each) for at, each in enumerate(_parse(body))}
            else:
                self._groups[number] = _Group(*bundle.data(f"kb.group.{number}"))
            known = self._groups[number]
        return known

    def _typed(self, id: str, kind: type[KindT]) -> KindT:  # noqa: A002 - the field's name everywhere
        value = self.value(id)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise TypeError(f"fact {id} is not a {kind.__name__}")
        return value

    def _images(self) -> ImageIndex:
        index = self._cache.get(("images",))
        if index is None:
            from dockwright.kb.images import ImageIndex

            section = self._section("image")

            def meta(key: str) -> tuple[str, str]:
                group = self._group(section[key][1])
                return group.as_of, group.confidence

            specs = {key: value for key, (value, _) in section.items()}
            index = ImageIndex(specs, meta, self.value, self.end_of_life, normalise_repository)
            self._cache["images",] = index
        return index

    def _make_package(self, name: str) -> records.PackageFacts | None:
        found = self._section("package").get(name)
        if found is None:
            for pattern, (value, number) in self._section("package-pattern").items():
                if _may_match(value, name) and re.fullmatch(pattern, name):
                    return self._package_record(name, value, number, f"package-pattern.{pattern}")
            return None
        return self._package_record(name, found[0], found[1], f"package.{name}")

    def _package_record(
        self, name: str, value: Mapping[str, Any], number: int, fact: str
    ) -> records.PackageFacts:
        group = self._group(number)
        fields = _tuples(value)
        fields.pop("containing", None)
        for size in ("wheel", "unpacked", "download"):
            if f"{size}_mb" in fields:
                fields[f"{size}_bytes"] = round(fields.pop(f"{size}_mb") * _MEGABYTE)
        fields["roles"] = frozenset(fields.get("roles", ()))
        fields.setdefault("confidence", group.confidence)
        largest = max(
            fields.get("wheel_bytes", 0),
            fields.get("unpacked_bytes", 0) / 2,
            fields.get("download_bytes", 0),
        )
        fields.setdefault("is_heavy", largest >= self.integer("package-size.heavy-bytes"))
        if "installs_on_musl" not in fields:
            fields["installs_on_musl"] = _installs_on_musl(fields)
        return records.PackageFacts(name=name, fact=fact, as_of=group.as_of, **fields)

    def _make_system_package(self, family: str, name: str) -> records.SystemPackageFacts | None:
        fields: dict[str, Any] = {}
        roles: set[str] = set()
        fact = ""
        number = -1
        for pattern, (value, group) in self._section(f"{family}-pattern").items():
            if _may_match(value, name) and re.fullmatch(pattern, name):
                fields.update(value)
                roles.update(value.get("roles", ()))
                fact, number = f"{family}-pattern.{pattern}", group
        exact = self._section(family).get(name)
        if exact is not None:
            fields.update(exact[0])
            roles.update(exact[0].get("roles", ()))
            fact, number = f"{family}.{name}", exact[1]
        if not fact:
            return None
        known = _tuples(fields)
        known.pop("roles", None)
        known.pop("containing", None)
        if "installed_mb" in known:
            known["installed_bytes"] = round(known.pop("installed_mb") * _MEGABYTE)
        group_of = self._group(number)
        return records.SystemPackageFacts(
            manager=family,
            name=name,
            roles=frozenset(roles),
            fact=fact,
            as_of=group_of.as_of,
            confidence=group_of.confidence,
            **known,
        )

    def _server_match(
        self, program: str | None, module: str | None, rest: tuple[str, ...]
    ) -> records.ServerFacts | None:
        best: records.ServerFacts | None = None
        for name, (fields, _) in self._section("server").items():
            if program is not None and fields.get("program", name.partition(" ")[0]) != program:
                continue
            if module is not None and fields.get("module") != module:
                continue
            facts = self.server(name)
            if facts is None:
                continue
            if facts.subcommands:
                if not any(word in facts.subcommands for word in rest):
                    continue
                best = facts
            elif best is None:
                best = facts
        return best


def load() -> KnowledgeBase:
    """Return the knowledge base that is shipped; made once."""
    global _shipped  # noqa: PLW0603 - one value for the process, made when first asked for
    if _shipped is None:
        _shipped = KnowledgeBase()
    return _shipped


_shipped: KnowledgeBase | None = None


def sections_of(text: str) -> dict[str, str]:
    """Return the sections of a compiled knowledge base, each as the JSON that it is."""
    sections: dict[str, str] = {}
    for line in text.removeprefix("{").removesuffix("}\n").split("\n"):
        name, _, body = line.partition(":")
        sections[name[1:-1]] = body.removesuffix(",")
    return sections


def _shipped_text() -> str:
    path = __file__.rpartition("load.py")[0] + _COMPILED
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - importing pathlib is slow
        return file.read()


def _parse(body: str) -> Any:
    import json

    return json.loads(body)


def _may_match(value: Mapping[str, Any], name: str) -> bool:
    """Return whether a name has a text that every match of the fact's pattern has."""
    return any(text in name for text in value.get("containing", ("",)))


def _installs_on_musl(fields: Mapping[str, Any]) -> str | None:
    if fields.get("is_pure") or fields.get("has_musl_wheel"):
        return "wheel"
    if fields.get("has_musl_wheel") is None:
        return None
    return "compiles" if fields.get("has_sdist") else "fails"


def _tuples(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table's fields with lists as tuples."""
    return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}


def _best(section: Mapping[str, Any], version: str) -> str | None:
    """Return the newest key that is the version or a point release of it."""
    if version in section:
        return version
    points = [key for key in section if key.startswith(f"{version}.")]
    return max(points, key=records.version_numbers) if points else None
