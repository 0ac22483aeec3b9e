"""The values that a verdict is made from, and the verdict."""

from __future__ import annotations

from dockwright.text.light import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.unknown import Unknown

__all__ = ["Gpu", "Host", "Image", "Outcome", "ProgramBuild", "Verdict"]


class Gpu(NamedTuple):
    """A GPU of a machine.

    Attributes:
        name: the model, such as ``RTX 4090``; empty where only the capability is known.
        capability: the compute capability, such as ``8.9``.
        grade: ``data-centre``, ``workstation``, ``geforce``, ``titan``, ``integrated`` (Jetson),
            or empty where that is not known.
        architecture: such as ``Ada Lovelace``; empty where it is not known.
    """

    name: str
    capability: str
    grade: str = ""
    architecture: str = ""

    @property
    def shown(self) -> str:
        """Return the name, or the capability as compilers write it."""
        return self.name or f"sm_{self.capability.replace('.', '')}"


class Host(NamedTuple):
    """A machine that containers run on.

    Attributes:
        driver: version of NVIDIA's driver, such as ``550.54.14``.
        gpus: its GPUs.
        is_wsl: whether it is WSL 2, where the driver is Windows'.
        toolkit: how the container toolkit starts containers: ``legacy`` (its hook, which checks
            what the image requires), ``cdi`` (which does not), ``none``, or empty where that is
            not known.
    """

    driver: str
    gpus: tuple[Gpu, ...]
    is_wsl: bool = False
    toolkit: str = ""


class Image(NamedTuple):
    """What counts of the image that the program runs in.

    Attributes:
        cuda: CUDA of the base image; None where it has none.
        requirement: ``NVIDIA_REQUIRE_CUDA`` as the container toolkit reads it; empty for none.
        is_requirement_whole: whether all alternatives of the requirement are known.
        compat_cuda: CUDA of the package cuda-compat in the image; None where there is none.
        library_path: directories of ``LD_LIBRARY_PATH``.
        ignores_requirement: whether ``NVIDIA_DISABLE_REQUIRE`` is set.
        libc: ``glibc`` or ``musl``; empty where it is not known.
        glibc: its version, such as ``2.36``; empty where there is none or it is not known.
        python: the minor version of the Python that is installed for; empty where it is not known.
    """

    cuda: str | None = None
    requirement: str = ""
    is_requirement_whole: bool = True
    compat_cuda: str | None = None
    library_path: tuple[str, ...] = ()
    ignores_requirement: bool = False
    libc: str = ""
    glibc: str = ""
    python: str = ""


class ProgramBuild(NamedTuple):
    """A build of a framework, or of any program that uses CUDA.

    Attributes:
        name: such as ``torch``.
        version: such as ``2.7.1``; empty where it is not known.
        cuda: CUDA that it was built with, such as ``12.8``; empty for a build without CUDA.
        code: targets with machine code, such as ``8.6`` or ``9.0a``.
        ptx: targets with PTX, which the driver compiles when the program starts.
        minimum_driver: the driver that the project asks for, where it is above CUDA's own.
        minimum_capability: the least compute capability that the project supports.
        capability_error: what it says on a lesser GPU; empty where that is CUDA's own text.
        glibc: the oldest glibc.
        python: the Pythons that there are wheels for.
        machine: ``x86_64`` or ``aarch64``.
        variant: the wheel's variant, such as ``cu128``.
        fact: id of the fact that it is taken from.
        is_for_any_libc: whether its wheel's name asks for no C library (``linux_x86_64``), so
            that it is installed where it cannot be imported.
        disputed: those of ``code`` about which sources disagree.
    """

    name: str
    version: str
    cuda: str
    code: tuple[str, ...] | Unknown
    ptx: tuple[str, ...] | Unknown = ()
    minimum_driver: str = ""
    minimum_capability: str = ""
    capability_error: str = ""
    glibc: str = ""
    python: str = ""
    machine: str = "x86_64"
    variant: str = ""
    fact: str = ""
    is_for_any_libc: bool = False
    disputed: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Return name, version and variant as requirements write them."""
        version = f" {self.version}" if self.version else ""
        local = f"+{self.variant}" if self.variant else ""
        return f"{self.name}{version}{local if self.version else ''}"


class Outcome(Enum):
    """What becomes of the program."""

    RUNS = "runs"
    CAVEAT = "runs with a caveat"
    FAILS = "fails"
    UNKNOWN = "cannot tell"


class Verdict(NamedTuple):
    """What becomes of a program on a GPU of a machine.

    Attributes:
        outcome: whether it runs.
        rule: the rule of the chain that decides: ``native``, ``minor-version``,
            ``forward-compatibility``, ``ptx-jit``, ``cpu-build``, ``documented``; or the
            link that breaks:
            ``driver-without-gpu``, ``image-requirement``, ``driver-too-old``,
            ``missing-architecture``, ``ptx-too-new``, ``compat-unsupported``,
            ``compat-too-old``, ``no-toolkit``, ``unsupported-gpu``, ``no-wheel`` (none for the
            image's Python or C library), ``other-torch`` (built for another torch).
        reason: why, in a sentence.
        error: the text that the user sees; empty where there is none.
        caveats: what else there is to know.
        gpu: the GPU it is about; None where none counts.
        facts: ids of the facts that it rests on.
    """

    outcome: Outcome
    rule: str
    reason: str
    error: str = ""
    caveats: tuple[str, ...] = ()
    gpu: Gpu | None = None
    facts: tuple[str, ...] = ()
