"""Which version of a package a build takes today where the project pins none."""

from __future__ import annotations

from dockwright.kb.snapshot import Wanted
from dockwright.model.gpu.hardware import numbers
from dockwright.model.snapshot_packages import snapshot_sizes
from dockwright.model.unknown import Unknown
from dockwright.run.torch_index import put_in
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.kb.load import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.kb.snapshot import KnownRelease
    from dockwright.model.install import Install
    from dockwright.model.listed import Listed
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.snapshot_packages import SnapshotSizes

__all__ = ["Newest", "NewestVersions"]

_MUSL = "musl"


class Newest(NamedTuple):
    """What a package that is not pinned comes to.

    Attributes:
        wanted: what is said of its version.
        choices: versions with their variant and the day on which they are the newest, the one that
            is taken first; the next where no wheel of that is for the image.
    """

    wanted: Wanted
    choices: tuple[tuple[str, str, str], ...]

    def allows(self, version: str) -> bool:
        """Tell whether a version is one that may be taken."""
        return self.wanted.allows(version)


class NewestVersions:
    """The versions that an install takes of what it does not pin.

    Args:
        install: the install.
        listed: what its files of requirements list.
        facts: what is known of the base image.
        machine: ``x86_64`` or ``aarch64``.
        variant: the variant of torch that an index of the install is for, such as ``cu124``.
        is_only: whether no other index is looked at for what that one has.
    """

    def __init__(
        self,
        install: Install,
        listed: Listed,
        facts: ImageFacts | Unknown | None,
        machine: str,
        variant: str,
        *,
        is_only: bool,
    ) -> None:
        self._install = install
        self._listed = listed
        self._facts = None if isinstance(facts, Unknown) else facts
        self._platform = "linux/arm64" if machine == "aarch64" else "linux/amd64"
        self._variant = variant
        self._is_only = is_only
        self._sizes: SnapshotSizes | None = None
        self._is_asked = False

    def of(self, spec: PackageSpec, kb: KnowledgeBase) -> Newest | None:
        """Return what a package comes to; None where that cannot be told.

        Constraints, files that cannot be read and addresses may decide otherwise.
        """
        if spec.url or spec.path or spec.is_dynamic or not spec.name:
            return None
        return self._of(Wanted(spec.name, tuple(spec.extras), "", spec.specifier), kb)

    def pulled_in(self, names: Iterable[str], kb: KnowledgeBase) -> Iterator[tuple[str, Newest]]:
        """Yield those of some packages that others pull in, with what they come to."""
        named = {each.name for each in (*self._install.packages, *self._listed.packages)}
        sizes = None if self._install.no_deps else self._pulled
        brought = set() if sizes is None else {each.name for each in sizes.pulled.releases}
        for name in names:
            found = self._of(Wanted(name), kb) if name in brought - named else None
            if found is not None:
                yield name, found

    def _of(self, wanted: Wanted, kb: KnowledgeBase) -> Newest | None:
        if self._install.constraint_files or not self._listed.is_whole:
            return None
        if any(put_in(each.word, self._install) is None for each in self._install.index_urls):
            return None  # which index it is is decided when the image is built
        choices: list[tuple[str, str, str]] = []
        if wanted.name == "torch" and self._variant:
            choices += self._of_variant(wanted, kb)
        if not self._variant or not self._is_only:
            choices += self._of_public_index(wanted.name)
        # pip takes the highest version of all indexes; a local version is above the plain one.
        choices.sort(key=lambda each: (numbers(each[0]), bool(each[1])), reverse=True)
        return Newest(wanted, tuple(choices)) if choices else None

    def _of_variant(self, wanted: Wanted, kb: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
        for release in kb.torch_releases():
            if self._variant in release.variants and wanted.allows(release.version):
                yield release.version, self._variant, kb.fact(release.fact).as_of

    @property
    def _pulled(self) -> SnapshotSizes | None:
        """Return what the install comes to by the snapshot."""
        if not self._is_asked:
            self._is_asked = True
            facts = self._facts
            self._sizes = snapshot_sizes(
                (*self._install.packages, *self._listed.packages),
                (facts.python_version if facts is not None else None) or "",
                self._platform,
                is_musl=facts is not None and facts.libc == _MUSL,
            )
        return self._sizes

    def _of_public_index(self, name: str) -> Iterator[tuple[str, str, str]]:
        sizes = self._pulled
        if sizes is None or name in sizes.pulled.other:
            return
        for release in sizes.pulled.releases:
            if release.name in sizes.pulled.other and _pins(release, name):
                return  # the release that is asked for may pin another one
        for release in sizes.pulled.releases:
            if release.name == name:
                yield release.version, "", sizes.as_of


def _pins(release: KnownRelease, name: str) -> bool:
    """Tell whether a release says which version of a package it takes."""
    words = (word for words in release.requires.values() for word in words)
    return any(word.startswith(f"{name}==") for word in words)
