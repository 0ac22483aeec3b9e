"""``check --online``: what the package index knows of the wheels that findings are about."""

# Paths are strings throughout.
# ruff: noqa: PTH120

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from dockwright.kb import load
from dockwright.model.contents import Python, contents_of
from dockwright.model.context import BuildContext
from dockwright.model.install import install_of
from dockwright.model.told_context import told_context
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import dockerfile_at
from dockwright.packages import Target, fits
from dockwright.packages.index.client import IndexClient
from dockwright.packages.index.settings import read_settings
from dockwright.packages.index.store import Store
from dockwright.packages.records import LockedFile
from dockwright.rules._locked import locked_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packaging.version import Version

    from dockwright.model.install import Install
    from dockwright.model.stage import Stage
    from dockwright.packages.index.simple import IndexFile
    from dockwright.rules._locked import Locked
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.run.runner import Outcome
    from dockwright.run.session import CheckRun, Session

__all__ = ["with_index"]

_ABOUT_LOCKS = frozenset({"DW530", "DW533"})
_ABOUT_NAMES = frozenset({"DW510", "DW512"})
_WORKERS = 8


def with_index(
    session: Session, done: CheckRun, client: IndexClient | None = None
) -> tuple[dict[int, str], list[str]]:
    """Ask the configured package index about what was found.

    Nothing is downloaded but the pages that list a package's files.

    Args:
        session: the run's settings.
        done: what was found.
        client: asks the indexes; by default as pip and uv are configured.

    Returns:
        What the index adds to the help of findings, by the identity of each, and remarks about
        versions that it has withdrawn or that it could not be asked about.
    """
    asked = client or IndexClient(read_settings(session.start), store=Store(None))
    added: dict[int, str] = {}
    remarks: dict[str, None] = {}
    for outcome in done.outcomes:
        if outcome.file.kind == "dockerfile" and outcome.source is not None:
            reading = _Reading(session, outcome, asked)
            added.update(reading.added())
            remarks.update(dict.fromkeys(reading.remarks))
    return added, list(remarks)


class _Reading:
    """What the index says of one Dockerfile's packages."""

    def __init__(self, session: Session, outcome: Outcome, client: IndexClient) -> None:
        self.outcome = outcome
        self.client = client
        self.kb = load()
        self.settings = session.plan_of(outcome.file).settings
        self.project = session.project
        self.remarks: list[str] = []

    def added(self) -> Iterator[tuple[int, str]]:
        """Give what is added to findings; remarks are noted meanwhile."""
        settings = self.settings
        path = self.outcome.file.path
        model = dockerfile_at(
            path,
            self.project,
            build_args=settings.build_args,
            target=settings.target,
            platform=settings.platform,
        )
        if isinstance(model, Unknown):
            return
        told = told_context(path, self.project) if settings.is_context_assumed else None
        root = os.path.dirname(path) if settings.context is None else settings.context
        if not isinstance(told, Unknown) and told is not None:
            root = told.root
        context = BuildContext(root, path, self.project)
        by_place = {(each.code, each.primary.span.start): each for each in self.outcome.diagnostics}
        for stage in model.stages:
            for run in stage.runs() if stage.is_reachable else ():
                for command in run.commands:
                    install = install_of(command)
                    if install is None or install.ecosystem != "python":
                        continue
                    locked = locked_in(install, context, self.kb, settings.platform)
                    if locked is not None:
                        yield from self._of_lock(install, locked, by_place)
                    yield from self._of_names(install, stage, by_place)

    def _of_lock(
        self, install: Install, locked: Locked, found: dict[tuple[str, int], Diagnostic]
    ) -> Iterator[tuple[int, str]]:
        pinned = [each for each in locked.packages if each.source == "index" and each.version]
        with ThreadPoolExecutor(_WORKERS) as pool:
            answers = dict(
                zip(
                    (each.name for each in pinned),
                    pool.map(self.client.files, [each.name for each in pinned]),
                    strict=True,
                )
            )
        silent = [name for name, answer in answers.items() if isinstance(answer, Unknown)]
        if silent:
            reason = answers[silent[0]]
            assert isinstance(reason, Unknown)
            self.remarks.append(
                f"whether {locked.name} pins withdrawn versions is not known of {len(silent)} "
                f"of {len(pinned)} packages: {reason.reason}"
            )
        for package in pinned:
            answer = answers[package.name]
            if isinstance(answer, Unknown):
                continue
            why = _withdrawn(answer, package.version)
            if why is not None:
                told = f" ({why})" if why else ""
                self.remarks.append(
                    f"{locked.name} pins {package.name} {package.version}, which the index has "
                    f"withdrawn{told}"
                )
        target = locked.target
        for code in _ABOUT_LOCKS:
            diagnostic = found.get((code, install.own_span.start))
            named = diagnostic and next(
                (each for each in pinned if f"`{each.name}` {each.version}" in diagnostic.message),
                None,
            )
            if diagnostic is not None and named is not None:
                yield id(diagnostic), self._newest(named.name, answers[named.name], target)

    def _of_names(
        self, install: Install, stage: Stage, found: dict[tuple[str, int], Diagnostic]
    ) -> Iterator[tuple[int, str]]:
        contents = contents_of(stage, self.kb)
        python = contents.python
        if not isinstance(python, Python) or isinstance(python.version, Unknown):
            return
        facts = contents.facts
        target = Target(
            python.version,
            self.settings.platform or "linux/amd64",
            is_musl=facts is not None and facts.is_musl,
        )
        for spec in install.packages:
            for code in _ABOUT_NAMES:
                diagnostic = found.get((code, spec.span.start))
                if diagnostic is not None:
                    answer = self.client.files(spec.name)
                    yield id(diagnostic), self._newest(spec.name, answer, target)

    @staticmethod
    def _newest(name: str, answer: tuple[IndexFile, ...] | Unknown, target: Target) -> str:
        """Return the newest version with a wheel for a target, as a part of a sentence."""
        if isinstance(answer, Unknown):
            return f"the index could not be asked about {name}: {answer.reason}"
        fitting = [
            version
            for version, file in _versions(answer)
            if file.yanked is None
            and file.name.endswith(".whl")
            and not version.is_prerelease
            and fits(LockedFile(file.name), target) is True
        ]
        if not fitting:
            return f"no version of {name} on the index has a wheel that fits"
        return f"on the index, {name} {max(fitting)} is the newest with a wheel that fits"


def _versions(files: Iterable[IndexFile]) -> Iterator[tuple[Version, IndexFile]]:
    """Give the files whose names say which version they are of."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )
    from packaging.version import InvalidVersion

    for file in files:
        try:
            if file.name.endswith(".whl"):
                yield parse_wheel_filename(file.name)[1], file
            else:
                yield parse_sdist_filename(file.name)[1], file
        except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
            continue


def _withdrawn(files: tuple[IndexFile, ...], version: str) -> str | None:
    """Return why a version was withdrawn, empty for no reason; None where it was not."""
    from packaging.version import InvalidVersion, Version

    try:
        wanted = Version(version)
    except InvalidVersion:
        return None
    own = [file for each, file in _versions(files) if each == wanted]
    if not own or any(file.yanked is None for file in own):
        return None
    return own[0].yanked
