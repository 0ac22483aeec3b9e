"""The command ``gpu``: what a project installs, judged on each machine."""

# Paths are strings throughout.
# ruff: noqa: PTH100, PTH118, PTH119

from __future__ import annotations

import os

from dockwright.kb import load
from dockwright.model.contents import expand_word
from dockwright.model.find import shown_path
from dockwright.model.gpu import (
    Image,
    Outcome,
    ProgramBuild,
    Verdict,
    build_of,
    image_of,
    judge,
    mends,
    uses_cuda,
    wanted_sibling,
)
from dockwright.model.gpu.hardware import runs_code, runs_ptx
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.listed import file_seen_by, listed_packages
from dockwright.model.unknown import Unknown
from dockwright.report.gpus import BuildVerdict, GpuResult, HostVerdict
from dockwright.run.named_build import named_build
from dockwright.syntax.requirements import LineKind, parse
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dockwright.model.install import Install
    from dockwright.model.stage import Stage
    from dockwright.model.workspace import ImageBuild
    from dockwright.run.hosts import NamedHost
    from dockwright.syntax.shell.nodes import ShellWord

__all__ = ["gpu_verdicts"]


class _Named(NamedTuple):
    """A package that an install brings, with the build that its index or version chooses.

    Whether the install runs may depend on a condition; then it is not sure.
    """

    name: str
    version: str
    extras: tuple[str, ...]
    variant: str
    place: str
    is_sure: bool = True


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

    def result(self, hosts: tuple[NamedHost, ...]) -> GpuResult:
        """Return the verdict of each machine."""
        image = self._image()
        named = self._packages()
        builds = self._builds(named, image)
        told = tuple(
            HostVerdict(
                each.name,
                each.host,
                tuple(self._judged(each, image, *one) for one in builds),
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
        ignored = told.get(self.kb.text("nvidia-env.disable-require"))
        paths = told.get(self.kb.text("gpu-build.library-path-variable"))
        return made._replace(
            ignores_requirement=isinstance(ignored, str) and ignored.lower() in {"1", "t", "true"},
            library_path=tuple(paths.split(":")) if isinstance(paths, str) else (),
        )

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
        if install.installs_lock:
            yield from self._locked(install)
            return
        listed = listed_packages(install, self.build.context)
        variant = self._variant(install)
        for spec in (*install.packages, *listed.packages):
            if not uses_cuda(spec.name, self.kb) and spec.name not in self._beside():
                continue
            raw, version = spec.raw, spec.version
            if spec.is_dynamic and not spec.listed:
                raw = _put_in(spec.word, install) or raw
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
            )

    def _beside(self) -> frozenset[str]:
        return self.kb.name_set("torch-policy.families")

    def _variant(self, install: Install) -> str:
        """Return the variant that an install's index is for; empty for the public index."""
        pattern = self.kb.text("torch-index.variant-pattern")
        texts = [
            (_put_in(each.word, install) or each.text, each.replaces) for each in install.index_urls
        ]
        backend = self.kb.text("torch-index.uv-torch-backend-env")
        for assignment in install.environment if install.manager == "uv" else ():
            if assignment.name == backend and assignment.value is not None:
                told = _put_in(assignment.value, install) or ""
                if self.kb.wheel_cuda(told) is not None or told == "cpu":
                    return told
        for word in install.requirement_files:
            texts += [(each, True) for each in self._indexes(word.value, install)]
        for text, _ in sorted(texts, key=lambda pair: not pair[1]):
            found = re.match(pattern, text)
            if found:
                return str(found["variant"])
        return ""

    def _indexes(self, path: str | None, install: Install) -> Iterator[str]:
        run = install.instruction
        if path is None or not isinstance(run, Run):
            return
        workdir = run.state.workdir
        if not path.startswith("/"):
            if not isinstance(workdir, str):
                return
            path = os.path.normpath(os.path.join(workdir, path))
        source = file_seen_by(path, install, self.build.context)
        if source is not None:
            for line in parse(source):
                if line.kind is LineKind.INDEX:
                    yield line.text

    def _locked(self, install: Install) -> Iterator[_Named]:
        from dockwright.packages import Target, installed, read_dependency_file
        from dockwright.text import Source

        for name in reversed(install.manifests):
            data = self.build.context.read(name)
            if not isinstance(data, bytes) or name == "pyproject.toml":
                continue
            lock = read_dependency_file(Source.from_bytes(name, data))
            platform = "linux/arm64" if self.machine == "aarch64" else "linux/amd64"
            python = getattr(self.stage.image_facts, "python_version", None)
            python = python or self.kb.text("python.recommended")
            for package in installed(lock, Target(python, platform)).packages:
                if uses_cuda(package.name, self.kb) or package.name in self._beside():
                    extras = ()
                    yield _Named(package.name, package.version, extras, "", name)
                elif package.name in self.kb.mapping("gpu-driver.jax-plugins"):
                    extra = self.kb.mapping("gpu-driver.jax-plugins")[package.name]
                    yield _Named("jax", package.version, (extra,), "", name)
            return

    # Builds

    def _builds(
        self, named: list[_Named], image: Image
    ) -> list[tuple[str, str, ProgramBuild | Unknown]]:
        found: list[tuple[str, str, ProgramBuild | Unknown]] = []
        torch: ProgramBuild | None = None
        for each in sorted(named, key=lambda one: one.name != "torch"):
            version = each.version
            if each.name == "vllm" and torch is None and self.kb.has_fact(f"vllm.{version}"):
                with_it = str(self.kb.mapping(f"vllm.{version}")["torch"])
                made = build_of("torch", with_it, self.kb, machine=self.machine)
                if isinstance(made, ProgramBuild):
                    torch = made
                    found.append((f"{made.shown}, which vllm {version} needs", each.place, made))
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
            if all(shown != other for other, _, _ in found):
                found.append((shown, each.place, build))
        if not found:
            if image.cuda is not None:
                unknown = Unknown("for which GPUs the image's program has code is not known")
                program = ProgramBuild("CUDA", "", image.cuda, unknown, unknown)
                found.append((f"CUDA {image.cuda} of the base image", "", program))
            else:
                told = Unknown("no package with CUDA is found, and the base image has none")
                found.append(("the image", "", told))
        return found

    def _judged(
        self,
        host: NamedHost,
        image: Image,
        name: str,
        place: str,
        build: ProgramBuild | Unknown,
    ) -> BuildVerdict:
        if isinstance(build, Unknown):
            return BuildVerdict(name, place, None, Verdict(Outcome.UNKNOWN, "", build.reason))
        verdict = judge(host.host, image, build, self.kb)
        changes = mends(host.host, image, build, verdict, self.kb)
        return BuildVerdict(name, place, build, verdict, changes)

    # What else is wrong

    def _remarks(
        self,
        named: list[_Named],
        image: Image,
        builds: list[tuple[str, str, ProgramBuild | Unknown]],
        hosts: tuple[NamedHost, ...],
    ) -> Iterator[str]:
        torches = [build for _, _, build in builds if isinstance(build, ProgramBuild)]
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
        yield from self._siblings(named, torches)
        yield from self._architectures(hosts)

    def _siblings(self, named: list[_Named], torches: list[ProgramBuild]) -> Iterator[str]:
        if not torches:
            return
        torch = torches[-1]
        for each in named:
            wanted = wanted_sibling(torch.version, each.name, each.version, self.kb)
            if wanted:
                yield (
                    f"{each.name} {each.version.partition('+')[0]} was built for another torch "
                    f"than {torch.version}, with which {wanted} goes"
                )

    def _architectures(self, hosts: tuple[NamedHost, ...]) -> Iterator[str]:
        variable = self.kb.text("gpu-build.architecture-variable")
        value = self.stage.final_state.variable(variable)
        if not isinstance(value, str) or not value:
            return
        listed = [each for each in re.split(r"[;,\s]+", value) if re.match(r"\d", each)]
        for gpu in dict.fromkeys(gpu for each in hosts for gpu in each.host.gpus):
            bare = [each.removesuffix("+PTX") for each in listed]
            with_ptx = [each.removesuffix("+PTX") for each in listed if each.endswith("+PTX")]
            fits = any(runs_code(each, gpu, self.kb) for each in bare)
            if listed and not fits and not any(runs_ptx(each, gpu) for each in with_ptx):
                yield (
                    f"{variable} is {value}: what is compiled here has no code for {gpu.shown} "
                    f"(compute capability {gpu.capability})"
                )


def _put_in(word: ShellWord, install: Install) -> str | None:
    """Return a word with what ENV and ARG say; None where something else decides."""
    run = install.instruction
    return expand_word(word, run.state) if isinstance(run, Run) else word.value
