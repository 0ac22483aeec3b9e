"""``--read-wheels``: what the wheels that an image installs need of its distribution.

Each install of each Dockerfile is resolved for its image; of every wheel the compiled files are
fetched and read.  What they need goes to the rules as what the knowledge base knows does.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from dockwright.errors import EnvironmentFaultError
from dockwright.kb import load
from dockwright.model.listed import listed_packages
from dockwright.model.unknown import Unknown
from dockwright.net import Network
from dockwright.packages import fits
from dockwright.packages.distribution import closure, fetch_archive, packages_held
from dockwright.packages.distribution.libraries import fetch_libraries, libraries_provided
from dockwright.packages.index import WheelLinks, file_from_url
from dockwright.packages.index.resolve import resolve
from dockwright.packages.read_wheels import needs_of_wheels
from dockwright.packages.records import LockedFile
from dockwright.rules._locked import locked_in
from dockwright.rules.python._system import shipped_with
from dockwright.run.installs import python_installs, target_of
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.contents import Contents
    from dockwright.model.find import FoundFile
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.packages import Target
    from dockwright.packages.distribution import Archive
    from dockwright.packages.index import IndexClient, IndexFile, Store
    from dockwright.packages.read_wheels import ReadWheel
    from dockwright.packages.records import LockedPackage
    from dockwright.rules.settings import CheckSettings
    from dockwright.run.installs import PythonInstall
    from dockwright.run.session import Session

__all__ = ["WheelReader"]

_WORKERS = 8
_LIBRARIES_SECONDS = 14 * 86400.0
"""How long a release's list of libraries holds: stable releases hardly change theirs."""


class _Taken(NamedTuple):
    """A package that an install takes, and the file that it takes."""

    name: str
    version: str
    file: IndexFile


class WheelReader:
    """Reads the wheels of Dockerfiles, each once.

    Attributes:
        remarks: what could not be read, each once.
    """

    def __init__(
        self,
        session: Session,
        client: IndexClient,
        store: Store,
        mirrors: Mapping[str, str] | None = None,
    ) -> None:
        self._session = session
        self._kb = load()
        self._client = client
        self._settings = client.settings
        self._mirror = _Mirror(self._kb, store, mirrors or {})
        self._c_library = frozenset(self._kb.names("contents.c-library"))
        self.remarks: dict[str, None] = {}

    def read(self, file: FoundFile, settings: CheckSettings) -> Mapping[str, tuple[ReadWheel, ...]]:
        """Return what the wheels need that the installs of a Dockerfile take, by install."""
        found: dict[str, tuple[ReadWheel, ...]] = {}
        for each in python_installs(file.path, settings, self._session.project):
            taken = self._packages(each, settings)
            if taken is not None:
                image = shipped_with(each.install, each.model, self._kb)
                read = self._with_packages(self._read(taken), image, settings)
                found[each.install.asked_for] = read
        return found

    def _packages(
        self, wanted: PythonInstall, settings: CheckSettings
    ) -> tuple[_Taken, ...] | None:
        """Return the wheels that an install takes; None where that cannot be told."""
        install, stage, _, context = wanted
        target = target_of(stage, settings.platform, self._kb)
        if target is None:
            return None
        locked = locked_in(install, context, self._kb, settings.platform)
        if locked is not None:
            return self._wheels_of(locked.packages, target)
        if install.installs_lock or install.manager not in {"pip", "uv"}:
            return None
        listed = listed_packages(install, context)
        named = [
            each
            for each in (*install.packages, *listed.packages)
            if each.name and not (each.path or each.url or each.editable or each.is_dynamic)
        ]
        return self._resolved(named, install, target) if named else None

    def _resolved(
        self, specs: list[PackageSpec], install: Install, target: Target
    ) -> tuple[_Taken, ...]:
        """Return what requirements resolve to, or at least the packages that they name."""
        lines = []
        for spec in specs:
            extras = f"[{','.join(spec.extras)}]" if spec.extras else ""
            lines.append(f"{spec.name}{extras}{spec.specifier}")
        program = "uv" if install.manager == "uv" else "pip"
        try:
            lock = resolve("\n".join(lines), target, self._settings, program=program)
        except EnvironmentFaultError as error:
            lock = Unknown(str(error))
        if not isinstance(lock, Unknown):
            return self._wheels_of(lock.locked, target)
        self._remark(f"what packages pull in is not read: {lock.reason}")
        return self._found([(spec.name, spec.specifier) for spec in specs if spec.name], target)

    def _wheels_of(self, packages: Iterable[LockedPackage], target: Target) -> tuple[_Taken, ...]:
        """Return the wheels that a lock pins; of one that names no address the index is asked."""
        found: list[_Taken] = []
        nameless: list[tuple[str, str]] = []
        for package in packages:
            wheels = [each for each in package.files if each.name.endswith(".whl")]
            file = next((each for each in wheels if fits(each, target) is True), None)
            if file is not None and file.url:
                index_file = file_from_url(file.url, file.size)
                found.append(_Taken(package.name, package.version, index_file))
            elif package.source == "index" and package.version and (file or not package.files):
                nameless.append((package.name, f"=={package.version}"))
        return (*found, *self._found(nameless, target))

    def _found(self, wanted: list[tuple[str, str]], target: Target) -> tuple[_Taken, ...]:
        """Return of each package the newest wheel that its specifier takes and that fits."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            found = pool.map(lambda each: self._newest(each[0], each[1], target), wanted)
        return tuple(each for each in found if each is not None)

    def _newest(self, name: str, specifier: str, target: Target) -> _Taken | None:
        from packaging.specifiers import InvalidSpecifier, SpecifierSet
        from packaging.utils import InvalidWheelFilename, parse_wheel_filename

        answer = self._client.files(name)
        if isinstance(answer, Unknown):
            self._remark(f"the wheels of {name} are not read: {answer.reason}")
            return None
        try:
            wanted = SpecifierSet(specifier)
        except InvalidSpecifier:
            return None
        best = None
        for file in answer:
            try:
                version = parse_wheel_filename(file.name)[1]
            except InvalidWheelFilename:
                continue
            if file.yanked is not None and "==" not in specifier:
                continue
            if version not in wanted or (best is not None and version <= best[0]):
                continue
            if fits(LockedFile(file.name), target) is True:
                best = version, file
        return None if best is None else _Taken(name, str(best[0]), best[1])

    def _read(self, taken: Iterable[_Taken]) -> tuple[ReadWheel, ...]:
        chosen = list(taken)
        with ThreadPoolExecutor(_WORKERS) as pool:
            links = list(pool.map(self._links, (each.file for each in chosen)))
        read: list[tuple[str, str, str, WheelLinks]] = []
        for each, answer in zip(chosen, links, strict=True):
            if isinstance(answer, Unknown):
                self._remark(f"what {each.file.name} needs is not known: {answer.reason}")
            else:
                read.append((each.name, each.version, each.file.name, answer))
        return needs_of_wheels(read, self._c_library)

    def _with_packages(
        self, wheels: tuple[ReadWheel, ...], image: Contents | None, settings: CheckSettings
    ) -> tuple[ReadWheel, ...]:
        """Let the distribution tell which packages bring what the knowledge base does not know."""
        if image is None or image.facts is None:
            return wheels
        asked = {need.library for wheel in wheels for need in wheel.needs if need.modules}
        unknown = {each for each in asked if not self._kb.has_fact(f"system-library.{each}")}
        # Alpine's index names what each package provides: better than what is known of its names.
        wanted = asked if image.facts.package_manager == "apk" else unknown
        if not wanted:
            return wheels
        told = self._mirror.told(wanted, image, settings.platform or "linux/amd64")
        if isinstance(told, Unknown):
            if unknown:
                names = ", ".join(sorted(unknown))
                self._remark(f"what brings {names} is not known: {told.reason}")
            return wheels
        return tuple(
            wheel._replace(
                needs=tuple(
                    need._replace(package=told[need.library][0], is_there=told[need.library][1])
                    if need.library in told
                    else need
                    for need in wheel.needs
                )
            )
            for wheel in wheels
        )

    def _links(self, file: IndexFile) -> WheelLinks | Unknown:
        # A wheel for any platform has nothing that was compiled.
        return WheelLinks() if file.name.endswith("-none-any.whl") else self._client.links(file)

    def _remark(self, text: str) -> None:
        self.remarks[text] = None


class _Mirror:
    """What the mirrors of the distributions tell of libraries; each release is asked once."""

    def __init__(self, kb: KnowledgeBase, store: Store, mirrors: Mapping[str, str]) -> None:
        self._kb = kb
        self._store = store
        self._mirrors = mirrors
        self._network = Network()
        self._archives: dict[tuple[str, str, str], Archive | Unknown] = {}

    def told(
        self, wanted: Iterable[str], image: Contents, platform: str
    ) -> dict[str, tuple[str, bool | None]] | Unknown:
        """Return the package that brings each library, and whether the image has it."""
        facts = image.facts
        assert facts is not None
        key = (facts.distro or "", facts.codename or facts.distro_version or "", platform)
        if key not in self._archives:
            self._archives[key] = fetch_archive(
                facts, platform, self._network, self._kb, self._mirrors
            )
        archive = self._archives[key]
        if isinstance(archive, Unknown):
            return archive
        libraries = self._libraries(key, facts, archive)
        if isinstance(libraries, Unknown):
            return libraries
        held = self._held(image, archive)
        return {
            name: (package, None if held is None else package in held)
            for name in wanted
            if (package := libraries.get(name)) is not None
        }

    def _libraries(
        self, key: tuple[str, str, str], facts: ImageFacts, archive: Archive
    ) -> dict[str, str] | Unknown:
        if facts.distro == "alpine":
            return libraries_provided(archive)
        name = f"libraries {' '.join(key)}"
        known = self._store.get(name, _LIBRARIES_SECONDS)
        if isinstance(known, dict):
            return known
        found = fetch_libraries(facts, key[2], self._network, self._mirrors)
        if not isinstance(found, Unknown):
            self._store.put(name, found)
        return found

    def _held(self, image: Contents, archive: Archive) -> frozenset[str] | None:
        """Return the packages that an image has; None where that is not known."""
        assert image.facts is not None
        base = packages_held(image.facts, archive, self._kb)
        if base is None:
            return None
        added, missing = closure(archive, image.system_packages, base, recommends=True)
        return None if missing else base | frozenset(added)
