"""The command ``gpu``: what a project installs, judged on each machine."""

# Paths are strings throughout.
# ruff: noqa: PTH100, PTH119

from __future__ import annotations

import os

from dockwright.kb import load
from dockwright.model.contents import Python, contents_of
from dockwright.model.find import shown_path
from dockwright.model.gpu import (
    Companion,
    Image,
    Outcome,
    ProgramBuild,
    Verdict,
    build_of,
    companion_of_version,
    companion_of_wheel,
    image_of,
    judge,
    judge_beside,
    mends,
    refused_by_image,
    uses_cuda,
    wanted_sibling,
)
from dockwright.model.gpu.companions import has_new_abi
from dockwright.model.gpu.hardware import architectures_in
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.listed import listed_packages
from dockwright.model.running_services import services_building
from dockwright.model.unknown import Unknown
from dockwright.report.gpus import BuildVerdict, GpuResult, HostVerdict
from dockwright.run.gpu_newest import Newest, NewestVersions
from dockwright.run.named_build import named_build
from dockwright.run.torch_index import put_in, torch_variant
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dockwright.model.compose.project import Service
    from dockwright.model.install import Install
    from dockwright.model.stage import Stage
    from dockwright.model.workspace import ImageBuild
    from dockwright.run.hosts import NamedHost

__all__ = ["gpu_verdicts"]

_COMPILED = "gpu-build.architecture-variable"
"""The fact of the variable that says what is compiled here."""


class _Named(NamedTuple):
    """A package that an install brings, with the build that its index or version chooses.

    Whether the install runs may depend on a condition; then it is not sure.
    Where a wheel is named by its address or path, ``file`` is its name.
    ``at`` is where its install begins, for telling which comes first; -1 for what a lock pins, and
    ``has_dependencies`` says whether what it asks for is installed too.
    ``newest`` is what a build would take where no version is pinned.
    """

    name: str
    version: str
    extras: tuple[str, ...]
    variant: str
    place: str
    is_sure: bool = True
    file: str = ""
    at: int = -1
    has_dependencies: bool = True
    newest: Newest | None = None


class _Program(NamedTuple):
    """A program to judge.

    Attributes:
        name: as people see it.
        place: the file and line that install it; empty for the base image's.
        build: its build, or why that is not known.
        newest: the build that is taken where none is pinned.
        as_of: the day on which that is the newest.
    """

    name: str
    place: str
    build: ProgramBuild | Unknown
    newest: ProgramBuild | None = None
    as_of: str = ""


def gpu_verdicts(
    path: str,
    hosts: Iterable[NamedHost],
    *,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
    context: str | None = None,
    start: str | None = None,
) -> GpuResult:
    """Judge what an image holds on each machine; nothing of the project is run.

    Args:
        path: a Dockerfile, or a directory that has one.
        hosts: the machines.
        build_args: the build arguments given.
        target: the stage that is built.
        platform: the platform; linux/amd64 where not given.
        context: the build context; where not given, the one that a Compose file near the
            Dockerfile says, else the Dockerfile's directory.
        start: the directory that paths start from.

    Raises:
        UsageError: there is no such Dockerfile, or it has no such stage.
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
    assert build.stage is not None
    machine = "aarch64" if "arm64" in chosen else "x86_64"
    return _Reading(build, build.stage, machine, base).result(tuple(hosts))


class _Reading:
    """What counts of an image and of what is installed in it."""

    def __init__(self, build: ImageBuild, stage: Stage, machine: str, base: str) -> None:
        self.build = build
        self.stage = stage
        self.machine = machine
        self.base = base
        self.kb = load()
        self._of_stages: dict[Stage, list[_Named]] = {}

    def result(self, hosts: tuple[NamedHost, ...]) -> GpuResult:
        """Return the verdict of each machine."""
        image = self._image()
        named = self._packages()
        builds = self._builds(named, image)
        beside = tuple(self._companions(named, builds, image))
        told = tuple(
            HostVerdict(
                each.name,
                each.host,
                (*(self._judged(each, image, one) for one in builds), *beside),
                each.problems,
            )
            for each in hosts
        )
        ref = self.stage.image
        return GpuResult(
            shown_path(self.build.path, self.base),
            "" if isinstance(ref, Unknown) or ref is None else ref.raw,
            image,
            told,
            tuple(self._remarks(named, image, builds, hosts)),
        )

    # The image

    def _image(self) -> Image:
        made = image_of(self.stage.image_facts, self.kb)
        told = self.stage.final_state.image_env
        required = told.get(self.kb.text("gpu-driver.requirement-variable"))
        if isinstance(required, str) and required:
            made = made._replace(requirement=required, is_requirement_whole=True)
        elif isinstance(required, Unknown) and made.requirement:
            made = made._replace(is_requirement_whole=False)
        made = made._replace(python=self._python())
        ignored = told.get(self.kb.text("nvidia-env.disable-require"))
        paths = told.get(self.kb.text("gpu-build.library-path-variable"))
        return made._replace(
            ignores_requirement=isinstance(ignored, str) and ignored.lower() in {"1", "t", "true"},
            library_path=tuple(paths.split(":")) if isinstance(paths, str) else (),
        )

    def _python(self) -> str:
        """Return the Python that packages are installed for; empty where that is not known.

        uv takes or downloads another Python than the image's unless it is told not to.
        """
        stages = self.stage.lineage
        if not any(self._of_stage(stage) for stage in stages):
            stages = tuple(each for each in self.build.dockerfile.stages if each.is_reachable)
        versions: set[str] = set()
        for stage in stages:
            for placed in contents_of(stage, self.kb).installs:
                if placed.run.stage is not stage or placed.install.ecosystem != "python":
                    continue
                python = placed.python
                is_fixed = placed.install.manager == "pip" or placed.install.has("--system")
                known = isinstance(python, Python) and python.origin in {"image", "distro", "venv"}
                version = python.version if isinstance(python, Python) else None
                versions.add(version if known and is_fixed and isinstance(version, str) else "")
        return versions.pop() if len(versions) == 1 else ""

    # What is installed

    def _packages(self) -> list[_Named]:
        """Return the packages with CUDA that reach the image, or that a stage before it installs.

        Where the image's own stages install none, those that it may copy from count.
        """
        own = [each for stage in self.stage.lineage for each in self._of_stage(stage)]
        if own:
            return own
        others = [
            stage
            for stage in self.build.dockerfile.stages
            if stage.is_reachable and stage not in self.stage.lineage
        ]
        return [each for stage in others for each in self._of_stage(stage)]

    def _of_stage(self, stage: Stage) -> list[_Named]:
        if stage not in self._of_stages:
            self._of_stages[stage] = self._read_stage(stage)
        return self._of_stages[stage]

    def _read_stage(self, stage: Stage) -> list[_Named]:
        found: list[_Named] = []
        for instruction in stage.instructions:
            if not isinstance(instruction, Run):
                continue
            place = self._place(instruction)
            for command in instruction.commands:
                install = install_of(command)
                if install is None or install.ecosystem != "python":
                    continue
                found += self._of_install(install, place)
        return found

    def _place(self, run: Run) -> str:
        lines = self.build.dockerfile.source.lines
        return f"{os.path.basename(self.build.path)}:{lines.position(run.span.start).line}"

    def _of_install(self, install: Install, place: str) -> Iterator[_Named]:
        if install.installs_lock or install.lock_file:
            yield from self._locked(install)
            return
        listed = listed_packages(install, self.build.context)
        variant, is_only = torch_variant(install, self.build.context, self.kb)
        newest = NewestVersions(
            install, listed, self.stage.image_facts, self.machine, variant, is_only=is_only
        )
        for spec in (*install.packages, *listed.packages):
            file = _wheel_in(spec.raw)
            known = uses_cuda(spec.name, self.kb) or spec.name in self._beside()
            if not known and companion_of_wheel(file, self.kb) is None:
                continue
            raw, version = spec.raw, spec.version
            if spec.is_dynamic and not spec.listed:
                raw = put_in(spec.word, install) or raw
                pinned = re.fullmatch(r"[^=<>~!;]+===?\s*(\d[\w.]*(?:\+\w+)?)", raw)
                version = pinned[1] if pinned else None
            local = re.search(r"(?:\+|%2[Bb])(cu\d+|cpu)\b", raw)
            yield _Named(
                spec.name,
                version or "",
                spec.extras,
                local[1] if local else variant,
                spec.listed or place,
                install.is_unconditional,
                file,
                install.span.start,
                not install.no_deps,
                None if spec.is_pinned or version else newest.of(spec, self.kb),
            )
        for name, taken in newest.pulled_in(("torch", "tensorflow"), self.kb):
            yield _Named(
                name,
                "",
                (),
                variant,
                place,
                install.is_unconditional,
                at=install.span.start,
                newest=taken,
            )

    def _beside(self) -> frozenset[str]:
        return self.kb.name_set("torch-policy.families") | {"xformers"}

    def _locked(self, install: Install) -> Iterator[_Named]:
        from dockwright.packages import Target, taken_from_lock

        platform = "linux/arm64" if self.machine == "aarch64" else "linux/amd64"
        python = getattr(self.stage.image_facts, "python_version", None)
        target = Target(python or self.kb.text("python.recommended"), platform)
        taken = taken_from_lock(install, self.build.context, target)
        if isinstance(taken, Unknown):
            return
        for package in taken.installed.packages:
            files = [each.name for each in package.files]
            file = files[0] if len(files) == 1 else ""
            known = uses_cuda(package.name, self.kb) or package.name in self._beside()
            if known or companion_of_wheel(file, self.kb) is not None:
                yield _Named(package.name, package.version, (), "", taken.name, file=file)
            elif package.name in self.kb.mapping("gpu-driver.jax-plugins"):
                extra = self.kb.mapping("gpu-driver.jax-plugins")[package.name]
                yield _Named("jax", package.version, (extra,), "", taken.name)

    # Builds

    def _builds(self, named: list[_Named], image: Image) -> list[_Program]:
        found: list[_Program] = []
        torch = None
        # Which torch there is decides about the others: a pinned one, or the one that vllm pins.
        first = "torch"
        if not any(each.name == "torch" and each.version for each in named):
            torch = self._torch_of_base(image)
            first = "vllm"
        if torch is not None:
            found.append(_Program(f"{torch.shown} of the base image", "", torch))
        pinned = {each.name for each in named if each.version and each.is_sure}
        for each in sorted(named, key=lambda one: (one.name != first, one.name != "torch")):
            if not each.version and each.newest is not None:
                # What another install pins, or the base image has, is enough for this one.
                if each.name in pinned:
                    continue
                if each.name == "torch" and torch is not None and each.newest.allows(torch.version):
                    continue
            version = each.version
            if each.name == "vllm" and torch is None and self.kb.has_fact(f"vllm.{version}"):
                with_it = str(self.kb.mapping(f"vllm.{version}")["torch"])
                made = build_of("torch", with_it, self.kb, machine=self.machine)
                if isinstance(made, ProgramBuild):
                    torch = made
                    shown = f"{made.shown}, which vllm {version} needs"
                    found.append(_Program(shown, each.place, made))
            build = build_of(
                each.name,
                version,
                self.kb,
                variant=each.variant,
                extras=each.extras,
                machine=self.machine,
                torch=torch,
            )
            if build is None:
                continue
            if isinstance(build, ProgramBuild):
                if build.name == "torch":
                    torch = build
                shown = build.shown
            else:
                shown = f"{each.name} {version}".strip()
            if all(shown != other.name for other in found):
                newest, as_of = self._newest(each, build, image)
                found.append(_Program(shown, each.place, build, newest, as_of))
        compiled = self._compiled(image, torch)
        if compiled is not None:
            found.append(_Program(compiled[1].shown, compiled[0], compiled[1]))
        if not found:
            if image.cuda is not None:
                unknown = Unknown("for which GPUs the image's program has code is not known")
                program = ProgramBuild("CUDA", "", image.cuda, unknown, unknown)
                found.append(_Program(f"CUDA {image.cuda} of the base image", "", program))
            else:
                told = Unknown("no package with CUDA is found, and the base image has none")
                found.append(_Program("the image", "", told))
        return found

    def _newest(
        self, named: _Named, build: ProgramBuild | Unknown, image: Image
    ) -> tuple[ProgramBuild | None, str]:
        """Return the build that is taken where none is pinned, and as of when."""
        if named.newest is None or isinstance(build, ProgramBuild):
            return None, ""
        for version, variant, as_of in named.newest.choices:
            made = build_of(
                named.name,
                version,
                self.kb,
                variant=variant,
                extras=named.extras,
                machine=self.machine,
            )
            if isinstance(made, ProgramBuild) and refused_by_image(image, made, self.kb) is None:
                return made, as_of
        return None, ""

    def _torch_of_base(self, image: Image) -> ProgramBuild | None:
        """Return the torch that the base image is known to have."""
        facts = self.stage.image_facts
        version = "" if isinstance(facts, Unknown) else facts.packages.get("torch", "")
        if not version or not image.cuda:
            return None
        variant = f"cu{''.join(image.cuda.split('.')[:2])}"
        build = build_of("torch", version, self.kb, variant=variant, machine=self.machine)
        return build if isinstance(build, ProgramBuild) else None

    def _compiled(
        self, image: Image, torch: ProgramBuild | None
    ) -> tuple[str, ProgramBuild] | None:
        """Return the code that is compiled for a list of architectures, with the list's place."""
        variable = self.kb.text(_COMPILED)
        cuda = image.cuda or (torch.cuda if torch is not None else "")
        others = [each for each in self.build.dockerfile.stages if each.is_reachable]
        for stage in (*reversed(self.stage.lineage), *others):
            for value, place in self._listed_architectures(stage, variable):
                targets = architectures_in(value, self.kb)
                if not targets or not cuda:
                    return None
                code = tuple(each.removesuffix("+PTX") for each in targets)
                ptx = tuple(each.removesuffix("+PTX") for each in targets if "+PTX" in each)
                name = f"what is compiled for {variable}={value}"
                return place, ProgramBuild(name, "", cuda, code, ptx, fact=_COMPILED)
        return None

    def _listed_architectures(self, stage: Stage, variable: str) -> Iterator[tuple[str, str]]:
        """Give what a stage says to compile for: where it installs, else for the whole stage."""
        for run in stage.runs():
            for command in run.commands:
                install = install_of(command)
                for each in install.environment if install is not None else ():
                    if each.name == variable and each.value is not None and install is not None:
                        told = put_in(each.value, install)
                        if told:
                            yield told, self._place(run)
        value = stage.final_state.variable(variable)
        if isinstance(value, str) and value:
            yield value, ""

    def _judged(self, host: NamedHost, image: Image, program: _Program) -> BuildVerdict:
        name, place, build = program.name, program.place, program.build
        if isinstance(build, Unknown):
            if program.newest is not None:
                return self._judged_newest(host, image, program, program.newest, build.reason)
            return BuildVerdict(name, place, None, Verdict(Outcome.UNKNOWN, "", build.reason))
        verdict = judge(host.host, image, build, self.kb)
        changes = mends(host.host, image, build, verdict, self.kb)
        if build.fact == _COMPILED and verdict.rule == "missing-architecture" and verdict.gpu:
            changes = (f"add {verdict.gpu.capability} to the list", *changes)
        return BuildVerdict(name, place, build, verdict, changes)

    def _judged_newest(
        self, host: NamedHost, image: Image, program: _Program, newest: ProgramBuild, why: str
    ) -> BuildVerdict:
        """Return what can be told where no version is pinned: what the newest one does."""
        verdict = judge(host.host, image, newest, self.kb)
        reason = (
            f"{why}: as of {program.as_of} a build takes {newest.shown}, and the verdict of that "
            f"is `{verdict.outcome.value}`: {verdict.reason}"
        )
        told = verdict._replace(outcome=Outcome.UNKNOWN, reason=reason)
        changes = mends(host.host, image, newest, verdict, self.kb)
        return BuildVerdict(program.name, program.place, None, told, changes)

    def _companions(
        self,
        named: list[_Named],
        builds: list[_Program],
        image: Image,
    ) -> Iterator[BuildVerdict]:
        """Give what becomes of packages that were built for another torch than stays installed."""
        torches = [each.build for each in builds if isinstance(each.build, ProgramBuild)]
        torches = [build for build in torches if build.name == "torch"]
        if not torches:
            return
        for each in named:
            companion = companion_of_wheel(each.file, self.kb) or companion_of_version(
                each.name, each.version, self.kb
            )
            if companion is None:
                continue
            verdict = judge_beside(companion, torches[-1], image.python, self.kb)
            if verdict is not None and not companion.file:
                verdict = self._resolved(verdict, companion, each, named, torches[-1])
            if verdict is not None:
                changes = self._fitting(companion, torches[-1], verdict)
                yield BuildVerdict(companion.shown, each.place, None, verdict, changes)

    def _resolved(
        self,
        verdict: Verdict,
        companion: Companion,
        each: _Named,
        named: list[_Named],
        torch: ProgramBuild,
    ) -> Verdict:
        """Return what an installer makes of a package that asks for another torch by its metadata.

        Before torch is installed, or without its dependencies, it comes to stand beside it.
        """
        places = [one.at for one in named if one.name == "torch" and one.version]
        # A torch that nothing names is the base image's, which comes before all.
        own = places[-1] if places else 0
        if each.at < 0 or own < 0 or not each.has_dependencies or each.at < own:
            return verdict
        if each.at == own:
            return Verdict(
                Outcome.FAILS,
                "other-torch",
                f"it asks for torch {companion.torch}, and the same install for {torch.shown}: "
                "nothing is installed",
                self.kb.text("torch-companion.conflicting"),
            )
        return Verdict(
            Outcome.CAVEAT,
            "other-torch",
            f"it asks for torch {companion.torch}, so that its install replaces {torch.shown}",
            caveats=("what was built for the replaced torch does not work any more",),
        )

    def _fitting(
        self, companion: Companion, torch: ProgramBuild, verdict: Verdict
    ) -> tuple[str, ...]:
        """Return what mends a package that was built for another torch."""
        if verdict.outcome is Outcome.UNKNOWN or verdict.rule == "no-wheel":
            return ()
        if companion.file:
            minor = ".".join(torch.version.split(".")[:2])
            abi = "TRUE" if has_new_abi(torch, self.kb) else "FALSE"
            told = f" and cxx11abi{abi}" if companion.has_new_abi is not None else ""
            return (f"take the wheel of {companion.name} for torch {minor}{told}",)
        wanted = wanted_sibling(torch.version, companion.name, companion.version, self.kb)
        own = f"install torch=={companion.torch}"
        return (f"install {companion.name}=={wanted}", own) if wanted else (own,)

    # What else is wrong

    def _remarks(
        self,
        named: list[_Named],
        image: Image,
        builds: list[_Program],
        hosts: tuple[NamedHost, ...],
    ) -> Iterator[str]:
        torches = [each.build for each in builds if isinstance(each.build, ProgramBuild)]
        torches = [build for build in torches if build.name == "torch"]
        sure = {(e.version, e.variant) for e in named if e.name == "torch" and e.is_sure}
        if len({build.shown for build in torches}) > 1 and len(sure) > 1:
            listed = " and ".join(build.shown for build in torches)
            yield f"several builds of torch are installed: {listed}; the last one stays"
        facts = self.stage.image_facts
        flavour = "" if isinstance(facts, Unknown) else facts.flavour or ""
        if torches and torches[-1].cuda and image.compat_cuda and "base" not in flavour:
            yield (
                f"CUDA is there twice: {image.cuda} of the base image, and "
                f"{torches[-1].cuda} that torch's wheels bring"
            )
        yield from self._shared_memory(hosts, torches)

    def _shared_memory(
        self, hosts: tuple[NamedHost, ...], torches: list[ProgramBuild]
    ) -> Iterator[str]:
        """Remark what NCCL needs where a machine has several GPUs and nothing gives it."""
        several = [each.name for each in hosts if len(each.host.gpus) > 1]
        if not several or not any(each.cuda for each in torches):
            return
        size = self.kb.integer("shared-memory.default-bytes") >> 20
        path = self.kb.text("shared-memory.path")
        project = self.build.context.project
        services = list(services_building(self.build.path, project))
        if any(_has_shared_memory(service, size << 20, path) for _, service in services):
            return
        names = [f"{each.name} of {shown_path(file, self.base)}" for file, each in services]
        none = f"; {' and '.join(names)} sets none" if names else ""
        yield (
            f"{several[0]} has several GPUs: where a program spreads over them, NCCL passes data "
            f"through {path}, which has {size} MB in a container unless it is given more "
            "(shm_size in Compose, --shm-size for docker run, a volume in memory in "
            f"Kubernetes){none}"
        )


def _has_shared_memory(service: Service, default: int, path: str) -> bool:
    """Tell whether a service has, or may have, more shared memory than the default."""
    ipc = service.text("ipc")
    if ipc is not None and ipc not in {"private", "shareable", "none"}:
        return True
    size = service.shm_size
    if isinstance(size, Unknown) or (size or 0) > default:
        return True
    return any(each.target == path for each in service.mounts)


def _wheel_in(raw: str) -> str:
    """Return the name of the wheel that a requirement's address or path ends in; empty for none."""
    address = raw.partition(" ;")[0].partition("#")[0].strip().strip("\"'")
    name = address.rpartition("/")[2]
    return name.replace("%2B", "+").replace("%2b", "+") if name.endswith(".whl") else ""
