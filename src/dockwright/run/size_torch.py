"""What installs from torch's own indexes write: builds for one CUDA, or for none."""

from __future__ import annotations

from dockwright.kb.snapshot import KnownRelease, KnownWheel, Wanted
from dockwright.run.torch_index import torch_variant
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec

__all__ = ["OwnTorch", "own_torch"]

_CPU = "cpu"
_MEASURED_PLATFORM = "linux/amd64"


class OwnTorch(NamedTuple):
    """Builds of torch's own index.

    Attributes:
        variant: ``cpu`` or such as ``cu124``.
        version: the release of torch that is taken; empty where that does not matter.
        told: what a reader has to know of the figures.
    """

    variant: str
    version: str
    told: str

    def is_left_out(self, name: str, kb: KnowledgeBase) -> bool:
        """Tell whether a package is one that torch needs for CUDA alone."""
        patterns = kb.names("torch-cpu.left-out") if self.variant == _CPU else ()
        return any(re.fullmatch(pattern, name) for pattern in patterns)

    def asked(self, spec: PackageSpec) -> PackageSpec:
        """Return a package with the release that the index has of it."""
        if spec.name != "torch" or not self.version:
            return spec
        return spec._replace(version=self.version, specifier=f"=={self.version}")

    def shown(self, pinned: str | None) -> str:
        """Return torch's version as it is shown, for the one that is pinned."""
        version = self.version or (pinned or "").partition("+")[0]
        return f"{version}+{self.variant}" if version else f"({self.variant})"

    def build(self, name: str, kb: KnowledgeBase) -> tuple[KnownRelease, KnownWheel] | None:
        """Return a package's build of the index where it is unlike the public index's."""
        if self.variant != _CPU or name != "torch":
            return None
        fields = dict(kb.mapping("torch-cpu.wheel"))
        correction, version = fields.pop("correction"), fields.pop("version")
        release = KnownRelease(name, version, correction, {}, (), (), 0)
        return release, KnownWheel(**fields)


def own_torch(
    specs: Iterable[PackageSpec],
    install: Install,
    context: BuildContext,
    kb: KnowledgeBase,
    platform: str,
) -> OwnTorch | None:
    """Return the builds that an install takes from torch's own index.

    None where it takes none, or where another index may have what pip prefers, or where no such
    build was measured.
    """
    variant, is_only = torch_variant(install, context, kb)
    torch = next((each for each in specs if each.name == "torch"), None)
    version, _, local = (torch.version or "").partition("+") if torch is not None else ("", "", "")
    variant = local or variant
    if not variant or not (is_only or version) or platform != _MEASURED_PLATFORM:
        return None
    if variant == _CPU:
        measured = kb.mapping("torch-cpu.wheel")["version"]
        return OwnTorch(variant, "", f"that of {measured}+cpu, measured {_day(kb)}")
    wanted = Wanted("torch", (), version, "" if torch is None else torch.specifier)
    fitting = [
        each
        for each in kb.torch_releases()
        if variant in each.variants and wanted.allows(each.version)
    ]
    if not fitting:
        return None
    release = fitting[-1]
    is_public = variant == release.default_cuda
    told = "" if is_public else f", that for {release.default_cuda} instead of {variant}"
    return OwnTorch(variant, release.version, told)


def _day(kb: KnowledgeBase) -> str:
    return kb.fact("torch-cpu.wheel").as_of
