"""What installs of a distribution's packages add, and what apt leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.actions import RefreshIndex, Uninstall
from dockwright.model.layers import commands_after, is_removed_after, mount_covers
from dockwright.model.project import size_in_words
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.report.sizes import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run
    from dockwright.packages.distribution import Archive

__all__ = ["SystemSizes"]

_KEEPING = frozenset({"cache", "tmpfs"})


class SystemSizes:
    """Installs of apt, apk, dnf and their kin, in the order in which they run."""

    def __init__(
        self,
        kb: KnowledgeBase,
        platform: str,
        *,
        online: bool,
        mirrors: Mapping[str, str] | None = None,
    ) -> None:
        self.mirrors = mirrors or {}
        self.kb = kb
        self.platform = platform
        self.online = online
        self._vain = ""
        self._held: dict[int, frozenset[str]] = {}
        self._archives: dict[tuple[str, str], Archive | Unknown] = {}

    def install(self, install: Install, run: Run) -> list[Part]:
        """Return what an install adds."""
        if install.manager in {"apt", "apk"}:
            found = self._closure(install, run)
            if found:
                return found
        manager = install.manager if install.manager in {"apt", "apk"} else "dnf"
        return [self._package(name, manager) for name in _names(install)]

    def lists(self, refresh: RefreshIndex, run: Run) -> tuple[str, Part] | None:
        """Return the lists of packages that stay in a layer and where, None where none do."""
        place = self.kb.text("apt-config.lists-directory")
        if refresh.manager != "apt" or mount_covers(run, _KEEPING, (place,)):
            return None
        if is_removed_after(refresh, ("apt",), "lists", (place,)):
            return None
        facts = None if run.stage is None else run.stage.image_facts
        distro = "" if facts is None or isinstance(facts, Unknown) else facts.distro
        sizes = {"debian": "apt-config.lists-bytes", "ubuntu": "apt-config.lists-bytes-ubuntu"}
        if distro not in sizes:
            return place, Part(place, None, reason="the distribution is not known")
        fact = self.kb.fact(sizes[distro])
        told = f"apt's lists of packages, as of {fact.as_of}"
        return place, Part(place, self.kb.integer(sizes[distro]), None, "knowledge base", told)

    def _closure(self, install: Install, run: Run) -> list[Part]:
        """Return what an install brings; nothing where the release or base is not known."""
        from dockwright.packages.distribution import (
            closure,
            known_archive,
            packages_held,
            written_bytes,
        )

        facts = None if run.stage is None else run.stage.image_facts
        if facts is None or isinstance(facts, Unknown):
            return []
        asked_now = self._archive(facts)
        self._vain = asked_now.reason if self.online and isinstance(asked_now, Unknown) else ""
        if isinstance(asked_now, Unknown):
            archive = known_archive(facts, self.kb, self.platform)
            basis = "knowledge base"
        else:
            archive, basis = asked_now, "package index"
        if archive is None:
            return []
        base = packages_held(facts, archive, self.kb)
        if base is None:
            return []
        assert run.stage is not None
        names = [name.partition("=")[0] for name in _names(install)]
        kept, takes_with_it = _kept(install, names)
        lineage = [self._held.get(id(each), frozenset()) for each in run.stage.lineage]
        held = base.union(*lineage)
        asked = kept if takes_with_it else names
        alone, missing = closure(archive, asked, held, recommends=False)
        added = alone
        if not install.no_recommends and install.manager == "apt":
            added, _ = closure(archive, asked, held, recommends=True)
        for name in set(names) - set(kept):
            added.pop(name, None)
            alone.pop(name, None)
        self._held[id(run.stage)] = held | frozenset(added)
        parts = [self._package(name, install.manager) for name in missing]
        size = written_bytes(added.values(), self.kb, install.manager)
        told = f"{len(added)} packages of {archive.title}"
        told += f", snapshot of {archive.as_of}" if archive.as_of else ", the mirror's index"
        if archive.note:
            told += f", {archive.note}"
        extra = size - written_bytes(alone.values(), self.kb, install.manager)
        if extra > 0 and len(added) > len(alone):
            told += f"; {size_in_words(extra)} of it only recommended"
        if len(kept) < len(names):
            told += "; less what the same RUN removes again"
        there = [name for name in names if name not in missing]
        return [Part(" ".join(there), size, None, basis, told), *parts] if there else parts

    def _archive(self, facts: ImageFacts) -> Archive | Unknown:
        """Return what the distribution's mirror offers, or why it is not asked."""
        if not self.online:
            return Unknown("no mirror is asked")
        key = (facts.distro or "", facts.codename or facts.distro_version or "")
        if key not in self._archives:
            from dockwright.net import Network
            from dockwright.packages.distribution import fetch_archive

            found = fetch_archive(facts, self.platform, Network(), self.kb, self.mirrors)
            if not isinstance(found, Unknown):
                found = self._counted(found, facts)
            self._archives[key] = found
        return self._archives[key]

    def _counted(self, archive: Archive, facts: ImageFacts) -> Archive:
        """Return what a mirror offers, with the bytes of the snapshot where its files were counted.

        The index tells sizes with documentation and translations, which images leave out.
        """
        from dockwright.packages.distribution import known_archive

        known = known_archive(facts, self.kb, self.platform)
        if known is None:
            return archive
        packages = {
            name: package._replace(bytes=known.packages[name].bytes, is_exact=True)
            if name in known.packages
            else package
            for name, package in archive.packages.items()
        }
        return archive._replace(packages=packages)

    def _package(self, name: str, manager: str) -> Part:
        facts = self.kb.system_package(manager, name)
        if facts is None or not facts.installed_bytes:
            more = f"; the mirror was asked in vain: {self._vain}" if self._vain else ""
            return Part(name, None, reason=f"its size is not in the knowledge base{more}")
        told = f"with what it pulls in, as of {facts.as_of}"
        return Part(name, facts.installed_bytes, None, "knowledge base", told)


def _names(install: Install) -> list[str]:
    return [each.name or each.raw for each in install.packages]


def _kept(install: Install, names: list[str]) -> tuple[list[str], bool]:
    """Return the packages that the same RUN does not remove again.

    Also whether what they brought goes with them: with ``--auto-remove`` or ``autoremove``.
    """
    gone: set[str] = set()
    takes_with_it = False
    for command in commands_after(install):
        removed = Uninstall.of(command)
        if removed is None or removed.manager != install.manager:
            takes_with_it |= _removes_unneeded(command)
            continue
        gone |= {text_of(word) for word in removed.names}
        takes_with_it |= removed.has("--auto-remove", "--autoremove") or removed.manager == "apk"
        takes_with_it |= _removes_unneeded(command)
    virtual = next(
        (text_of(o.value) for o in install.options if o.name == "--virtual" and o.value), None
    )
    if virtual is not None and virtual in gone:
        return [], True
    return [name for name in names if name not in gone], takes_with_it and bool(gone)


def _removes_unneeded(command: Command) -> bool:
    return command.program in {"apt", "apt-get"} and command.subcommand in {
        "autoremove",
        "autopurge",
    }
