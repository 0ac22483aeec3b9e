"""The values that the knowledge base hands out about CUDA and the deep-learning frameworks."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CudaToolkit", "DriverBranch", "GpuArchitecture", "TensorFlowRelease", "TorchRelease"]


class CudaToolkit(NamedTuple):
    """A release of the CUDA toolkit.

    Attributes:
        version: full version, such as ``12.4.1``.
        title: name in the release notes.
        bundled_driver: Linux driver that came with it, or None.
        minimum_driver: oldest Linux driver that runs programs of this major.
        fact: id of the fact.
        confidence: ``high``, ``medium`` or ``low``.
    """

    version: str
    title: str
    bundled_driver: str | None
    minimum_driver: str | None
    fact: str
    confidence: str


class DriverBranch(NamedTuple):
    """A branch of NVIDIA's Linux driver.

    Attributes:
        branch: number, such as ``550``.
        native_cuda: newest CUDA that it knows by itself.
        status: in words.
        fact: id of the fact.
        confidence: ``high``, ``medium`` or ``low``.
    """

    branch: str
    native_cuda: str
    status: str
    fact: str
    confidence: str


class GpuArchitecture(NamedTuple):
    """A compute capability and the GPUs that have it.

    Attributes:
        compute_capability: such as ``8.6``.
        sm: such as ``sm_86``.
        architecture: such as ``Ampere``.
        gpus: models.
        toolkit_added: first CUDA toolkit that compiles for it.
        toolkit_dropped: first toolkit that does not any more, or None.
        is_integrated: whether it is a Jetson-like integrated GPU.
        fact: id of the fact.
        confidence: ``high``, ``medium`` or ``low``.
    """

    compute_capability: str
    sm: str
    architecture: str
    gpus: tuple[str, ...]
    toolkit_added: str
    toolkit_dropped: str | None
    is_integrated: bool
    fact: str
    confidence: str


class TorchRelease(NamedTuple):
    """A release of torch on the public index.

    Attributes:
        version: such as ``2.4.1``.
        released: day.
        default_cuda: variant of the default Linux x86-64 wheel, such as ``cu121``.
        variants: variants on the project's own index, ``cpu`` among them.
        python: supported Python versions, such as ``3.8-3.12``.
        wheel_bytes: bytes of the default Linux x86-64 wheel.
        cuda_bytes: bytes of the nvidia-* and triton wheels that it pulls in.
        download_bytes: bytes of all wheels of a default install on Linux x86-64.
        aarch64_is_cuda: whether the default arm64 wheel is a CUDA build.
        aarch64_bytes: bytes of all wheels of a default install on Linux arm64.
        cudnn: cuDNN version it pulls in.
        nccl: NCCL version.
        triton: triton version.
        glibc: oldest glibc.
        torchvision: version that goes with it.
        torchaudio: version that goes with it.
        architectures: per variant, compute capabilities with code in the x86-64 wheel.
        fact: id of the fact.
    """

    version: str
    released: str
    default_cuda: str
    variants: tuple[str, ...]
    python: str
    wheel_bytes: int
    cuda_bytes: int
    download_bytes: int
    aarch64_is_cuda: bool
    aarch64_bytes: int
    cudnn: str | None
    nccl: str | None
    triton: str | None
    glibc: str
    torchvision: str
    torchaudio: str
    architectures: Mapping[str, tuple[str, ...]]
    fact: str


class TensorFlowRelease(NamedTuple):
    """A release of tensorflow on the public index.

    Attributes:
        version: minor version, such as ``2.17``.
        released: day.
        cuda: CUDA version it was built for.
        cudnn: cuDNN version.
        python: supported Python versions.
        wheel_bytes: bytes of the Linux x86-64 wheel.
        has_and_cuda: whether the extra ``and-cuda`` exists.
        fact: id of the fact.
    """

    version: str
    released: str
    cuda: str
    cudnn: str
    python: str
    wheel_bytes: int
    has_and_cuda: bool
    fact: str
