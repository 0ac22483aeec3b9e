"""The builds of frameworks that the knowledge base knows, and what counts of known base images."""

from __future__ import annotations

from dockwright.model.gpu.hardware import numbers
from dockwright.model.gpu.requirement import requirement_of_cuda_image
from dockwright.model.gpu.values import Image, ProgramBuild
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb.gpu_records import TorchRelease
    from dockwright.kb.load import KnowledgeBase
    from dockwright.kb.records import ImageFacts

__all__ = ["build_of", "image_of", "torch_build", "uses_cuda"]

_NOT_PUBLISHED = Unknown("for which GPUs it has machine code is not published")


def uses_cuda(name: str, kb: KnowledgeBase) -> bool:
    """Tell whether a package's wheels use CUDA, as far as is known."""
    return name in {"torch", "tensorflow", "jax"} or kb.has_fact(f"gpu-build-of.{name}")


def build_of(
    name: str,
    version: str,
    kb: KnowledgeBase,
    *,
    variant: str = "",
    extras: Iterable[str] = (),
    machine: str = "x86_64",
    torch: ProgramBuild | None = None,
) -> ProgramBuild | Unknown | None:
    """Return the build of a package that an install brings; None where it uses no CUDA.

    Args:
        name: the normalised name.
        version: the version, with or without a local part such as ``+cu121``.
        kb: the knowledge base.
        variant: the variant that an index is for, such as ``cu121`` or ``cpu``.
        extras: the extras asked for.
        machine: ``x86_64`` or ``aarch64``.
        torch: the torch beside it, which decides the CUDA of what is built upon it.
    """
    public, _, local = version.partition("+")
    if name == "torch":
        return torch_build(public, local or variant, kb, machine)
    if name == "tensorflow":
        return _tensorflow(public, kb, machine)
    if name == "jax":
        wanted = next((each for each in extras if each.startswith("cuda")), "")
        if not wanted:
            return None
        name = f"jax-{wanted.partition('-')[0]}"
    if not kb.has_fact(f"gpu-build-of.{name}"):
        return None
    fact = f"gpu-build-of.{name}"
    value = kb.mapping(fact)
    cuda: str | Unknown
    if value.get("with_torch"):
        cuda = _cuda_with_torch(name, public, kb, torch)
    else:
        cuda = _by_version(public, value["cuda"], name)
    if isinstance(cuda, Unknown):
        return cuda
    compiles = value.get("compiles", False)
    return ProgramBuild(
        name,
        public,
        cuda,
        # cupy compiles for the GPU that it finds, with the NVRTC of the same CUDA.
        _NOT_PUBLISHED if not compiles else Unknown("it compiles for the GPU when it runs"),
        minimum_driver=value.get("minimum_driver", ""),
        minimum_capability=value.get("minimum_capability", ""),
        capability_error=value.get("error", ""),
        machine=machine,
        fact=fact,
    )


def torch_build(
    version: str, variant: str, kb: KnowledgeBase, machine: str = "x86_64"
) -> ProgramBuild | Unknown:
    """Return a build of torch; without a variant the one of the public index."""
    release = kb.torch_release(version) if version else None
    if release is None:
        return Unknown(
            f"torch {version} is not in the knowledge base" if version else "torch is not pinned"
        )
    is_on_own_index = bool(variant)
    variant = variant or _default_variant(release, machine)
    build = _torch_of(release, variant, kb, machine)
    if not is_on_own_index or isinstance(build, Unknown):
        return build
    first = kb.text("torch-companion.first-release-with-new-abi")
    is_new = numbers(release.version) >= numbers(first) or _is_early_new_abi(release, variant, kb)
    return build._replace(is_for_any_libc=not is_new)


def _is_early_new_abi(release: TorchRelease, variant: str, kb: KnowledgeBase) -> bool:
    return f"{release.version}+{variant}" in kb.names("torch-companion.builds-with-new-abi")


def _torch_of(
    release: TorchRelease, variant: str, kb: KnowledgeBase, machine: str
) -> ProgramBuild | Unknown:
    if variant == "cpu":
        return _torch(release, "", variant, (), (), machine, kb)
    cuda = kb.wheel_cuda(variant)
    if cuda is None:
        return Unknown(f"{variant} is no variant with CUDA")
    if machine != "x86_64" and not kb.has_fact(f"torch-arm64-code.{variant}"):
        unknown = Unknown("the device code of its arm64 wheels is not known")
        return _torch(release, cuda, variant, unknown, unknown, machine, kb)
    listed = release.architectures.get(variant)
    if machine != "x86_64":
        listed = kb.names(f"torch-arm64-code.{variant}")
    if listed is None:
        known = variant in release.variants
        why = "its device code is not known" if known else "the release has no such build"
        if not known:
            return Unknown(f"torch {release.version}+{variant}: {why}")
        return _torch(release, cuda, variant, Unknown(why), Unknown(why), machine, kb)
    code = tuple(each.removesuffix("+PTX") for each in listed)
    ptx = tuple(each.removesuffix("+PTX") for each in listed if each.endswith("+PTX"))
    build = _torch(release, cuda, variant, code, ptx, machine, kb)
    disputed = kb.mapping("torch-policy.disputed-code").get(f"{release.version}+{variant}", ())
    return build._replace(disputed=tuple(disputed) if machine == "x86_64" else ())


def _default_variant(release: TorchRelease, machine: str) -> str:
    if machine != "x86_64" and not release.aarch64_is_cuda:
        return "cpu"
    return release.default_cuda


def _torch(
    release: TorchRelease,
    cuda: str,
    variant: str,
    code: tuple[str, ...] | Unknown,
    ptx: tuple[str, ...] | Unknown,
    machine: str,
    kb: KnowledgeBase,
) -> ProgramBuild:
    glibc = release.glibc
    if _is_early_new_abi(release, variant, kb):
        glibc = kb.text("torch-companion.new-abi-glibc")
    return ProgramBuild(
        "torch",
        release.version,
        cuda,
        code,
        ptx,
        glibc=glibc,
        python=release.python,
        machine=machine,
        variant=variant,
        fact=release.fact,
    )


def _tensorflow(version: str, kb: KnowledgeBase, machine: str) -> ProgramBuild | Unknown:
    release = kb.tensorflow_release(version) if version else None
    if not version:
        return Unknown("tensorflow is not pinned")
    if release is None:
        return Unknown(f"tensorflow {version} is not in the knowledge base")
    if machine != "x86_64":
        return ProgramBuild("tensorflow", version, "", (), machine=machine, fact=release.fact)
    code: tuple[str, ...] | Unknown = _NOT_PUBLISHED
    ptx: tuple[str, ...] | Unknown = _NOT_PUBLISHED
    section = "gpu-build-of-tensorflow"
    firsts = [fact.id.removeprefix(f"{section}.") for fact in kb.facts(section)]
    below = [each for each in firsts if numbers(each) <= numbers(version)]
    if below:
        value = kb.mapping(f"{section}.{max(below, key=numbers)}")
        code, ptx = tuple(value["code"]), tuple(value["ptx"])
    return ProgramBuild(
        "tensorflow",
        version,
        release.cuda,
        code,
        ptx,
        python=release.python,
        fact=release.fact,
    )


def _cuda_with_torch(
    name: str, version: str, kb: KnowledgeBase, torch: ProgramBuild | None
) -> str | Unknown:
    if version and kb.has_fact(f"{name}.{version}"):
        return str(kb.mapping(f"{name}.{version}")["cuda"])
    if torch is not None:
        return torch.cuda
    if not version:
        return Unknown(f"{name} is not pinned")
    return Unknown(f"for which CUDA {name} {version} was built is not known")


def _by_version(version: str, table: list[list[str]], name: str) -> str | Unknown:
    if not version:
        return Unknown(f"{name} is not pinned")
    below = [cuda for first, cuda in table if numbers(first) <= numbers(version)]
    if not below or not below[-1]:
        return Unknown(f"for which CUDA {name} {version} was built is not known")
    return below[-1]


def image_of(facts: ImageFacts | Unknown | None, kb: KnowledgeBase) -> Image:
    """Return what counts of a base image: one that is not known has nothing that counts."""
    if facts is None or isinstance(facts, Unknown):
        return Image()
    libc = facts.libc if facts.libc in {"glibc", "musl"} else ""
    image = Image(libc=libc or "", glibc=(facts.libc_version or "") if libc == "glibc" else "")
    cuda = facts.cuda_version
    if cuda is None:
        return image
    if facts.kind != "cuda":
        return image._replace(cuda=cuda)
    requirement, is_whole = requirement_of_cuda_image(cuda, kb)
    return image._replace(
        cuda=cuda, requirement=requirement, is_requirement_whole=is_whole, compat_cuda=cuda
    )
