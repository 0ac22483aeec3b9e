"""What installs of Python packages write, environments and caches included."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.contents import contents_of, covers
from dockwright.model.layers import environment_of, is_removed_after, mount_covers, path_seen_by
from dockwright.model.listed import file_seen_by, listed_packages
from dockwright.model.requirement import read_listed
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.report.sizes import Part
from dockwright.run.torch_index import put_in
from dockwright.text.light import NamedTuple

if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.actions import MakeVenv
    from dockwright.model.contents import PackageInstall
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.workspace import ImageBuild
    from dockwright.packages.index import (
        IndexClient,
        IndexFile,
        IndexSettings,
        Installer,
        SampledSource,
        Sized,
        WheelContents,
    )
    from dockwright.packages.records import LockedPackage
    from dockwright.packages.target import Target

__all__ = ["PythonSizes"]

_KEEPING = frozenset({"cache", "tmpfs"})


class PythonSizes:
    """Installs of pip, uv and their kin, in the order in which they run."""

    def __init__(
        self,
        build: ImageBuild,
        kb: KnowledgeBase,
        platform: str,
        *,
        online: bool,
        cache_dir: str | None,
    ) -> None:
        self.build = build
        self.kb = kb
        self.platform = platform
        self.online = online
        self.cache_dir = cache_dir
        self._packages: dict[tuple[int, str], set[str]] = {}
        self._compiled: set[int] = set()
        self._is_kept: bool | Unknown = Unknown("no file was asked for")

    def place(self, install: Install, run: Run) -> PackageInstall | None:
        """Return where an install puts packages, None where that is not known."""
        if run.stage is None:
            return None
        found = contents_of(run.stage, self.kb).installs
        return next((each for each in found if each.install.simple is install.simple), None)

    def install(self, install: Install, run: Run) -> list[tuple[str | None, Part]]:
        """Return what an install writes, each part with the directory that it lies below."""
        place = self.place(install, run)
        where = None if place is None or isinstance(place.directory, Unknown) else place.directory
        parts = self._new(self._read(install, run), install, run)
        found: list[tuple[str | None, Part]] = [(where, part) for part in parts]
        found += [(self.cache_of(install), part) for part in self._cache(install, run, parts)]
        found += [(None, part) for part in self._first_run(install, run, place)]
        return found

    def venv(self, venv: MakeVenv, run: Run) -> Part:
        """Return what making an environment writes."""
        name = f"{venv.tool} {'' if venv.directory is None else text_of(venv.directory)}".strip()
        if venv.tool == "uv" or venv.has("--without-pip"):
            size = self.kb.integer("installed-size.bare-environment")
            return Part(name, size, None, "knowledge base")
        python = None if run.stage is None else contents_of(run.stage, self.kb).python
        version = getattr(python, "version", None)
        if venv.tool != "venv" or not isinstance(version, str):
            return Part(name, None, reason="what it writes cannot be told")
        fact = self.kb.fact("installed-size.environment")
        size = _nearest(fact.value, version)
        return Part(name, size, None, "knowledge base", f"pip in it, as of {fact.as_of}")

    # What is there already, and what comes besides

    def _new(self, parts: list[Part], install: Install, run: Run) -> list[Part]:
        """Return the packages that no step before installed into the same place.

        What is installed already is left alone: a second ``uv sync`` adds the project alone.
        """
        place = self.place(install, run)
        stage = run.stage
        if place is None or stage is None or install.reinstalls:
            return parts
        where = place.directory
        if isinstance(where, Unknown):
            return parts
        there: set[str] = set()
        for member in stage.lineage:
            there |= self._packages.get((id(member), where), set())
        new = [each for each in parts if each.bytes is None or each.name not in there]
        own = self._packages.setdefault((id(stage), where), set())
        own.update(each.name for each in parts if each.bytes is not None)
        return new

    def _cache(self, install: Install, run: Run, parts: list[Part]) -> list[Part]:
        """Return what stays of the downloads in the installer's cache."""
        cache = self.kb.cache(install.manager)
        if install.manager not in {"pip", "uv"} or cache is None or self.cache_of(install) is None:
            return []
        environment = environment_of(install)
        disabled = install.cache_disabled(environment)
        if disabled is True:
            return []
        place = self.cache_of(install)
        assert place is not None
        if mount_covers(run, _KEEPING, (place,), cache.user_path):
            return []
        if is_removed_after(install, {cache.tool}, "cache", (place,), cache.user_path):
            return []
        if install.manager == "uv":
            option = install.option("--link-mode")
            mode = environment.get("UV_LINK_MODE") if option is None else option.text
            if mode != "copy":
                return []  # the installed files are links to the cache's
            size = sum(part.bytes or 0 for part in parts if part.basis != "build context")
        elif self._is_kept is False:
            return []  # the index does not let its files be stored
        else:
            size = sum(part.compressed or 0 for part in parts)
        if not size:
            return []
        if isinstance(disabled, Unknown):
            return [Part(place, None, reason="whether the cache is kept is not known")]
        told = f"{install.manager}'s cache: what it fetched, once more"
        return [Part(place, size, None, "download", told)]

    def cache_of(self, install: Install) -> str | None:
        """Return the directory of an installer's cache, None where it is not known."""
        cache = self.kb.cache(install.manager)
        if cache is None:
            return None
        environment = environment_of(install)
        directory = install.cache_directory(environment)
        if isinstance(directory, Unknown):
            return None
        home = environment.get("HOME")
        if isinstance(directory, str):
            return directory
        return f"{home.rstrip('/')}/{cache.user_path}" if isinstance(home, str) else cache.paths[0]

    def _first_run(self, install: Install, run: Run, place: PackageInstall | None) -> list[Part]:
        """Return what Python compiles of itself and of pip where no step ran pip before.

        Images of some kinds carry no compiled files; a user who may write there gets them.
        """
        stage = run.stage
        facts = None if stage is None else stage.image_facts
        if stage is None or facts is None or isinstance(facts, Unknown):
            return []
        if install.manager != "pip" or run.state.is_root is not True:
            return []
        if place is None or place.kind == "venv":
            return []  # the pip of an environment is compiled with it
        kinds = self.kb.names("installed-size.uncompiled-images")
        told = environment_of(install).get("PYTHONDONTWRITEBYTECODE")
        if facts.name not in kinds or not facts.python_version:
            return []
        if isinstance(told, Unknown) or told:
            return []  # who sets it means it to be set
        if any(id(member) in self._compiled for member in stage.lineage):
            return []
        self._compiled.add(id(stage))
        fact = self.kb.fact("installed-size.first-run")
        size = _nearest(fact.value, facts.python_version)
        told = (
            f"Python's own modules and pip's, which the image has not compiled, as of {fact.as_of}"
        )
        return [Part("compiled files of pip", size, None, "knowledge base", told)]

    # What an install resolves to

    def _read(self, install: Install, run: Run) -> list[Part]:
        from dockwright.packages.index import read_settings
        from dockwright.packages.target import Target

        version = self._version(install, run)
        if not isinstance(version, str):
            return self._with_another_python(install, run)
        facts = None if run.stage is None else run.stage.image_facts
        target = Target(
            version,
            self.platform,
            is_musl=getattr(facts, "libc", "") == "musl",
            glibc=_glibc(facts),
        )
        if install.installs_lock:
            return self._locked(install, target)
        listed = listed_packages(install, self.build.context)
        lines: list[str] = []
        parts: list[Part] = []
        if not listed.is_whole:
            reason = "not all of its files of requirements can be read"
            parts.append(Part(install.manager, None, reason=reason))
        specs: list[PackageSpec] = []
        for written in [*install.packages, *listed.packages]:
            spec = _put_in(written, install)
            if spec.is_directory and not spec.is_dynamic:
                own, wanted = self._project(spec, install, target)
                parts += own
                lines += wanted
            elif spec.is_dynamic:
                reason = "what it stands for is decided when the image is built"
                parts.append(Part(spec.raw, None, reason=reason))
            elif spec.path or spec.url or spec.editable or not spec.name:
                parts.append(Part(spec.raw, None, reason="it comes from no index"))
            else:
                specs.append(spec)
                extras = f"[{','.join(spec.extras)}]" if spec.extras else ""
                marker = f" ; {spec.marker}" if spec.marker else ""
                lines.append(f"{spec.name}{extras}{spec.specifier}{marker}")
        if not lines or (install.no_deps and not specs):
            return parts
        if not self.online and self.cache_dir is None:
            return [
                *self._remembered(specs, install, target),
                *parts,
                *_unresolved(lines, specs),
            ]
        settings = _with_indexes(read_settings(self.build.context.root, ask_default=True), install)
        from dockwright.errors import EnvironmentFaultError
        from dockwright.packages.index.resolve import resolve

        try:
            lock = resolve(
                "\n".join(lines),
                target,
                settings,
                program="uv" if install.manager == "uv" else "pip",
                offline=not self.online,
            )
        except EnvironmentFaultError:
            if self.online:
                raise
            lock = Unknown("uv is not installed")
        if isinstance(lock, Unknown):
            found = [*self._remembered(specs, install, target), *_unresolved(lines, specs)]
            if self.online:
                parts.append(Part(install.manager, None, reason=lock.reason))
            return [*found, *parts]
        return [*self._wheels(lock.locked, install, target, settings), *parts]

    def _with_another_python(self, install: Install, run: Run) -> list[Part]:
        """Return what an install comes to by the snapshot where the image's Python is not known.

        That is near, but not known, which is told besides.
        """
        from dockwright.packages.target import Target

        reason = "the image's Python is not known"
        listed = listed_packages(install, self.build.context)
        specs = [
            each
            for each in (*(_put_in(spec, install) for spec in install.packages), *listed.packages)
            if each.name and not (each.path or each.url or each.editable or each.is_dynamic)
        ]
        facts = None if run.stage is None else run.stage.image_facts
        python = self.kb.text("python.recommended")
        is_musl = getattr(facts, "libc", "") == "musl"
        target = Target(python, self.platform, is_musl=is_musl, glibc=_glibc(facts))
        known = self._remembered(specs, install, target) if specs else []
        told = f"taken for Python {python}: {reason}"
        parts = [each._replace(reason=f"{each.reason}, {told}") for each in known]
        return [*parts, Part(install.manager, None, reason=reason)]

    def _project(
        self, spec: PackageSpec, install: Install, target: Target
    ) -> tuple[list[Part], list[str]]:
        """Return what a project of the build context writes, and what it depends on."""
        from dockwright.packages import read_dependency_file
        from dockwright.run.size_project import installed_project

        place = path_seen_by(install, spec.path)
        source = None
        if place is not None:
            name = posixpath.join(place, "pyproject.toml")
            source = file_seen_by(name, install, self.build.context)
        if source is None:
            return [Part(spec.raw, None, reason="it has no pyproject.toml that can be read")], []
        root = posixpath.relpath(posixpath.dirname(source.path), self.build.context.root)
        file = read_dependency_file(source)
        if file.problems:
            return [Part(spec.raw, None, reason="its pyproject.toml cannot be read")], []
        parts = installed_project(
            file,
            root,
            self.build.context,
            self.kb,
            target.python,
            editable=spec.editable,
            compiles=_compiles(install),
        )
        parts += [Part(file.name or spec.raw, None, reason=each.reason) for each in file.unknown]
        wanted = [each for each in file.requirements if not each.group]
        for extra in spec.extras:
            wanted += file.extras.get(extra, ())
        lines = []
        for each in wanted:
            if each.url or not each.name:
                parts.append(Part(each.name or each.url, None, reason="it comes from no index"))
                continue
            extras = f"[{','.join(each.extras)}]" if each.extras else ""
            marker = f" ; {each.marker}" if each.marker else ""
            lines.append(f"{each.name}{extras}{each.specifier}{marker}")
        return parts, lines

    def _version(self, install: Install, run: Run) -> str | None:
        """Return the version of the Python that an install is for, or None."""
        place = self.place(install, run)
        if place is None or run.stage is None:
            return None
        python = place.python
        if place.kind == "venv" and isinstance(place.directory, str):
            stage = contents_of(run.stage, self.kb)
            made = (each for each in stage.venvs if covers(each.directory, str(place.directory)))
            venv = next(made, None)
            # uv makes a project's environment itself, with the Python that it finds.
            python = stage.python if venv is None else venv.python
        version = getattr(python, "version", None)
        return version if isinstance(version, str) else None

    def _remembered(self, specs: list[PackageSpec], install: Install, target: Target) -> list[Part]:
        """Return what packages come to by the shipped snapshot, and what else is known of some."""
        from dockwright.model.snapshot_packages import snapshot_sizes
        from dockwright.packages.index.installed_size import contents_of_release, written_bytes
        from dockwright.run.size_torch import own_torch

        named = [
            each for each in specs if each.name and not (each.path or each.url or each.is_dynamic)
        ]
        torch = own_torch(named, install, self.build.context, self.kb, target.platform)
        own: dict[str, Part] = {}
        if torch is not None:
            named = [torch.asked(each) for each in named]
        else:
            own = self._of_own_index(named, install, target)
            named = [each for each in named if each.name not in own]
        sizes = snapshot_sizes(named, target.python, target.platform, is_musl=target.is_musl)
        if sizes is None:
            return [*map(self._known, named), *own.values()]
        told = f"snapshot as of {sizes.as_of}"
        if not target.python.startswith(sizes.python):
            told += f", for Python {sizes.python}"
        installer = _installer(install, target)
        pins = {each.name: each.version for each in named}
        parts: list[Part] = []
        for known in sizes.pulled.releases:
            release, wheel = known, known.wheel(sizes.cell)
            assert wheel is not None  # those without one are told as unknown
            build = None if torch is None else torch.build(known.name, self.kb)
            if torch is not None and torch.is_left_out(known.name, self.kb):
                continue
            if build is not None:
                release, wheel = build
            written = written_bytes(
                contents_of_release(release, wheel), installer, self.kb, release.correction
            )
            words, version = told, known.version
            if known.name in sizes.pulled.other:
                words += f", that of {version}"
                version = pins[known.name] or version
            if torch is not None and known.name == "torch":
                version = torch.shown(pins.get("torch"))
                words = torch.told if build is not None else words + torch.told
            name = f"{release.name} {version}"
            parts.append(Part(name, written.total, wheel.download, "snapshot", words))
        specs_by_name = {each.name: each for each in named}
        for name in sizes.pulled.unknown:
            spec = specs_by_name.get(name)
            reason = "the snapshot has no wheel of it"
            if not self.online:
                reason += "; --online asks the index"
            parts.append(Part(name, None, reason=reason) if spec is None else self._known(spec))
        return [*parts, *own.values()]

    def _of_own_index(
        self, specs: list[PackageSpec], install: Install, target: Target
    ) -> dict[str, Part]:
        """Return packages whose builds the index that an install names may have its own of."""
        from dockwright.model.snapshot_packages import snapshot_sizes

        if not install.index_urls:
            return {}
        found: dict[str, Part] = {}
        for spec in specs:
            sizes = snapshot_sizes([spec], target.python, target.platform, is_musl=target.is_musl)
            names = [spec.name] if sizes is None else [each.name for each in sizes.pulled.releases]
            if any(
                (facts := self.kb.package(name)) is not None and facts.is_heavy for name in names
            ):
                reason = "the index that the install names may have builds of its own of it"
                found[spec.name] = Part(spec.name, None, reason=f"{reason}; --online asks it")
        return found

    def _known(self, spec: PackageSpec) -> Part:
        """Return what the knowledge base has of a package; what it pulls in is not counted."""
        facts = self.kb.package(spec.name)
        if facts is None or not (facts.unpacked_bytes or facts.wheel_bytes):
            reason = "not in the knowledge base"
            if not self.online:
                reason += "; --online asks the index"
            return Part(spec.name, None, reason=reason)
        told = f"version {facts.version}, without what it pulls in, as of {facts.as_of}"
        if not facts.unpacked_bytes:
            from dockwright.packages.index import estimated_from_download

            total = estimated_from_download(facts.wheel_bytes or 0, self.kb).total
            return Part(spec.name, total, facts.wheel_bytes, "download", told)
        return Part(spec.name, facts.unpacked_bytes, facts.wheel_bytes, "knowledge base", told)

    def _locked(self, install: Install, target: Target) -> list[Part]:
        from dockwright.packages import taken_from_lock
        from dockwright.packages.index import read_settings

        taken = taken_from_lock(install, self.build.context, target)
        if isinstance(taken, Unknown):
            return [Part(install.manager, None, reason=taken.reason)]
        # A lock that names addresses needs no index; one that names files alone does.
        named = [file for package in taken.installed.packages for file in package.files]
        ask = self.online and not all(file.url for file in named)
        settings = read_settings(self.build.context.root, ask_default=ask)
        parts = self._wheels(taken.installed.packages, install, target, settings)
        return [
            *parts,
            *(Part(taken.name, None, reason=each.reason) for each in taken.installed.unknown),
        ]

    def _of_snapshot(
        self, name: str, known: _KnownWheel | None, installer: Installer, otherwise: str
    ) -> Part:
        """Return what a wheel of the snapshot writes, or why that is not known."""
        from dockwright.packages.index import written_bytes

        if known is None:
            return Part(name, None, reason=otherwise)
        written = written_bytes(known.contents, installer, self.kb, known.correction)
        told = f"snapshot as of {known.as_of}"
        return Part(name, written.total, known.download, "snapshot", told)

    def _wheels(
        self,
        packages: tuple[LockedPackage, ...],
        install: Install,
        target: Target,
        settings: IndexSettings,
    ) -> list[Part]:
        from dockwright.packages.index import (
            IndexClient,
            Store,
            WheelContents,
            correction_of,
            estimated_from_download,
            written_bytes,
        )

        client = IndexClient(settings, store=Store(self.cache_dir), offline=not self.online)
        installer = _installer(install, target)
        chosen: list[tuple[str, IndexFile]] = []
        parts: list[Part] = []
        for package in packages:
            if package.source in {"editable", "virtual", "path"}:
                continue
            name = f"{package.name} {package.version}".strip()
            file = _file_of(package, target, client if self.online else None)
            if isinstance(file, Unknown):
                known = _known_wheel(package.name, package.version, target)
                parts.append(self._of_snapshot(name, known, installer, file.reason))
            else:
                chosen.append((name, file))
        files = [file for _, file in chosen]
        sizes = client.sized_all(files)
        if installer.program == "pip" and files:
            self._is_kept = client.may_be_kept(files[0])
        samples = _samples(client, files, sizes) if installer.compiles else {}
        for (name, wheel), sized in zip(chosen, sizes, strict=True):
            download = sized.download if isinstance(sized.download, int) else None
            known = None
            if not isinstance(sized.contents, WheelContents):
                of, _, rest = wheel.name.partition("-")
                known = _known_wheel(of, rest.partition("-")[0], target)
                if known is not None and known.download != download:
                    known = None  # another build of the release
            if isinstance(sized.contents, WheelContents):
                sample = samples.get(wheel, ())
                written = written_bytes(
                    sized.contents, installer, self.kb, correction_of(sample, self.kb)
                )
                parts.append(Part(name, written.total, download, "wheel directory"))
            elif known is not None:
                parts.append(self._of_snapshot(name, known, installer, ""))
            elif download is not None:
                total = estimated_from_download(download, self.kb).total
                parts.append(Part(name, total, download, "download", sized.contents.reason))
            else:
                parts.append(Part(name, None, reason=sized.contents.reason))
        return parts


def _unresolved(lines: list[str], specs: list[PackageSpec]) -> list[Part]:
    """Return what a project depends on where nobody resolves it."""
    if len(lines) == len(specs):
        return []
    more = ", ".join(lines[:3]) + ("…" if len(lines) > 3 else "")
    return [Part(more, None, reason="what the project depends on; --online resolves it")]


class _KnownWheel(NamedTuple):
    """A wheel of the shipped snapshot: what it holds, and as of when."""

    contents: WheelContents
    correction: float
    download: int
    as_of: str


def _known_wheel(name: str, version: str, target: Target) -> _KnownWheel | None:
    """Return the wheel of a release that the shipped snapshot has, None where it has it not."""
    from dockwright.kb.snapshot import load_snapshot
    from dockwright.packages.index.installed_size import contents_of_release
    from dockwright.packages.records import canonical_name

    snapshot = load_snapshot()
    minor = ".".join(target.python.split(".")[:2])
    cell = snapshot.cell(minor, target.platform, is_musl=target.is_musl)
    for release in snapshot.releases(canonical_name(name)) if cell is not None else ():
        wheel = release.wheel(cell) if cell is not None and release.version == version else None
        if wheel is not None:
            contents = contents_of_release(release, wheel)
            return _KnownWheel(contents, release.correction, wheel.download, snapshot.as_of)
    return None


def _put_in(spec: PackageSpec, install: Install) -> PackageSpec:
    """Return a package with what ENV and ARG say; as it is where something else decides."""
    if not spec.is_dynamic or spec.listed:
        return spec
    text = put_in(spec.word, install) or ""
    if text.split() != [text] or text.startswith("-"):
        return spec  # several words, or an option
    return read_listed(text, spec.word, "", editable=spec.editable)


def _file_of(
    package: LockedPackage, target: Target, client: IndexClient | None
) -> IndexFile | Unknown:
    """Return the wheel that is installed of a locked package.

    Locks of Poetry name files without their addresses, those of Pipenv none: an index knows them.
    """
    from dockwright.packages.index import file_from_url
    from dockwright.packages.records import LockedFile
    from dockwright.packages.target import fits

    wheels = [each for each in package.files if each.name.endswith(".whl")]
    file = next((each for each in wheels if fits(each, target) is True), None)
    if file is not None and file.url:
        return file_from_url(file.url, file.size)
    if package.files and file is None:
        return Unknown("no wheel for this platform is known")
    if client is None:
        return Unknown("its lock names no address; --online asks the index")
    offered = client.files(package.name)
    if isinstance(offered, Unknown):
        return offered
    for each in offered:
        parts = each.name.split("-")
        is_it = each.name == file.name if file is not None else parts[1:2] == [package.version]
        if is_it and each.name.endswith(".whl") and fits(LockedFile(each.name), target) is True:
            return each
    return Unknown("the index has no wheel of it for this platform")


def _samples(
    client: IndexClient, files: list[IndexFile], sizes: list[Sized]
) -> dict[IndexFile, tuple[SampledSource, ...]]:
    """Return samples of the wheels' sources; a wheel that gives none is left to the model."""
    from dockwright.packages.index import WheelContents

    wheels = [
        (file, sized.contents)
        for file, sized in zip(files, sizes, strict=True)
        if isinstance(sized.contents, WheelContents)
    ]
    found = zip(wheels, client.samples(wheels), strict=True)
    return {file: each for (file, _), each in found if not isinstance(each, Unknown)}


def _nearest(by_minor: dict[str, int], version: str) -> int:
    """Return the figure of the nearest Python that was measured, the newer of two."""

    def number(minor: str) -> int:
        major, _, rest = minor.partition(".")
        return int(major or 0) * 100 + int(rest.partition(".")[0] or 0)

    wanted = number(version)
    return by_minor[min(by_minor, key=lambda each: (abs(number(each) - wanted), -number(each)))]


def _glibc(facts: ImageFacts | Unknown | None) -> tuple[int, int]:
    """Return the version of an image's glibc; of one that is not known, a usual one."""
    version = getattr(facts, "libc_version", None) or ""
    major, _, minor = str(version).partition(".")
    if getattr(facts, "libc", "") == "glibc" and major.isdigit() and minor.isdigit():
        return int(major), int(minor)
    return (2, 36)


def _installer(install: Install, target: Target) -> Installer:
    """Return who installs, and how."""
    from dockwright.packages.index.installed_size import Installer

    program = "uv" if install.manager == "uv" else "pip"
    return Installer(program, target.python, _compiles(install))


def _compiles(install: Install) -> bool:
    """Tell whether an install writes compiled files."""
    words = {text_of(word) for word in install.words}
    environment = install.instruction.state if install.instruction is not None else None
    if install.manager == "uv":
        told = environment.variable("UV_COMPILE_BYTECODE") if environment is not None else None
        return "--compile-bytecode" in words or told in {"1", "true"}
    told = environment.variable("PIP_NO_COMPILE") if environment is not None else None
    return "--no-compile" not in words and told not in {"1", "true", "on", "yes"}


def _with_indexes(settings: IndexSettings, install: Install) -> IndexSettings:
    """Return the settings with the indexes that the install itself names."""
    from dockwright.packages.index import Index

    for each in install.index_urls:
        if each.word.value is None or not each.text.startswith(("https://", "http://")):
            continue  # a path of the image, which nobody can look into here
        text = each.text
        if each.is_links:
            settings = settings._replace(links=(*settings.links, text))
        elif each.replaces:
            settings = settings._replace(default=Index(text), extra=())
        else:
            settings = settings._replace(extra=(Index(text), *settings.extra))
    return settings
