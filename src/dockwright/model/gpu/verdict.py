"""The chain from the driver to the device code, judged link by link.

In the order in which a container meets them: does the driver drive the GPU, does the container
toolkit start the image, which libcuda is loaded, does it take the program's CUDA, is there device
code for the GPU.
"""

from __future__ import annotations

from dockwright.model.gpu.hardware import (
    branch_of,
    bundled_driver,
    found_version,
    native_cuda,
    numbers,
    runs_code,
    runs_ptx,
)
from dockwright.model.gpu.requirement import is_met, refusal
from dockwright.model.gpu.values import Gpu, Outcome, Verdict
from dockwright.model.gpu.wheels import refused_by_image
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb.load import KnowledgeBase
    from dockwright.model.gpu.values import Host, Image, ProgramBuild

__all__ = ["judge", "judge_each"]

_WORSE = (Outcome.RUNS, Outcome.CAVEAT, Outcome.UNKNOWN, Outcome.FAILS)


class _Libcuda(NamedTuple):
    """The driver library that a program gets: its CUDA, and by which rule."""

    cuda: tuple[int, ...]
    driver: str
    is_compat: bool


def judge(host: Host, image: Image, build: ProgramBuild, kb: KnowledgeBase) -> Verdict:
    """Return the worst verdict of a machine's GPUs; what cannot be installed fails on any."""
    refused = refused_by_image(image, build, kb)
    if refused is not None:
        return refused
    found = judge_each(host, image, build, kb)
    return max(found, key=lambda each: _WORSE.index(each.outcome))


def judge_each(
    host: Host, image: Image, build: ProgramBuild, kb: KnowledgeBase
) -> tuple[Verdict, ...]:
    """Return a verdict for each GPU of a machine."""
    if not host.gpus:
        return (Verdict(Outcome.UNKNOWN, "", "no GPU of the machine is known"),)
    return tuple(_judge(host, gpu, image, build, kb)._replace(gpu=gpu) for gpu in host.gpus)


def _judge(host: Host, gpu: Gpu, image: Image, build: ProgramBuild, kb: KnowledgeBase) -> Verdict:
    if not build.cuda:
        error = kb.text("cuda-message.cpu-build-torch") if build.name == "torch" else ""
        return Verdict(
            Outcome.CAVEAT,
            "cpu-build",
            f"{build.shown} is a build without CUDA: it runs on the processor and uses no GPU",
            caveats=(f"asked for CUDA it ends with: {error}",) if error else (),
        )
    if host.toolkit == "none":
        return Verdict(
            Outcome.FAILS,
            "no-toolkit",
            "the machine has no NVIDIA container toolkit, so no container gets a GPU",
            kb.text("cuda-error.toolkit-not-on-host"),
        )
    undriven = _driver_without_gpu(host, gpu, kb)
    if undriven is not None:
        return undriven
    inside = _inside(host, gpu, image, build, kb)
    return _start(host, gpu, image, inside, kb)


def _driver_without_gpu(host: Host, gpu: Gpu, kb: KnowledgeBase) -> Verdict | None:
    """Return a verdict where the driver does not drive the GPU at all."""
    if gpu.grade == "integrated":
        return None
    branch = branch_of(host.driver)
    last = kb.mapping("gpu-driver.last-branch").get(gpu.architecture)
    error = kb.text("cuda-error.no-gpu")
    if last is not None and branch > int(last):
        return Verdict(
            Outcome.FAILS,
            "driver-without-gpu",
            f"driver {host.driver} does not drive {gpu.architecture} any more: branch {last} is "
            "the last that does",
            error,
            facts=("gpu-driver.last-branch",),
        )
    known = kb.compute_capability(gpu.capability)
    first = None if known is None else bundled_driver(known.toolkit_added, kb)
    if known is not None and first is not None and branch < branch_of(first):
        return Verdict(
            Outcome.FAILS,
            "driver-without-gpu",
            f"driver {host.driver} is older than {gpu.shown} (compute capability "
            f"{gpu.capability}), which came with branch {branch_of(first)}",
            error,
            facts=(known.fact,),
        )
    return None


def _start(host: Host, gpu: Gpu, image: Image, inside: Verdict, kb: KnowledgeBase) -> Verdict:
    """Return the verdict, the check at the container's start included."""
    if not image.requirement or image.ignores_requirement or host.toolkit == "cdi":
        return inside
    met = is_met(image.requirement, host.driver, gpu, kb)
    if met is True:
        return inside
    error = refusal(image.requirement, kb)
    if isinstance(met, Unknown) or not image.is_requirement_whole:
        if inside.outcome is Outcome.FAILS:
            return inside
        why = met.reason if isinstance(met, Unknown) else "which branches it takes is not known"
        return Verdict(
            Outcome.UNKNOWN,
            "image-requirement",
            f"the base image asks for {image.requirement.split()[0]} or a driver of certain "
            f"branches, and {why}",
            error,
            (f"once started: {inside.reason}",),
        )
    caveats: tuple[str, ...] = ()
    if host.toolkit != "legacy":
        told = "a container toolkit in CDI mode does not check what the image requires; there "
        caveats = (told + _inside_words(inside),)
    return Verdict(
        Outcome.FAILS,
        "image-requirement",
        f"the base image asks for {image.requirement.split()[0]}, which driver {host.driver} "
        f"with {gpu.shown} does not meet: the container is refused at its start",
        error,
        caveats,
    )


def _inside_words(inside: Verdict) -> str:
    if inside.outcome is Outcome.FAILS and inside.error:
        return f"it starts and fails with: {inside.error}"
    return f"the verdict is: {inside.outcome.value}"


def _inside(host: Host, gpu: Gpu, image: Image, build: ProgramBuild, kb: KnowledgeBase) -> Verdict:
    """Return what happens once the container runs."""
    if gpu.grade == "integrated" and numbers(gpu.capability) < numbers(_first_server_jetson(kb)):
        missing = _device_code(None, gpu, build, kb)
        if missing is not None and missing.outcome is Outcome.FAILS:
            return missing
        return Verdict(
            Outcome.UNKNOWN, "", "Jetson boards have drivers of their own, which are not judged"
        )
    library = _libcuda(host, gpu, image, kb)
    if isinstance(library, Verdict):
        return library
    taken = _takes_cuda(library, host, image, build, kb)
    if taken.outcome is Outcome.FAILS:
        return taken
    code = _device_code(library, gpu, build, kb)
    if code is None:
        return taken
    if code.outcome is Outcome.CAVEAT:
        return code._replace(caveats=(*code.caveats, *taken.caveats))
    if code.outcome is Outcome.UNKNOWN:
        return code._replace(reason=f"{taken.reason}; {code.reason}")
    return code


def _first_server_jetson(kb: KnowledgeBase) -> str:
    return kb.text("gpu-driver.first-integrated-with-server-driver")


def _libcuda(host: Host, gpu: Gpu, image: Image, kb: KnowledgeBase) -> _Libcuda | Verdict:
    """Return which driver library is loaded, or what comes of it."""
    own = native_cuda(host.driver, kb)
    if isinstance(own, Unknown):
        own = (0, 0)
    native = _Libcuda(own, host.driver, is_compat=False)
    if image.compat_cuda is None:
        return native
    driver = bundled_driver(image.compat_cuda, kb)
    directory = kb.text("cuda.compat-directory")
    is_forced = any(_is_compat(path, directory) for path in image.library_path)
    if driver is None:
        return Verdict(
            Outcome.UNKNOWN, "", f"the driver of cuda-compat {image.compat_cuda} is not known"
        )
    if branch_of(driver) <= branch_of(host.driver):
        if is_forced and branch_of(driver) < branch_of(host.driver):
            return Verdict(
                Outcome.FAILS,
                "compat-too-old",
                f"LD_LIBRARY_PATH puts the cuda-compat of CUDA {image.compat_cuda} before driver "
                f"{host.driver}, which is newer",
                kb.text("cuda-message.compat-older-than-driver"),
            )
        return native
    if host.is_wsl and not is_forced:
        return native
    takes = kb.mapping("gpu-grade.takes-forward-compatibility").get(gpu.grade, "")
    if takes == "no":
        by = "LD_LIBRARY_PATH" if is_forced else "the container toolkit"
        return Verdict(
            Outcome.FAILS,
            "compat-unsupported",
            f"{by} puts the image's cuda-compat before driver {host.driver}, and {gpu.shown} "
            "does not take forward compatibility",
            kb.text("cuda-error.compat-on-consumer-gpu"),
            facts=("gpu-grade.takes-forward-compatibility",),
        )
    if takes != "yes":
        return Verdict(
            Outcome.UNKNOWN,
            "forward-compatibility",
            f"whether {gpu.shown} takes forward compatibility is not known: data centre GPUs and "
            "some RTX boards do",
        )
    branches = kb.name_set("gpu-driver.compat-branches")
    if str(branch_of(host.driver)) not in branches:
        return Verdict(
            Outcome.UNKNOWN,
            "forward-compatibility",
            f"whether cuda-compat {image.compat_cuda} works on branch "
            f"{branch_of(host.driver)} of the driver is not documented",
        )
    return _Libcuda(numbers(image.compat_cuda)[:2], driver, is_compat=True)


def _is_compat(path: str, directory: str) -> bool:
    """Tell whether a directory is that of cuda-compat, with or without a version in it."""
    from dockwright.text import regex as re

    return re.sub(r"/cuda-[\d.]+/", "/cuda/", f"{path.rstrip('/')}/") == f"{directory}/"


def _takes_cuda(
    library: _Libcuda, host: Host, image: Image, build: ProgramBuild, kb: KnowledgeBase
) -> Verdict:
    """Return whether a driver library takes the program's CUDA, and by which rule."""
    wanted = numbers(build.cuda)[:2]
    asked = build.minimum_driver
    if asked and numbers(library.driver) < numbers(asked):
        return _too_old(library, host, build, kb, asked)
    if library.cuda >= wanted:
        if library.is_compat:
            return Verdict(
                Outcome.CAVEAT,
                "forward-compatibility",
                f"the image's cuda-compat brings the libcuda of CUDA {image.compat_cuda} to "
                f"driver {host.driver}",
                caveats=("forward compatibility works on data centre GPUs only",),
            )
        return Verdict(
            Outcome.RUNS,
            "native",
            f"driver {host.driver} knows CUDA {_dotted(library.cuda)}, and {build.shown} was "
            f"built with {build.cuda}",
        )
    floor = kb.mapping("cuda.minimum-driver").get(str(wanted[0])) or bundled_driver(build.cuda, kb)
    if floor is None:
        return Verdict(Outcome.UNKNOWN, "", f"CUDA {build.cuda} is not known")
    if library.cuda[0] == wanted[0] and numbers(library.driver) >= numbers(floor):
        return Verdict(
            Outcome.RUNS,
            "minor-version",
            f"driver {host.driver} knows CUDA {_dotted(library.cuda)} and runs {build.shown}, "
            f"built with {build.cuda}, by minor version compatibility",
            caveats=(f"this driver does not take PTX that CUDA {build.cuda} makes at run time",),
            facts=("cuda.minimum-driver",),
        )
    return _too_old(library, host, build, kb, floor)


def _too_old(
    library: _Libcuda, host: Host, build: ProgramBuild, kb: KnowledgeBase, floor: str
) -> Verdict:
    error = kb.text("cuda-error.driver-too-old")
    if build.name in kb.name_set("gpu-driver.told-by-torch"):
        text = kb.text("cuda-message.driver-too-old-torch")
        found = found_version(library.cuda) if library.cuda > (0, 0) else "N"
        error = text.format(found=found)
    return Verdict(
        Outcome.FAILS,
        "driver-too-old",
        f"{build.shown} was built with CUDA {build.cuda}, which needs driver {floor} or newer; "
        f"the machine has {host.driver}",
        error,
        facts=("cuda.minimum-driver",),
    )


def _device_code(
    library: _Libcuda | None, gpu: Gpu, build: ProgramBuild, kb: KnowledgeBase
) -> Verdict | None:
    """Return what is wrong or notable with the device code; None where there is machine code."""
    known = kb.compute_capability(gpu.capability)
    least = build.minimum_capability
    if least and numbers(gpu.capability) < numbers(least):
        return Verdict(
            Outcome.FAILS,
            "unsupported-gpu",
            f"{build.shown} supports compute capability {least} and newer, and {gpu.shown} has "
            f"{gpu.capability}",
            build.capability_error or kb.text("cuda-error.missing-architecture"),
            facts=(build.fact,) if build.fact else (),
        )
    if isinstance(build.code, Unknown):
        dropped = None if known is None else known.toolkit_dropped
        if dropped is not None and numbers(dropped) <= numbers(build.cuda):
            return _missing(
                gpu, build, kb, f"CUDA {dropped} dropped compute capability {gpu.capability}"
            )
        added = None if known is None else known.toolkit_added
        if least and added is not None and numbers(added) <= numbers(build.cuda):
            return Verdict(
                Outcome.CAVEAT,
                "documented",
                f"{build.shown} supports compute capability {least} and newer by its documentation",
                caveats=(build.code.reason,),
                facts=(build.fact,) if build.fact else (),
            )
        return Verdict(Outcome.UNKNOWN, "", build.code.reason)
    running = [target for target in build.code if runs_code(target, gpu, kb)]
    if running and set(running) <= set(build.disputed):
        return Verdict(
            Outcome.UNKNOWN,
            "",
            f"whether {build.shown} has machine code for compute capability {gpu.capability} "
            "is told one way by the project's list of architectures, and the other way by its "
            "build script",
            facts=("torch-policy.disputed-code",),
        )
    if running:
        return None
    if isinstance(build.ptx, Unknown):
        return Verdict(
            Outcome.UNKNOWN,
            "",
            f"{build.shown} has no machine code for compute capability {gpu.capability}, and "
            f"whether it has PTX is not known: {build.ptx.reason}",
        )
    usable = [target for target in build.ptx if runs_ptx(target, gpu)]
    if not usable:
        listed = ", ".join([*build.code, *(f"{each}+PTX" for each in build.ptx)])
        return _missing(gpu, build, kb, f"it has code for {listed}")
    wanted = numbers(build.cuda)[:2]
    if library is not None and library.cuda < wanted:
        return Verdict(
            Outcome.FAILS,
            "ptx-too-new",
            f"{build.shown} has only PTX for {gpu.shown}, made by CUDA {build.cuda}, and the "
            f"driver compiles PTX up to CUDA {_dotted(library.cuda)}: minor version "
            "compatibility is not for PTX",
            kb.text("cuda-error.ptx-too-new"),
        )
    return Verdict(
        Outcome.CAVEAT,
        "ptx-jit",
        f"{build.shown} has no machine code for {gpu.shown}; the driver compiles its PTX for "
        f"compute capability {usable[-1]}",
        caveats=("the first start compiles every kernel, which takes minutes",),
    )


def _missing(gpu: Gpu, build: ProgramBuild, kb: KnowledgeBase, why: str) -> Verdict:
    return Verdict(
        Outcome.FAILS,
        "missing-architecture",
        f"{build.shown} has no code for {gpu.shown} (compute capability {gpu.capability}): {why}",
        kb.text("cuda-error.missing-architecture"),
        facts=(build.fact,) if build.fact else (),
    )


def _dotted(cuda: tuple[int, ...]) -> str:
    return ".".join(map(str, cuda[:2])) if cuda > (0, 0) else "before 10.0"
