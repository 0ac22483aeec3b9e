"""The command ``base``: what a project needs of its base images, read from its files."""

# Paths are strings throughout.
# ruff: noqa: PTH100, PTH112, PTH113, PTH118, PTH119, PTH120

from __future__ import annotations

import os

from dockwright.errors import UsageError
from dockwright.kb import load, normalise_package
from dockwright.model.find import Walk, shown_path
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.listed import listed_packages
from dockwright.model.project import Project
from dockwright.model.serving import served_by_image
from dockwright.model.told_context import told_context
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image
from dockwright.packages.read import kind_of_dependency_file, read_dependency_file
from dockwright.packages.target import Target, fits, installed, marker_holds, takes_python
from dockwright.report.bases import Needs
from dockwright.run.base_choice import choose
from dockwright.run.named_build import dockerfile_in
from dockwright.text import Source
from dockwright.text import regex as re
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.workspace import ImageBuild
    from dockwright.packages.records import DependencyFile, LockedPackage
    from dockwright.report.bases import BaseResult

__all__ = ["bases_of"]

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
_LISTS = ("pyproject", "requirements", "Pipfile", "setup.cfg", "setup.py", "pixi")
_CONDA = ("conda-environment", "conda-lock", "pixi", "pixi.lock")
_PINS = ("python-version", "runtime.txt")
_MOST = 20
"""Dockerfiles of one project that images are ranked for."""
_VERSION = re.compile(r"(?:python-)?(\d+\.\d+)(?:\.\d+)?")


def bases_of(
    path: str,
    *,
    workload: str | None = None,
    platform: str | None = None,
    online: bool = False,
    cache_dir: str | None = None,
    start: str | None = None,
) -> BaseResult:
    """Return base images for a project, the best first.

    Args:
        path: the project's directory, or one Dockerfile.
        workload: the kind of work; by default what the project's files say.
        platform: the platform to run on; linux/amd64 by default.
        online: whether registries may be asked for bytes to pull and platforms.
        cache_dir: where their answers are stored; None stores nothing.
        start: the directory that paths start from.

    Returns:
        The images for the Dockerfile that ``path`` is or holds, or for the first that is found
        below it; those for the others are ``others`` of the result.

    Raises:
        UsageError: there is no such file, directory or workload.
    """
    kb = load()
    names = [fact.id.partition(".")[2] for fact in kb.facts("workload")]
    if workload is not None and workload not in names:
        near = nearest(workload, names)
        hint = f"did you mean {near!r}?" if near else f"one of: {', '.join(names)}"
        raise UsageError(f"there is no workload {workload!r}", hint=hint)
    base = os.path.abspath(start or ".")
    root = os.path.normpath(os.path.join(base, path))
    project = Project()
    passed = 0
    if os.path.isfile(root):
        files: list[str | None] = [root]
        root = os.path.dirname(root)
    elif os.path.isdir(root):
        found = _dockerfiles(root)
        # For a kind of work that is named one list is what was asked for.
        files = [*found[: 1 if workload else _MOST]] or [None]
        passed = 0 if workload else len(found) - len(files)
    else:
        raise UsageError(f"{path} is no directory and no Dockerfile")
    results: list[BaseResult] = []
    for file in files:
        reading = _Reading(root, file, project, kb, platform or "linux/amd64")
        needs = reading.needs(workload)
        images = kb.mapping(f"workload.{needs.workload}")["images"]
        result = choose(images, needs, kb, takes_python)
        results.append(
            result._replace(
                dockerfile="" if file is None else shown_path(file, base), today=reading.today
            )
        )
    result = results[0]._replace(others=tuple(results[1:]), passed_over=max(passed, 0))
    if online:
        from dockwright.run.base_sizes import with_registry_sizes

        return with_registry_sizes(result, cache_dir=cache_dir)
    return result


def _dockerfiles(root: str) -> list[str]:
    """Return the Dockerfiles of a project, as ``check`` finds them, the uppermost first."""
    walk = Walk(root, kinds={"dockerfile"})
    walk.add(root)
    own = dockerfile_in(root)
    found = sorted((each.path for each in walk.files), key=lambda path: (path.count(os.sep), path))
    return list(dict.fromkeys([*([own] if own else ()), *found]))


class _Reading:
    """What a Dockerfile and the lists of dependencies around it say."""

    def __init__(
        self, root: str, file: str | None, project: Project, kb: KnowledgeBase, platform: str
    ) -> None:
        self.kb = kb
        self.platform = platform
        self.project = project
        self.reasons: list[str] = []
        self.unknown: list[str] = []
        context = self._context(root, file)
        self.build = self._build(file, context)
        self.root = self._project_directory(file, context)
        self.files = list(self._files())
        self.pinned = self._pinned()
        told = (each.python for each in self.files if each.kind not in _PINS)
        self.takes = next(filter(None, told), "")
        self.python = self._python()
        self.on_musl: dict[str, str | None] = {}
        self.is_for_cpu = self._packages()

    @property
    def today(self) -> str:
        """Return the base image that the Dockerfile takes now; empty where that is not known."""
        stage = None if self.build is None else self.build.stage
        ref = None if stage is None else stage.root.image
        return "" if ref is None or isinstance(ref, Unknown) else ref.raw

    # Files

    def _context(self, root: str, file: str | None) -> str:
        """Return the build context of a Dockerfile: a Compose file's, or its own directory."""
        if file is None:
            return root
        told = told_context(file, self.project)
        if isinstance(told, Unknown):
            self.unknown.append(told.reason)
            told = None
        return os.path.dirname(file) if told is None else told.root

    def _build(self, file: str | None, context: str) -> ImageBuild | None:
        if file is None:
            return None
        build = built_image(context, file, self.project, platform=self.platform)
        if isinstance(build, Unknown):
            self.unknown.append(build.reason)
            return None
        return build

    def _project_directory(self, file: str | None, context: str) -> str:
        """Return the directory whose lists of dependencies count: the Dockerfile's, if it has any.

        Where it has none, the build context's counts: a Dockerfile may lie apart.
        """
        own = context if file is None else os.path.dirname(file)
        entries = self.project.listing(own)
        if not isinstance(entries, Unknown) and any(
            kind_of_dependency_file(each.name) in {*_LOCKS, *_LISTS, *_CONDA} for each in entries
        ):
            return own
        return context

    def _files(self) -> Iterable[DependencyFile]:
        entries = self.project.listing(self.root)
        if isinstance(entries, Unknown):
            self.unknown.append(entries.reason)
            return
        development = self.kb.name_set("base-choice.development-words")
        for name in sorted(entry.name for entry in entries):
            kind = kind_of_dependency_file(name)
            if kind is None or kind == "script":
                continue
            if development & set(re.split(r"[-_.]", name.lower())):
                continue
            path = os.path.join(self.root, name)
            data = self.project.read(path)
            if isinstance(data, Unknown):
                self.unknown.append(f"{name}: {data.reason}")
                continue
            yield read_dependency_file(Source.from_bytes(path, data), kind)

    # Python

    def _pinned(self) -> str | None:
        """Return the minor version that ``.python-version`` or ``runtime.txt`` names."""
        for each in self.files:
            if each.kind in _PINS:
                match = _VERSION.match(each.source.text.strip())
                if match is not None:
                    self.reasons.append(f"{os.path.basename(each.path)} names Python {match[1]}")
                    return match[1]
        return None

    def _python(self) -> str:
        """Return the minor version to run on: the pinned, today's, the recommended, the newest."""
        supported = self.kb.names("python.supported")
        accepted = [each for each in supported if takes_python(self.takes, each) is not False]
        if self.takes:
            self.reasons.append(f"the project takes Python {self.takes}")
        if self.pinned is not None:
            return self.pinned
        today = None if self.build is None or self.build.stage is None else _python_of(self.build)
        if today in accepted:
            self.reasons.append(f"its image has Python {today}")
            return today
        recommended = self.kb.text("python.recommended")
        if not accepted:
            self.unknown.append(f"no Python that is maintained fits {self.takes}")
        if recommended in accepted or not accepted:
            return recommended
        return max(accepted, key=lambda each: [int(part) for part in each.split(".")])

    # Packages

    def _packages(self) -> dict[str, bool]:
        """Return the packages by name, with whether a build for the CPU is asked for."""
        target = Target(self.python, self.platform)
        names: dict[str, bool] = {}
        lock = next(
            (each for kind in _LOCKS for each in self.files if each.kind == kind and each.locked),
            None,
        )
        if lock is not None:
            declared = next((each for each in self.files if each.kind == "pyproject"), None)
            found = installed(lock, target, declared=declared)
            self.unknown += [each.reason for each in found.unknown]
            for package in found.packages:
                if package.source not in {"editable", "virtual"}:
                    names[package.name] = self._is_cpu(package.version)
                    self.on_musl[package.name] = self._locked_on_musl(package)
        else:
            for each in self.files:
                all_cpu = any(map(self._is_cpu, each.indexes))
                for wanted in each.requirements if each.kind in _LISTS else ():
                    if (
                        wanted.name
                        and not wanted.group
                        and marker_holds(wanted.marker, target) is not False
                    ):
                        own = self._is_cpu(f"{wanted.specifier} {wanted.url}")
                        names[wanted.name] = all_cpu or own
        for name, cpu in self._installed_by_dockerfile():
            # What the Dockerfile says of the index goes before what a list leaves open.
            names[name] = names.get(name, False) or cpu
        return names

    def _is_cpu(self, text: str) -> bool:
        return any(mark in text for mark in self.kb.names("gpu-build.cpu-markers"))

    def _locked_on_musl(self, package: LockedPackage) -> str | None:
        if not package.files:
            return None
        target = Target(self.python, self.platform, is_musl=True)
        wheels = [each for each in package.files if each.name.endswith(".whl")]
        if any(fits(each, target) is not False for each in wheels):
            return "wheel"
        return "fails" if len(wheels) == len(package.files) else "compiles"

    def _installed_by_dockerfile(self) -> Iterable[tuple[str, bool]]:
        """Give the Python packages that the Dockerfile's commands install."""
        if self.build is None:
            return
        for stage in self.build.dockerfile.stages:
            for run in stage.instructions:
                if not isinstance(run, Run) or run.is_onbuild:
                    continue
                for command in run.commands:
                    install = install_of(command)
                    if install is None or install.ecosystem != "python":
                        continue
                    all_cpu = any(self._is_cpu(each.text) for each in install.index_urls)
                    listed = listed_packages(install, self.build.context).packages
                    for spec in (*install.packages, *listed):
                        if spec.name and not spec.path:
                            name = normalise_package(spec.name)
                            yield name, all_cpu or self._is_cpu(spec.specifier or "")

    # Needs

    def needs(self, workload: str | None) -> Needs:
        """Return what an image has to serve."""
        carried: list[str] = []
        cuda: list[str] = []
        learning: list[str] = []
        libraries: dict[str, None] = {}
        musl: dict[str, list[str]] = {"compiles": [], "fails": [], "": []}
        roles = self.kb.name_set("base-choice.ml-roles")
        for name, cpu in sorted(self.is_for_cpu.items()):
            facts = self.kb.package(name)
            state = self.on_musl.get(name) or (None if facts is None else facts.installs_on_musl)
            if state != "wheel":
                musl[state or ""].append(name)
            if facts is None:
                continue
            if not facts.roles.isdisjoint(roles):
                learning.append(name)
            libraries.update(dict.fromkeys(facts.runtime_apt))
            if facts.cuda in {"pip", "bundled"} and not cpu:
                carried.append(name)
            elif facts.cuda == "system" and not cpu:
                cuda.append(name)
        chosen = workload or self._workload(carried, cuda, learning)
        told = self.kb.mapping(f"workload.{chosen}")
        gpu = told.get("gpu")
        return Needs(
            workload=chosen,
            title=told["title"],
            python=self.python,
            takes=self.takes,
            is_python_fixed=self.pinned is not None,
            platform=self.platform,
            gpu=gpu,
            cuda=tuple(cuda) if gpu else (),
            carried=tuple(carried) if gpu else (),
            compiles=tuple(musl["compiles"]),
            fails=tuple(musl["fails"]),
            unsure=tuple(musl[""]),
            is_open=not self.is_for_cpu and not told.get("light", False),
            libraries=tuple(libraries),
            reasons=tuple(self.reasons),
            unknown=tuple(dict.fromkeys(self.unknown)),
        )

    def _workload(self, carried: list[str], cuda: list[str], learning: list[str]) -> str:
        """Return the kind of work that the files speak of, and say why."""
        stage = None if self.build is None else self.build.stage
        facts = None if stage is None else stage.image_facts
        gpu = None if facts is None or isinstance(facts, Unknown) else facts.gpu
        server = None if stage is None else served_by_image(stage, self.kb)
        known = [self.kb.package(name) for name in self.is_for_cpu]
        serves = sorted(each.name for each in known if each is not None and "server" in each.roles)
        if server is not None:
            self.reasons.append(f"its command starts {server.server.name}")
        elif serves:
            self.reasons.append(f"it has the server {', '.join(serves)}")
        is_served = server is not None or bool(serves)
        if any(each.kind in _CONDA for each in self.files):
            self.reasons.append("its dependencies are conda's")
            return "conda"
        if gpu == "rocm":
            self.reasons.append("its base image is made for ROCm")
            return "rocm"
        if gpu == "nvidia":
            self.reasons.append("its base image is made for an NVIDIA GPU")
        if carried:
            self.reasons.append(f"the default build of {', '.join(carried)} is for CUDA")
        if cuda:
            self.reasons.append(f"{', '.join(cuda)} needs CUDA")
        if gpu == "nvidia" or carried or cuda:
            return "gpu-inference" if is_served else "gpu-training"
        if learning:
            self.reasons.append(f"it computes with {', '.join(learning[:4])}, without a GPU")
            return "cpu-inference"
        if not self.is_for_cpu:
            self.unknown.append(
                "no list of packages and no Dockerfile here names what is installed"
            )
            return "api"
        return "api" if is_served else "cli"


def _python_of(build: ImageBuild) -> str | None:
    """Return the minor version of the Python that the image's base has."""
    assert build.stage is not None
    facts = build.stage.image_facts
    if isinstance(facts, Unknown) or facts.python_version is None:
        return None
    return ".".join(facts.python_version.split(".")[:2])
