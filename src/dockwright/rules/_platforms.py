"""What a platform that another file asks for finds no wheel of: shared by Compose, Bake and CI."""

from __future__ import annotations

from dockwright.model.install import install_of
from dockwright.model.listed import listed_packages
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run
    from dockwright.model.stage import Stage
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Label
    from dockwright.rules.document import DocumentContext
    from dockwright.text import Span

_MACHINES = {"linux/arm64": "aarch64", "linux/arm64/v8": "aarch64", "linux/amd64": "x86_64"}


class Foreign(NamedTuple):
    """A package without a wheel for a platform.

    Attributes:
        platform: the platform.
        name: the package.
        words: what is wrong, behind its name.
        places: the file, place and words of what shows it: the install, the lock's entry.
    """

    platform: str
    name: str
    words: str
    places: tuple[tuple[str, Span, str], ...]

    @property
    def told(self) -> str:
        """Return the message."""
        return f"the Dockerfile is built for {self.platform}, and {self.name}{self.words}"

    @property
    def remedy(self) -> str:
        """Return what helps."""
        return (
            f"Leave {self.platform} out, or take a version of {self.name} or another package with "
            "wheels for it"
        )


def without_wheel(
    platforms: Iterable[str], image: ImageBuild, kb: KnowledgeBase
) -> Iterator[Foreign]:
    """Give the first package of each platform that the Dockerfile installs and that has no wheel.

    What has a source archive is left out where the stage has a compiler, or may have one, and so
    is a stage that names a platform itself, and an install that a condition decides about: it may
    ask for the platform.
    """
    for platform in dict.fromkeys(platforms):
        machine = _MACHINES.get(platform)
        if machine is None:
            continue
        found = next(_found(platform, machine, image, kb), None)
        if found is not None:
            yield found


def labels_of(foreign: Foreign, ctx: DocumentContext) -> tuple[Label, ...]:
    """Return the places of what shows a package without a wheel."""
    return tuple(ctx.label_in(*each) for each in foreign.places)


def _found(platform: str, machine: str, image: ImageBuild, kb: KnowledgeBase) -> Iterator[Foreign]:
    for stage in image.dockerfile.stages:
        if not stage.is_reachable or stage.lineage[-1].from_.platform is not None:
            continue
        for run in stage.runs():
            for command in run.commands:
                if command.program == "exit" and not {each.value for each in command.operands} - {
                    "0"
                }:
                    # What follows runs on some platforms only, as far as anybody can tell.
                    break
                install = install_of(command)
                if (
                    install is not None
                    and install.ecosystem == "python"
                    and command.is_unconditional
                    and command.simple.follower != "||"
                ):
                    yield from _of_lock(platform, machine, install, image, kb)
                    yield from _of_words(platform, install, run, image, kb)


def _of_lock(
    platform: str, machine: str, install: Install, image: ImageBuild, kb: KnowledgeBase
) -> Iterator[Foreign]:
    from dockwright.rules._locked import locked_in, unfit

    locked = locked_in(install, image.context, kb, platform)
    if locked is None or locked.facts.libc not in {"glibc", "musl"}:
        return
    for package, why in unfit(locked, kb, knows_machine=True):
        if why.endswith(f" {machine}"):
            yield Foreign(
                platform,
                f"`{package.name}` {package.version}",
                f" of {locked.name} has no wheel for it",
                (
                    (image.path, install.own_span, "it is installed here"),
                    (locked.path, package.span, "it is pinned here"),
                ),
            )


def _of_words(
    platform: str, install: Install, run: Run, image: ImageBuild, kb: KnowledgeBase
) -> Iterator[Foreign]:
    if "arm64" not in platform or install.index_urls or not _is_bare(run.stage, kb):
        return
    listed = listed_packages(install, image.context)
    if listed.names_index:
        return
    for spec in (*install.packages, *listed.packages):
        known = kb.package(spec.name) if spec.name and not spec.url and not spec.path else None
        if known is None or known.is_pure or known.has_aarch64_wheel is not False:
            continue
        if not known.has_wheel or spec.marker:
            continue
        yield Foreign(
            platform,
            f"`{known.name}`",
            " has wheels for amd64 alone",
            ((image.path, spec.span, "it is installed here"),),
        )


def _is_bare(stage: Stage | None, kb: KnowledgeBase) -> bool:
    """Tell whether a stage surely has no compiler."""
    if stage is None:
        return False
    from dockwright.model.contents import contents_of

    contents = contents_of(stage, kb)
    return (
        contents.facts is not None
        and contents.facts.has_compiler is False
        and contents.installs_only(kb.names("contents.bare-packages"))
    )
