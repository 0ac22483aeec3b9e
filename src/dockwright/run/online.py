"""``check --online``: what the package index knows of the versions that installs pin and get.

What it has yanked is asked before the rules run, and is theirs to tell (DW545); which newer
versions have wheels is asked about findings.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from dockwright.kb import load
from dockwright.model.listed import listed_packages
from dockwright.model.unknown import Unknown
from dockwright.packages.yanked import newest_fitting, yanked_version
from dockwright.rules._locked import locked_in
from dockwright.run.installs import python_installs, target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.model.install import Install
    from dockwright.model.stage import Stage
    from dockwright.packages import Target
    from dockwright.packages.index.client import IndexClient
    from dockwright.packages.index.simple import IndexFile
    from dockwright.packages.yanked import Yanked
    from dockwright.rules._locked import Locked
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.settings import CheckSettings
    from dockwright.run.runner import Outcome
    from dockwright.run.session import CheckRun, Session

__all__ = ["with_index", "yanked_pins"]

_ABOUT_LOCKS = frozenset({"DW530", "DW533"})
_ABOUT_NAMES = frozenset({"DW510", "DW512"})
_WORKERS = 8


def yanked_pins(
    session: Session, path: str, settings: CheckSettings, client: IndexClient
) -> tuple[Mapping[tuple[str, str], Yanked], list[str]]:
    """Ask the configured package index which pinned versions of a Dockerfile it has yanked.

    Nothing is downloaded but the pages that list a package's files.

    Returns:
        What was yanked, by package and version, and remarks about what could not be asked.
    """
    kb = load()
    pins: dict[tuple[str, str], Target | None] = {}
    for install, stage, _, context in python_installs(path, settings, session.project):
        target = target_of(stage, settings.platform, kb)
        locked = locked_in(install, context, kb, settings.platform)
        for package in () if locked is None else locked.packages:
            if package.source == "index" and package.version:
                pins.setdefault((package.name, package.version), target)
        for spec in (*install.packages, *listed_packages(install, context).packages):
            if spec.version and not (spec.url or spec.path):
                pins.setdefault((spec.name, spec.version), target)
    names = sorted({name for name, _ in pins})
    with ThreadPoolExecutor(_WORKERS) as pool:
        answers = dict(zip(names, pool.map(client.files, names), strict=True))
    silent = [answer for answer in answers.values() if isinstance(answer, Unknown)]
    remarks = []
    if silent:
        remarks.append(
            "whether pinned versions were yanked is not known of "
            f"{len(silent)} of {len(names)} packages: {silent[0].reason}"
        )
    found: dict[tuple[str, str], Yanked] = {}
    for (name, version), target in pins.items():
        answer = answers[name]
        if not isinstance(answer, Unknown):
            yanked = yanked_version(answer, version, target)
            if yanked is not None:
                found[name, version] = yanked
    return found, remarks


def with_index(session: Session, done: CheckRun, client: IndexClient) -> dict[int, str]:
    """Ask the configured package index about what was found.

    Nothing is downloaded but the pages that list a package's files.

    Returns:
        What the index adds to the help of findings, by the identity of each.
    """
    added: dict[int, str] = {}
    for outcome in done.outcomes:
        if outcome.file.kind == "dockerfile" and outcome.source is not None:
            added.update(_Reading(session, outcome, client).added())
    return added


class _Reading:
    """What the index says of one Dockerfile's findings."""

    def __init__(self, session: Session, outcome: Outcome, client: IndexClient) -> None:
        self.outcome = outcome
        self.client = client
        self.kb = load()
        self.settings = session.plan_of(outcome.file).settings
        self.project = session.project

    def added(self) -> Iterator[tuple[int, str]]:
        """Give what is added to findings."""
        found = {(each.code, each.primary.span.start): each for each in self.outcome.diagnostics}
        codes = {code for code, _ in found}
        if codes.isdisjoint(_ABOUT_LOCKS | _ABOUT_NAMES):
            return
        path = self.outcome.file.path
        for install, stage, _, context in python_installs(path, self.settings, self.project):
            locked = locked_in(install, context, self.kb, self.settings.platform)
            if locked is not None:
                yield from self._of_lock(install, locked, found)
            yield from self._of_names(install, stage, found)

    def _of_lock(
        self, install: Install, locked: Locked, found: dict[tuple[str, int], Diagnostic]
    ) -> Iterator[tuple[int, str]]:
        for code in _ABOUT_LOCKS:
            diagnostic = found.get((code, install.own_span.start))
            named = diagnostic and next(
                (
                    each
                    for each in locked.packages
                    if each.source == "index"
                    and f"`{each.name}` {each.version}" in diagnostic.message
                ),
                None,
            )
            if diagnostic is not None and named is not None:
                answer = self.client.files(named.name)
                yield id(diagnostic), self._newest(named.name, answer, locked.target)

    def _of_names(
        self, install: Install, stage: Stage, found: dict[tuple[str, int], Diagnostic]
    ) -> Iterator[tuple[int, str]]:
        target = target_of(stage, self.settings.platform, self.kb)
        for spec in () if target is None else install.packages:
            for code in _ABOUT_NAMES:
                diagnostic = found.get((code, spec.span.start))
                if diagnostic is not None and target is not None:
                    answer = self.client.files(spec.name)
                    yield id(diagnostic), self._newest(spec.name, answer, target)

    @staticmethod
    def _newest(name: str, answer: tuple[IndexFile, ...] | Unknown, target: Target) -> str:
        """Return the newest version with a wheel for a target, as a part of a sentence."""
        if isinstance(answer, Unknown):
            return f"the index could not be asked about {name}: {answer.reason}"
        newest = newest_fitting(answer, target)
        if newest is None:
            return f"no version of {name} on the index has a wheel that fits"
        return f"on the index, {name} {newest} is the newest with a wheel that fits"
