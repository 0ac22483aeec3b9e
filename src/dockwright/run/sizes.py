"""The command ``size``: what each instruction of a Dockerfile will add to the image."""

# Paths are strings throughout.
# ruff: noqa: PTH100

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dockwright.kb import load
from dockwright.model.actions import Remove
from dockwright.model.contents import contents_of, covers
from dockwright.model.find import shown_path
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, From, Run, is_remote
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import listed_packages
from dockwright.model.project import size_in_words
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.report.sizes import Part, Row, SizeResult
from dockwright.run.named_build import named_build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.kb.records import ImageFacts
    from dockwright.model.contents import PackageInstall
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.workspace import ImageBuild
    from dockwright.packages.distribution import Archive
    from dockwright.packages.index import (
        IndexClient,
        IndexFile,
        IndexSettings,
        Installer,
        SampledSource,
        Sized,
    )
    from dockwright.packages.installed import Target
    from dockwright.packages.records import LockedPackage

__all__ = ["sizes_of"]

_MOST_FILES = 500_000
_TEXT = 60
_REINSTALL = frozenset({"--force-reinstall", "--ignore-installed", "-I", "--reinstall"})
"""Options of pip and uv that write packages again which are there."""


def sizes_of(
    path: str,
    *,
    online: bool = False,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
    context: str | None = None,
    cache_dir: str | None = None,
    start: str | None = None,
) -> SizeResult:
    """Compute what an image will hold.

    Args:
        path: a Dockerfile, or a directory that has one.
        online: whether package indexes may be asked; what they answered before counts anyway.
        build_args: the build arguments given.
        target: the stage that is built.
        platform: the platform; linux/amd64 where not given.
        context: the build context; where not given, the one that a Compose file near the
            Dockerfile says, else the Dockerfile's directory.
        cache_dir: where answers of indexes are stored; None stores nothing.
        start: the directory that paths start from.

    Raises:
        UsageError: there is no such Dockerfile, or it has no such stage.
        EnvironmentFaultError: ``online``, and a program or library that it needs is missing.
    """
    base = os.path.abspath(start or ".")
    chosen = platform or "linux/amd64"
    build = named_build(
        path,
        build_args=build_args,
        target=target,
        platform=chosen,
        context=context,
        base=base,
    )
    reading = _Reading(build, chosen, online=online, cache_dir=cache_dir)
    return reading.result(shown_path(build.path, base))


class _Reading:
    """Goes through the instructions whose layers the image has."""

    def __init__(
        self, build: ImageBuild, platform: str, *, online: bool, cache_dir: str | None
    ) -> None:
        self.build = build
        self.platform = platform
        self.online = online
        self.cache_dir = cache_dir
        self.kb = load()
        self.copied: list[tuple[str, int, int]] = []
        self._places: dict[int, PackageInstall] = {}
        self._installed: dict[int, list[Part]] = {}
        self._held: dict[int, frozenset[str]] = {}
        self._packages: dict[tuple[int, str], set[str]] = {}
        self._archives: dict[tuple[str, str], Archive | None] = {}

    def result(self, shown: str) -> SizeResult:
        """Return what was found."""
        stage = self.build.stage
        assert stage is not None
        rows: list[Row] = []
        kept: list[tuple[int, Part]] = []
        for member in reversed(stage.lineage):
            if not isinstance(member.base, Stage):
                rows.append(self._row(member.from_, member, [self._base(member)]))
            for instruction in member.instructions:
                if isinstance(instruction, From) or instruction.is_onbuild:
                    continue
                if isinstance(instruction, Run):
                    kept += self._removed(instruction)
                parts = self._parts(instruction)
                if parts:
                    rows.append(self._row(instruction, member, parts))
        problems = () if self.build.context.problem is None else (self.build.context.problem,)
        return SizeResult(shown, self.platform, tuple(rows), tuple(kept), problems)

    def _line(self, instruction: Instruction) -> int:
        lines = self.build.dockerfile.source.lines
        return lines.position(instruction.span.start).line

    def _row(self, instruction: Instruction, stage: Stage, parts: list[Part]) -> Row:
        span = instruction.span
        text = " ".join(self.build.dockerfile.source.text[span.start : span.end].split())
        if len(text) > _TEXT:
            text = f"{text[: _TEXT - 1]}…"
        ordered = sorted(parts, key=lambda each: (each.bytes is None, -(each.bytes or 0)))
        return Row(self._line(instruction), stage.label, text, tuple(ordered))

    def _base(self, stage: Stage) -> Part:
        if stage.root.is_scratch:
            return Part("scratch", 0, 0, "Dockerfile")
        image = stage.image
        if isinstance(image, Unknown):
            return Part("base image", None, reason=image.reason)
        facts = stage.image_facts
        name = image.raw
        if isinstance(facts, Unknown):
            return Part(name, None, reason=facts.reason)
        if facts.unpacked_bytes is None:
            return Part(name, None, facts.compressed_bytes, "", "its size is not known")
        told = f"as of {facts.as_of}" + (
            f", {facts.size_confidence}" if facts.size_confidence else ""
        )
        return Part(name, facts.unpacked_bytes, facts.compressed_bytes, "knowledge base", told)

    def _parts(self, instruction: Instruction) -> list[Part]:
        if isinstance(instruction, CopyLike):
            return self._copy(instruction)
        if isinstance(instruction, Run):
            return self._run(instruction)
        return []

    # COPY and ADD

    def _copy(self, copy: CopyLike) -> list[Part]:
        parts = [
            Part(f"<<{each.name}", len(each.content.encode()), None, "Dockerfile")
            for each in copy.heredocs
        ]
        if isinstance(copy, Copy) and not copy.is_from_context:
            return parts + self._from_stage(copy)
        line = self._line(copy)
        target = copy.target_path
        excluded = [each.value for each in copy.excludes if isinstance(each.value, str)]
        files = 0
        for source in copy.sources:
            value = source.value
            if isinstance(value, Unknown):
                parts.append(Part(source.raw, None, reason=value.reason))
                continue
            if is_remote(value):
                parts.append(Part(value, None, reason="it is fetched when it is built"))
                continue
            size = 0
            found = False
            for each in self.build.context.copied(value, excluded):
                found = True
                size += each.entry.size
                files += 1
                if files > _MOST_FILES:
                    break
                if isinstance(target, str):
                    self.copied.append((_lands(target, each.target), each.entry.size, line))
            if not found and self.build.context.find(value) is None:
                parts.append(Part(value, None, reason="the build context has no such path"))
            elif isinstance(copy, Add) and value.lower().endswith((".tar", ".gz", ".xz", ".bz2")):
                parts.append(Part(value, None, reason="ADD unpacks it"))
            elif files > _MOST_FILES:
                parts.append(Part(value, None, reason="it holds too many files to look at"))
            else:
                parts.append(Part(value, size, None, "build context"))
        return parts

    def _from_stage(self, copy: Copy) -> list[Part]:
        """Return the packages that lie below what a COPY takes from another stage."""
        source = copy.from_
        parts: list[Part] = []
        if isinstance(source, Stage):
            # Read the stage first: its installs tell what lies where.
            for member in reversed(source.lineage):
                for instruction in member.instructions:
                    if isinstance(instruction, Run):
                        self._run(instruction)
            taken = [each.value for each in copy.sources if isinstance(each.value, str)]
            for place in contents_of(source, self.kb).installs:
                directory = place.directory
                if isinstance(directory, str) and any(covers(each, directory) for each in taken):
                    parts += self._installed.get(id(place.install.simple), [])
        names = ", ".join(each.raw for each in copy.sources)
        reason = "what else lies there is known when it is built"
        if not parts:
            reason = "what lies there is known when it is built"
        return [*parts, Part(names, None, reason=reason)]

    # RUN

    def _removed(self, run: Run) -> list[tuple[int, Part]]:
        """Return what a RUN deletes that lies in layers below it."""
        found: list[tuple[int, Part]] = []
        for command in run.commands:
            remove = Remove.of(command)
            if remove is None:
                continue
            for word in remove.paths:
                path = path_seen_by(command, text_of(word))
                if path is None or "*" in path or "$" in path:
                    continue
                gone: dict[int, int] = {}
                for at, size, line in self.copied:
                    if at == path or (remove.recursive and covers(path, at)):
                        gone[line] = gone.get(line, 0) + size
                found += [
                    (line, Part(path, size, None, "build context"))
                    for line, size in gone.items()
                    if size
                ]
                self.copied = [
                    each
                    for each in self.copied
                    if not (each[0] == path or (remove.recursive and covers(path, each[0])))
                ]
        return found

    def _run(self, run: Run) -> list[Part]:
        script = run.script
        if script is None or script.reason:
            return [Part("the command", None, reason="what it writes cannot be told")]
        parts: list[Part] = []
        quiet = self.kb.name_set("unseen-effects.none")
        others: list[str] = []
        if run.stage is not None:
            for place in contents_of(run.stage, self.kb).installs:
                self._places[id(place.install.simple)] = place
        for command in run.commands:
            install = install_of(command)
            if install is not None:
                known = self._installed.get(id(install.simple))
                if known is None:
                    known = self._new(self._install(install, run), install, run)
                    self._installed[id(install.simple)] = known
                parts += known
            elif command.nested or command.program in quiet or Remove.of(command) is not None:
                continue
            elif command.program and command.program not in others:
                others.append(command.program)
        if others:
            parts.append(Part(", ".join(others), None, reason="what it writes cannot be told"))
        return parts

    def _new(self, parts: list[Part], install: Install, run: Run) -> list[Part]:
        """Return the packages that no step before installed into the same place.

        What is installed already is left alone: a second ``uv sync`` adds the project alone.
        """
        place = self._places.get(id(install.simple))
        stage = run.stage
        words = {text_of(word) for word in install.words}
        if place is None or stage is None or words & _REINSTALL:
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

    def _install(self, install: Install, run: Run) -> list[Part]:
        if install.manager == "apt":
            return self._closure(install, run) or [
                self._system(name, "apt") for name in _names(install)
            ]
        if install.manager in {"apk", "yum", "dnf", "microdnf"}:
            manager = "apk" if install.manager == "apk" else "dnf"
            return [self._system(name, manager) for name in _names(install)]
        if install.ecosystem == "python":
            return self._python(install, run)
        named = ", ".join(_names(install)) or install.program
        return [Part(named, None, reason=f"what {install.manager} installs is not computed")]

    def _closure(self, install: Install, run: Run) -> list[Part]:
        """Return what an install of apt brings; nothing where the release or base is not known."""
        from dockwright.packages.distribution import (
            closure,
            known_archive,
            packages_held,
            written_bytes,
        )

        facts = None if run.stage is None else run.stage.image_facts
        if facts is None or isinstance(facts, Unknown):
            return []
        archive = self._archive(facts)
        basis = "package index"
        if archive is None:
            archive = known_archive(facts, self.kb)
            basis = "knowledge base"
        if archive is None:
            return []
        base = packages_held(facts, archive, self.kb)
        if base is None:
            return []
        names = [name.partition("=")[0] for name in _names(install)]
        assert run.stage is not None
        lineage = [self._held.get(id(each), frozenset()) for each in run.stage.lineage]
        held = base.union(*lineage)
        alone, missing = closure(archive, names, held, recommends=False)
        added = alone
        if not install.no_recommends:
            added, _ = closure(archive, names, held, recommends=True)
        self._held[id(run.stage)] = held | frozenset(added)
        parts = [self._system(name, "apt") for name in missing]
        size = written_bytes(added.values(), self.kb)
        told = f"{len(added)} packages of {archive.title}"
        told += f", snapshot of {archive.as_of}" if archive.as_of else ", the mirror's index"
        taken_for = self.kb.text("distribution-size.snapshot-platform")
        if archive.as_of and self.platform != taken_for:
            told += f", taken for {taken_for}"
        extra = size - written_bytes(alone.values(), self.kb)
        if extra:
            told += f"; {size_in_words(extra)} of it only recommended"
        there = [name for name in names if name not in missing]
        return [Part(" ".join(there), size, None, basis, told), *parts] if there else parts

    def _archive(self, facts: ImageFacts) -> Archive | None:
        """Return what the distribution's mirror offers, None where it is not or cannot be asked."""
        key = (facts.distro or "", facts.codename or "")
        if not self.online or facts.distro not in {"debian", "ubuntu"} or not facts.codename:
            return None
        if key not in self._archives:
            from dockwright.net import Network
            from dockwright.packages.distribution.debian import fetch_archive

            found = fetch_archive(
                facts.distro,
                facts.codename,
                facts.distro_version or "",
                self.platform,
                Network(),
                self.kb.number("distribution-size.index-ratio"),
            )
            self._archives[key] = (
                None if isinstance(found, Unknown) else self._counted(found, facts)
            )
        return self._archives[key]

    def _counted(self, archive: Archive, facts: ImageFacts) -> Archive:
        """Return what a mirror offers, with the bytes of the snapshot where its files were counted.

        The index tells sizes with documentation and translations, which images leave out.
        """
        from dockwright.packages.distribution import known_archive

        known = known_archive(facts, self.kb)
        if known is None or self.platform != self.kb.text("distribution-size.snapshot-platform"):
            return archive
        packages = {
            name: package._replace(bytes=known.packages[name].bytes, is_exact=True)
            if name in known.packages
            else package
            for name, package in archive.packages.items()
        }
        return archive._replace(packages=packages)

    def _system(self, name: str, manager: str) -> Part:
        facts = self.kb.system_package(manager, name)
        if facts is None or not facts.installed_bytes:
            return Part(name, None, reason="its size is not in the knowledge base")
        told = f"with what it pulls in, as of {facts.as_of}"
        return Part(name, facts.installed_bytes, None, "knowledge base", told)

    def _python(self, install: Install, run: Run) -> list[Part]:
        from dockwright.packages.index import read_settings
        from dockwright.packages.index.resolve import resolve
        from dockwright.packages.installed import Target

        version = self._python_version(install, run)
        if not isinstance(version, str):
            return [Part(install.manager, None, reason="the image's Python is not known")]
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
        unknown: list[Part] = []
        if not listed.is_whole:
            reason = "not all of its files of requirements can be read"
            unknown.append(Part(install.manager, None, reason=reason))
        specs = [*install.packages, *listed.packages]
        for spec in specs:
            if spec.path or spec.url or spec.editable or spec.is_dynamic or not spec.name:
                unknown.append(Part(spec.raw, None, reason="it comes from no index"))
                continue
            extras = f"[{','.join(spec.extras)}]" if spec.extras else ""
            marker = f" ; {spec.marker}" if spec.marker else ""
            lines.append(f"{spec.name}{extras}{spec.specifier}{marker}")
        if not lines:
            return unknown
        if not self.online and self.cache_dir is None:
            return [*self._remembered(specs, install, target), *unknown]
        settings = _with_indexes(read_settings(self.build.context.root, ask_default=True), install)
        from dockwright.errors import EnvironmentFaultError

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
            if self.online:
                unknown.append(Part(install.manager, None, reason=lock.reason))
            return [*self._remembered(specs, install, target), *unknown]
        return [*self._wheels(lock.locked, install, target, settings), *unknown]

    def _python_version(self, install: Install, run: Run) -> str | None:
        """Return the version of the Python that an install is for, or None."""
        place = self._places.get(id(install.simple))
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

        named = [
            each for each in specs if each.name and not (each.path or each.url or each.is_dynamic)
        ]
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
        for release in sizes.pulled.releases:
            wheel = release.wheel(sizes.cell)
            assert wheel is not None  # those without one are told as unknown
            written = written_bytes(
                contents_of_release(release, wheel), installer, self.kb, release.correction
            )
            words = told
            if release.name in sizes.pulled.other:
                words += f", in place of {pins[release.name]}"
            name = f"{release.name} {release.version}"
            parts.append(Part(name, written.total, wheel.download, "snapshot", words))
        specs_by_name = {each.name: each for each in named}
        for name in sizes.pulled.unknown:
            spec = specs_by_name.get(name)
            reason = "the snapshot has no wheel of it; --online asks the index"
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

    def _known(self, spec: object) -> Part:
        """Return what the knowledge base has of a package; what it pulls in is not counted."""
        name = str(getattr(spec, "name", ""))
        facts = self.kb.package(name)
        if facts is None or not (facts.unpacked_bytes or facts.wheel_bytes):
            return Part(name, None, reason="not in the knowledge base; --online asks the index")
        told = f"version {facts.version}, without what it pulls in, as of {facts.as_of}"
        if not facts.unpacked_bytes:
            from dockwright.packages.index import estimated_from_download

            total = estimated_from_download(facts.wheel_bytes or 0, self.kb).total
            return Part(name, total, facts.wheel_bytes, "download", told)
        return Part(name, facts.unpacked_bytes, facts.wheel_bytes, "knowledge base", told)

    def _locked(self, install: Install, target: object) -> list[Part]:
        from dockwright.packages import installed, read_dependency_file
        from dockwright.packages.index import read_settings
        from dockwright.packages.installed import Target
        from dockwright.text import Source

        assert isinstance(target, Target)
        for name in reversed(install.manifests):
            data = self.build.context.read(name)
            if isinstance(data, bytes) and name != "pyproject.toml":
                lock = read_dependency_file(Source.from_bytes(name, data))
                found = installed(lock, target)
                # A lock names addresses, so nobody need be asked for the default index.
                settings = read_settings(self.build.context.root, ask_default=False)
                parts = self._wheels(found.packages, install, target, settings)
                parts += [Part(name, None, reason=each.reason) for each in found.unknown]
                return parts
        return [Part(install.manager, None, reason="its lock is not in the build context")]

    def _wheels(
        self,
        packages: tuple[LockedPackage, ...],
        install: Install,
        target: object,
        settings: IndexSettings,
    ) -> list[Part]:
        from dockwright.packages.index import (
            IndexClient,
            Store,
            WheelContents,
            correction_of,
            estimated_from_download,
            file_from_url,
            written_bytes,
        )
        from dockwright.packages.installed import Target, fits

        assert isinstance(target, Target)
        chosen: list[tuple[str, str, int | None]] = []
        parts: list[Part] = []
        for package in packages:
            if package.source in {"editable", "virtual", "path"}:
                continue
            name = f"{package.name} {package.version}".strip()
            wheels = [each for each in package.files if each.name.endswith(".whl")]
            file = next((each for each in wheels if fits(each, target) is True), None)
            if file is None or not file.url:
                parts.append(Part(name, None, reason="no wheel for this platform is known"))
            else:
                chosen.append((name, file.url, file.size))
        client = IndexClient(settings, store=Store(self.cache_dir), offline=not self.online)
        files = [file_from_url(url, size) for _, url, size in chosen]
        installer = _installer(install, target)
        sizes = client.sized_all(files)
        samples = _samples(client, files, sizes) if installer.compiles else {}
        for (name, _, _), wheel, sized in zip(chosen, files, sizes, strict=True):
            download = sized.download if isinstance(sized.download, int) else None
            if isinstance(sized.contents, WheelContents):
                sample = samples.get(wheel, ())
                written = written_bytes(
                    sized.contents, installer, self.kb, correction_of(sample, self.kb)
                )
                parts.append(Part(name, written.total, download, "wheel directory"))
            elif download is not None:
                total = estimated_from_download(download, self.kb).total
                parts.append(Part(name, total, download, "download", sized.contents.reason))
            else:
                parts.append(Part(name, None, reason=sized.contents.reason))
        return parts


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


def _lands(target: str, below: str) -> str:
    """Return where a copied file comes to lie; one file may be given its own name."""
    directory = target.rstrip("/")
    return f"{directory}/{below}"


def _names(install: Install) -> list[str]:
    return [each.name or each.raw for each in install.packages]


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
