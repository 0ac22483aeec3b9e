"""The command ``size``: what each instruction of a Dockerfile will add to the image."""

# Paths are strings throughout.
# ruff: noqa: PTH100

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from dockwright.kb import load
from dockwright.model.actions import (
    ChangeMode,
    ChangeOwner,
    Copying,
    MakeVenv,
    RefreshIndex,
    Remove,
    Uninstall,
    UpgradeSystem,
    cleanups_of,
)
from dockwright.model.contents import contents_of, covers
from dockwright.model.find import shown_path
from dockwright.model.image_ref import ImageRef
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, From, Run, is_remote
from dockwright.model.layers import path_seen_by
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.report.sizes import Part, Row, SizeResult
from dockwright.run.named_build import named_build
from dockwright.run.size_ledger import Ledger, Placed, together
from dockwright.run.size_python import PythonSizes
from dockwright.run.size_system import SystemSizes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction
    from dockwright.model.workspace import ImageBuild

__all__ = ["sizes_of"]

_MOST_FILES = 500_000
_TEXT = 60


def sizes_of(
    path: str,
    *,
    online: bool = False,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
    context: str | None = None,
    cache_dir: str | None = None,
    mirrors: Mapping[str, str] | None = None,
    start: str | None = None,
) -> SizeResult:
    """Compute what an image will hold.

    Args:
        path: a Dockerfile, or a directory that has one.
        online: whether package indexes may be asked; what they answered before counts anyway.
        build_args: the build arguments given.
        target: the stage that is built.
        platform: the platform; linux/amd64 where not given.
        context: the build context; where not given, the one that a Compose file near the
            Dockerfile says, else the Dockerfile's directory.
        cache_dir: where answers of indexes are stored; None stores nothing.
        mirrors: the mirrors of packages to ask, by distribution; of others the one that this
            machine is told of.
        start: the directory that paths start from.

    Raises:
        UsageError: there is no such Dockerfile, or it has no such stage.
        EnvironmentFaultError: ``online``, and a program or library that it needs is missing.
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
    reading = _Reading(build, chosen, online=online, cache_dir=cache_dir, mirrors=mirrors)
    return reading.result(shown_path(build.path, base))


class _Reading:
    """Goes through the instructions whose layers the image has."""

    def __init__(
        self,
        build: ImageBuild,
        platform: str,
        *,
        online: bool,
        cache_dir: str | None,
        mirrors: Mapping[str, str] | None,
    ) -> None:
        self.build = build
        self.platform = platform
        self.online = online
        self.cache_dir = cache_dir
        self.kb = load()
        self.python = PythonSizes(build, self.kb, platform, online=online, cache_dir=cache_dir)
        self.system = SystemSizes(self.kb, platform, online=online, mirrors=mirrors)
        self.kept: list[tuple[int, Part]] = []
        self._ledgers: dict[int, Ledger] = {}
        self._rows: dict[int, list[Row]] = {}

    def result(self, shown: str) -> SizeResult:
        """Return what was found."""
        stage = self.build.stage
        assert stage is not None
        rows: list[Row] = []
        for member in reversed(stage.lineage):
            self._ledger(member)
            if not isinstance(member.base, Stage):
                rows.append(self._row(member.from_, member, [self._base(member)]))
            rows += self._rows[id(member)]
        lines = {row.line for row in rows}
        kept = tuple(each for each in self.kept if each[0] in lines)
        problems = () if self.build.context.problem is None else (self.build.context.problem,)
        return SizeResult(shown, self.platform, tuple(rows), kept, problems)

    def _ledger(self, stage: Stage) -> Ledger:
        """Return what lies in a stage at its end; its instructions are read on the first call."""
        known = self._ledgers.get(id(stage))
        if known is not None:
            return known
        before = self._ledger(stage.base) if isinstance(stage.base, Stage) else None
        ledger = self._ledgers[id(stage)] = Ledger(before)
        rows = self._rows[id(stage)] = []
        for instruction in stage.instructions:
            if isinstance(instruction, From) or instruction.is_onbuild:
                continue
            parts: list[Part] = []
            if isinstance(instruction, CopyLike):
                parts = self._copy(instruction, ledger)
            elif isinstance(instruction, Run):
                parts = self._run(instruction, ledger)
            if parts:
                rows.append(self._row(instruction, stage, parts))
        return ledger

    def _line(self, instruction: Instruction) -> int:
        lines = self.build.dockerfile.source.lines
        return lines.position(instruction.span.start).line

    def _row(self, instruction: Instruction, stage: Stage, parts: list[Part]) -> Row:
        span = instruction.span
        text = " ".join(self.build.dockerfile.source.text[span.start : span.end].split())
        if len(text) > _TEXT:
            text = f"{text[: _TEXT - 1]}…"
        ordered = sorted(parts, key=lambda each: (each.bytes is None, -(each.bytes or 0)))
        return Row(self._line(instruction), stage.label, text, tuple(ordered))

    def _base(self, stage: Stage) -> Part:
        if stage.root.is_scratch:
            return Part("scratch", 0, 0, "Dockerfile")
        image = stage.image
        if isinstance(image, Unknown):
            return Part("base image", None, reason=image.reason)
        facts = stage.image_facts
        name = image.raw
        problem = ""
        if self.online:
            from dockwright.run.base_sizes import registry_part

            known = (
                (None, None)
                if isinstance(facts, Unknown)
                else (facts.unpacked_bytes, facts.compressed_bytes)
            )
            platform = self._platform_of(stage)
            asked = registry_part(name, platform, self.kb, cache_dir=self.cache_dir, known=known)
            if not isinstance(asked, Unknown):
                return asked
            problem = f"; the registry was asked in vain: {asked.reason}"
        if isinstance(facts, Unknown):
            return Part(name, None, reason=f"{facts.reason}{problem}")
        if facts.unpacked_bytes is None:
            return Part(name, None, facts.compressed_bytes, "", f"its size is not known{problem}")
        told = f"as of {facts.as_of}" + (
            f", {facts.size_confidence}" if facts.size_confidence else ""
        )
        counted = self.kb.text("image-size.platform")
        if self.platform != counted:
            told += f", of {counted}"
        told += problem
        return Part(name, facts.unpacked_bytes, facts.compressed_bytes, "knowledge base", told)

    def _platform_of(self, stage: Stage) -> str:
        """Return the platform that a FROM takes its image for."""
        flag = stage.from_.platform
        value = None if flag is None else flag.value
        return value if isinstance(value, str) and value else self.platform

    # COPY and ADD

    def _copy(self, copy: CopyLike, ledger: Ledger) -> list[Part]:
        parts: list[Part] = []
        target = copy.target_path
        line = self._line(copy)
        for heredoc in copy.heredocs:
            part = Part(f"<<{heredoc.name}", len(heredoc.content.encode()), None, "Dockerfile")
            parts.append(part)
            if isinstance(target, str):
                ledger.add(target, part, line)
        if isinstance(copy, Copy) and not copy.is_from_context:
            return parts + self._from_stage(copy, ledger)
        excluded = [each.value for each in copy.excludes if isinstance(each.value, str)]
        files = 0
        for source in copy.sources:
            value = source.value
            if isinstance(value, Unknown):
                parts.append(Part(source.raw, None, reason=value.reason))
                continue
            if is_remote(value):
                parts.append(Part(value, None, reason="it is fetched when it is built"))
                continue
            size = 0
            found = False
            placed: list[Placed] = []
            for each in self.build.context.copied(value, excluded):
                found = True
                size += each.entry.size
                files += 1
                if files > _MOST_FILES:
                    break
                if isinstance(target, str):
                    path = self._lands(target, each.target, each.entry.path, value, ledger)
                    placed.append(Placed(path, each.entry.size, value, "build context", line))
            if not found and self.build.context.find(value) is None:
                parts.append(Part(value, None, reason="the build context has no such path"))
            elif isinstance(copy, Add) and value.lower().endswith((".tar", ".gz", ".xz", ".bz2")):
                parts.append(Part(value, None, reason="ADD unpacks it"))
            elif files > _MOST_FILES:
                parts.append(Part(value, None, reason="it holds too many files to look at"))
            else:
                parts.append(Part(value, size, None, "build context"))
                ledger.add_all(placed)
        return parts

    def _lands(self, target: str, below: str, source: str, value: str, ledger: Ledger) -> str:
        """Return where a copied file comes to lie.

        A single file gets the destination's name unless that is a directory already.
        """
        is_named = source == posixpath.normpath(value).lstrip("/")
        if target.endswith("/") or not is_named:
            return f"{target.rstrip('/')}/{below}"
        folders = self.kb.names("image-packages.usual-directories")
        is_directory = any(covers(target, each) for each in folders) or any(
            each.path != target for each in ledger.below(target)
        )
        return f"{target}/{below}" if is_directory else target

    def _from_stage(self, copy: Copy, ledger: Ledger) -> list[Part]:
        """Return what is known to lie below what a COPY takes from another stage."""
        source = copy.from_
        assert copy.stage is not None
        names = ", ".join(each.raw for each in copy.sources)
        if not isinstance(source, Stage):
            image = source.raw if isinstance(source, ImageRef) else "--from"
            return [Part(names, None, reason=f"what {image} holds there is not known")]
        there = self._ledger(source)
        line = self._line(copy)
        parts: list[Part] = []
        is_whole = not there.strangers
        transfers = [
            each for each in contents_of(copy.stage, self.kb).transfers if each.copy is copy
        ]
        for transfer in transfers:
            placed = list(there.moved(transfer.from_path, transfer.to_path, line))
            parts += together(placed)
            ledger.add_all(placed)
            is_whole &= bool(placed) and not self._is_of_base(transfer.from_path)
        if is_whole and len(transfers) == len(copy.sources):
            return parts
        reason = "what else lies there is known when it is built"
        if not parts:
            reason = "what lies there is known when it is built"
        return [*parts, Part(names, None, reason=reason)]

    def _is_of_base(self, path: str) -> bool:
        """Tell whether base images hold files at, above or below a path."""
        folders = self.kb.names("image-packages.base-directories")
        return path == "/" or any(covers(each, path) or covers(path, each) for each in folders)

    # RUN

    def _run(self, run: Run, ledger: Ledger) -> list[Part]:
        script = run.script
        if script is None or script.reason:
            ledger.strangers.append("the command")
            return [Part("the command", None, reason="what it writes cannot be told")]
        parts: list[Part] = []
        others: list[str] = []
        for command in run.commands:
            found = self._command(command, run, ledger)
            if found is not None:
                parts += found
            elif command.program and command.program not in others:
                others.append(command.program)
        if others:
            ledger.strangers += others
            parts.append(Part(", ".join(others), None, reason="what it writes cannot be told"))
        return parts

    def _command(self, command: Command, run: Run, ledger: Ledger) -> list[Part] | None:
        """Return what a command adds, None where that cannot be told."""
        install = install_of(command)
        if install is not None:
            return self._install(install, run, ledger)
        line = self._line(run)
        refresh = RefreshIndex.of(command)
        if refresh is not None:
            return self._lists(refresh, run, ledger)
        venv = MakeVenv.of(command)
        if venv is not None:
            made = self.python.venv(venv, run)
            place = None if venv.directory is None else text_of(venv.directory)
            path = None if place is None else path_seen_by(command, place)
            if path is not None:
                ledger.add(path, made, line)
            return [made]
        remove = Remove.of(command)
        if remove is not None:
            self._removed(remove, line, ledger)
            return []
        change = ChangeOwner.of(command) or ChangeMode.of(command)
        if change is not None:
            return self._changed(change, line, ledger)
        copying = Copying.of(command)
        if copying is not None and not copying.links:
            return self._copied(copying, line, ledger)
        if UpgradeSystem.of(command) is not None:
            return [Part(command.program, None, reason="what is newer by then is not known")]
        is_quiet = command.nested or command.program in self.kb.name_set("unseen-effects.none")
        if is_quiet or Uninstall.of(command) is not None or cleanups_of(command):
            return []
        return None

    def _lists(self, refresh: RefreshIndex, run: Run, ledger: Ledger) -> list[Part]:
        found = self.system.lists(refresh, run)
        if found is None or ledger.has(found[0]):
            return []  # apt fetches what is there only where it has changed
        ledger.add(*found, self._line(run))
        return [found[1]]

    def _removed(self, remove: Remove, line: int, ledger: Ledger) -> None:
        """Note what an ``rm`` deletes that lies in layers below."""
        for word in remove.paths:
            path = path_seen_by(remove, text_of(word))
            if path is None or "$" in path:
                continue
            self._gone(ledger.remove(path, recursive=remove.recursive), path, line)

    def _gone(self, placed: list[Placed], path: str, line: int) -> None:
        gone: dict[tuple[int, str], int] = {}
        for each in placed:
            if each.line != line:
                key = (each.line, each.basis)
                gone[key] = gone.get(key, 0) + each.bytes
        self.kept += [
            (where, Part(path, size, None, basis)) for (where, basis), size in gone.items()
        ]

    def _changed(self, change: ChangeOwner | ChangeMode, line: int, ledger: Ledger) -> list[Part]:
        """Return the files of lower layers that are stored again for an owner or a mode."""
        parts: list[Part] = []
        for word in change.paths:
            path = path_seen_by(change, text_of(word))
            if path is None or "$" in path:
                parts.append(Part(text_of(word), None, reason="where that is cannot be told"))
                continue
            below = [
                each
                for each in ledger.below(path)
                if each.line != line and (change.recursive or each.path == path)
            ]
            size = sum(each.bytes for each in below)
            if size:
                told = f"stored again by {change.program}"
                parts.append(Part(path, size, None, "layers below", told))
            if change.recursive and self._is_of_base(path.rstrip("/*") or "/"):
                reason = f"what of the base image {change.program} stores again is not known"
                parts.append(Part(path, None, reason=reason))
        return parts

    def _copied(self, copying: Copying, line: int, ledger: Ledger) -> list[Part] | None:
        """Return what a ``cp`` or ``mv`` of known files writes; None where they are not known."""
        target = copying.destination
        to_path = None if target is None else path_seen_by(copying, text_of(target))
        parts: list[Part] = []
        for word in copying.sources:
            path = path_seen_by(copying, text_of(word))
            below = [] if path is None else ledger.below(path)
            if path is None or "$" in path or not below:
                return None
            if all(each.line == line for each in below) and copying.moves:
                continue  # written in this layer, and only renamed
            size = sum(each.bytes for each in below)
            told = f"written again by {copying.program}"
            part = Part(path, size, None, "layers below", told)
            parts.append(part)
            if copying.moves:
                self._gone(ledger.remove(path, recursive=True), path, line)
            if to_path is not None:
                ledger.add(to_path, part, line)
        return parts

    def _install(self, install: Install, run: Run, ledger: Ledger) -> list[Part]:
        line = self._line(run)
        if install.ecosystem == "python":
            parts = self.python.install(install, run)
            for where, part in parts:
                if where is not None:
                    ledger.add(where, part, line)
                if part.bytes is None:
                    ledger.strangers.append(part.name)
            return [part for _, part in parts]
        if install.ecosystem == "system":
            return self.system.install(install, run)
        named = ", ".join(each.name or each.raw for each in install.packages) or install.program
        return [Part(named, None, reason=f"what {install.manager} installs is not computed")]
