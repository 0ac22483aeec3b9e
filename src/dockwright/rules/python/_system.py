"""What packages need of the distro, and whether an image has it."""

from __future__ import annotations

from dockwright.model.contents import contents_of, covers
from dockwright.model.stage import Stage
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.contents import Contents, Transfer
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install

_LIBRARY_DIRECTORIES = ("/usr/lib", "/lib", "/usr/lib64", "/lib64", "/usr/local/lib")
_CLAUSE = re.compile(r"(<|>=)(\d[\d.]*)")


class Provider(NamedTuple):
    """What brings a library or program in an image's release.

    Attributes:
        name: the distro's package, as this release calls it.
        plain: its name in most releases, by which the knowledge base compares.
        aliases: all names that it has in some release.
    """

    name: str
    plain: str
    aliases: frozenset[str]


def provider_of(fact: str, facts: ImageFacts, kb: KnowledgeBase) -> Provider | None:
    """Return what brings a library or program; None where that is not known for the release.

    Args:
        fact: such as ``system-library.libGL.so.1`` or ``system-program.ffmpeg``.
        facts: the base image.
        kb: the knowledge base.
    """
    if not kb.has_fact(fact):
        return None
    names: Mapping[str, str] = kb.mapping(fact)
    release = f"{facts.distro} {facts.distro_version}"
    if release in names.get("absent", ()):
        return None
    plain = names.get(facts.package_manager or "")
    if plain is None:
        return None
    aliases = frozenset(name for key, name in names.items() if key not in {"apk", "absent"})
    if facts.package_manager == "apk":
        aliases = frozenset({plain})
    return Provider(names.get(release, plain), plain, aliases)


def lacks(provider: Provider, contents: Contents, kb: KnowledgeBase) -> bool:
    """Tell whether an image surely lacks a package of the distro.

    Its base must be known not to have it, and no package that is installed may bring it: what one
    brings is known for the usual ones, with the packages that it recommends.
    """
    facts = contents.facts
    if facts is None or facts.has_library(provider.plain) is not False:
        return False
    return not may_bring(provider, contents, kb)


def may_bring(provider: Provider, contents: Contents, kb: KnowledgeBase) -> bool:
    """Tell whether a package of the distro that a stage installs is or may bring another."""
    bare = [re.compile(pattern) for pattern in kb.names("contents.bare-packages")]
    nothing = kb.text("apt-closure.nothing").split()
    is_apt = contents.facts is not None and contents.facts.package_manager == "apt"
    for name in contents.system_packages:
        if name in provider.aliases:
            return True
        if is_apt and kb.has_fact(f"apt-closure.{name}"):
            if provider.plain in kb.text(f"apt-closure.{name}").split():
                return True
        elif not (is_apt and name in nothing) and not any(each.fullmatch(name) for each in bare):
            return True
    return False


def shipped_with(install: Install, dockerfile: Dockerfile, kb: KnowledgeBase) -> Contents | None:
    """Return the final image, where what an install installs is in it; None where it is not.

    The install stands in a stage that the image is made of, or the directory that it fills is
    copied from its stage.
    """
    target = dockerfile.target
    run = install.instruction
    if target is None or run is None or run.stage is None:
        return None
    contents = contents_of(target, kb)
    if run.stage in target.lineage:
        return contents
    for placed in contents_of(run.stage, kb).installs:
        if placed.install.span != install.span or not isinstance(placed.directory, str):
            continue
        for transfer in contents.transfers:
            source = transfer.source
            if isinstance(source, Stage) and run.stage in source.lineage:
                moved = transfer.moved(placed.directory)
                if moved is not None and moved == placed.directory:
                    return contents
    return None


def is_system_known(contents: Contents, kb: KnowledgeBase) -> bool:
    """Tell whether nothing but the distro's packages may bring libraries and programs."""
    if contents.strangers or not contents.is_system_complete:
        return False
    return not any(_may_hold_libraries(transfer, kb) for transfer in contents.transfers)


def _may_hold_libraries(transfer: Transfer, kb: KnowledgeBase) -> bool:
    """Tell whether a COPY --from may bring libraries of the system."""
    to_path = transfer.to_path
    if "/site-packages" in to_path or "/dist-packages" in to_path:
        return False
    if re.search(r"/lib/python3[\d.]*(?:/|$)", to_path):
        return False
    if ".so" in to_path.rpartition("/")[2]:
        return True
    above = any(
        covers(to_path, folder) or covers(folder, to_path) for folder in _LIBRARY_DIRECTORIES
    )
    if not above:
        return False
    # Python's own prefix holds none of the distro's packages unless something was built there.
    if covers("/usr/local", to_path) and isinstance(transfer.source, Stage):
        return bool(contents_of(transfer.source, kb).strangers)
    return True


def libraries_of(name: str, version: str | None, specifier: str, kb: KnowledgeBase) -> list[str]:
    """Return the libraries of the distro without which importing a package fails.

    Args:
        name: the normalised name.
        version: the version, where one is asked for.
        specifier: what is said of versions; empty for the newest.
        kb: the knowledge base.
    """
    fact = f"wheel-library.{name}"
    if not kb.has_fact(fact):
        return []
    table: Mapping[str, list[str]] = kb.mapping(fact)
    if version is None and not specifier:
        chosen = [clause for clause in table if not clause.startswith("<")]
    elif version is None:
        # A range: what every version needs.
        needed = [set(libraries) for libraries in table.values()]
        if "*" not in table and len(table) < 2:
            return []
        return sorted(set.intersection(*needed))
    else:
        chosen = [clause for clause in table if clause == "*" or _holds(clause, version)]
    special = [clause for clause in chosen if clause != "*"]
    best = special[-1] if special else next(iter(chosen), None)
    return [] if best is None else list(table[best])


def _holds(clause: str, version: str) -> bool:
    match = _CLAUSE.fullmatch(clause)
    if match is None:
        return False
    known, asked = _numbers(match[2]), _numbers(version)
    return asked < known if match[1] == "<" else asked >= known


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def without_brought(
    packages: tuple[str, ...], facts: ImageFacts, kb: KnowledgeBase
) -> tuple[str, ...]:
    """Leave out what another of the packages needs for itself, so that it comes with it."""
    if facts.package_manager != "apt":
        return packages
    brings = kb.mapping("contents.libraries-of-libraries")
    brought = {each for name in packages for each in brings.get(name, ())}
    return tuple(name for name in packages if name not in brought)


def joined(names: tuple[str, ...]) -> str:
    """Return names as a part of a sentence."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
