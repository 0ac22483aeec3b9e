"""The library: what the command line and the editor's server do, as functions.

Nothing here prints or exits.  What cannot be done at all raises a ``DockwrightError``; what is
wrong with a file is a value in the result.

>>> from dockwright import api
>>> result = api.check(["."], select=["security"])       # doctest: +SKIP
>>> [diagnostic.code for diagnostic in result.diagnostics]  # doctest: +SKIP
['DW401']
"""

from __future__ import annotations

import os

from dockwright.text.light import TypedDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Unpack

    from dockwright.config.selection import Catalogue
    from dockwright.fixes.fixer import Pick
    from dockwright.kb.records import Fact
    from dockwright.report.bases import BaseResult
    from dockwright.report.chain import Step
    from dockwright.report.context import ContextResult
    from dockwright.report.gpus import GpuResult
    from dockwright.report.repaired import FixResult
    from dockwright.report.result import CheckResult
    from dockwright.report.sizes import SizeResult
    from dockwright.rules.registry import RuleEntry
    from dockwright.run.explain import Explanation
    from dockwright.run.session import CheckRun, Session
    from dockwright.run.updates import UpdateResult

    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

__all__ = [
    "CheckOptions",
    "base",
    "check",
    "context",
    "explain",
    "fix",
    "gpu",
    "kb_list",
    "kb_stale",
    "kb_update",
    "render",
    "rules",
    "size",
]


class CheckOptions(TypedDict, total=False):
    """Options of ``check``; each is named as its flag is, and goes before configuration.

    Paths are relative to ``start``.  None is the same as not to give the option.
    """

    select: Iterable[str] | None
    extend_select: Iterable[str] | None
    ignore: Iterable[str] | None
    profile: str | None
    severity: Mapping[str, str] | None
    fail_on: str | None
    build_args: Mapping[str, str] | None
    target: str | None
    platform: str | None
    context: str | os.PathLike[str] | None
    exclude: Iterable[str] | None
    gitignore: bool | None
    suppression_comments: bool | None
    max_file_size: int | None
    since: str | None
    baseline: str | os.PathLike[str] | None
    cache: bool | None
    cache_dir: str | os.PathLike[str] | None
    jobs: int | None
    online: bool | None
    read_wheels: bool | None
    config: str | os.PathLike[str] | None
    stdin_filename: str | None


def check(
    paths: Paths = (".",),
    *,
    start: str | os.PathLike[str] | None = None,
    stdin: bytes | None = None,
    **options: Unpack[CheckOptions],
) -> CheckResult:
    """Check the container files under ``paths``.

    Args:
        paths: files and directories; ``-`` is ``stdin``.
        start: the directory that relative paths start from and that results show paths from;
            the current one by default.
        stdin: the text that the path ``-`` stands for.
        options: as the flags; see ``CheckOptions``.

    Returns:
        Findings in the order of path and place, what became of each file, and remarks.

    Raises:
        DockwrightError: an option, the configuration or the environment is wrong.
    """
    session = open_session(_as_paths(paths), option_values(options), start)
    session.want_fixes()
    return finish(session, run(session, stdin))


def fix(
    paths: Paths = (".",),
    *,
    start: str | os.PathLike[str] | None = None,
    stdin: bytes | None = None,
    unsafe: bool = False,
    write: bool = False,
    pick: Pick | None = None,
    **options: Unpack[CheckOptions],
) -> FixResult:
    """Repair the container files under ``paths``.

    Args:
        paths: as for ``check``.
        start: as for ``check``.
        stdin: as for ``check``; its repaired text is in the result.
        unsafe: apply unsafe fixes too.
        write: write the repaired files; without it the result alone tells what would change.
        pick: is asked for each fix before it is applied.
        options: as for ``check``.

    Returns:
        What became of each file: its text before and after, the fixes applied, what remains.

    Raises:
        DockwrightError: an option, the configuration or the environment is wrong.  A file that
            cannot be written is told in the result; what belongs together with it is not written
            either.
    """
    session = open_session(_as_paths(paths), option_values(options), start)
    return repair(session, stdin, unsafe=unsafe, write=write, pick=pick)


def repair(
    session: Session,
    stdin: bytes | None = None,
    *,
    unsafe: bool = False,
    write: bool = False,
    pick: Pick | None = None,
) -> FixResult:
    """Find and repair the files of a session.

    Raises:
        DockwrightError: what was asked for cannot be done at all.
    """
    from dockwright.rules.diagnostic import Applicability
    from dockwright.run.repairing import repair_session

    allowed = {Applicability.SAFE, *([Applicability.UNSAFE] if unsafe else [])}
    return repair_session(session, frozenset(allowed), pick=pick, stdin=stdin, write=write)


def _as_paths(paths: Paths) -> list[str]:
    """Return the paths that a call names; one alone need not stand in a list."""
    if isinstance(paths, (str, os.PathLike)):
        return [os.fspath(paths)]
    return [os.fspath(path) for path in paths]


def explain(name: str) -> Explanation:
    """Return the pages of the rules, or the facts, that ``name`` stands for.

    Raises:
        UsageError: it stands for nothing.
    """
    from dockwright.run.explain import explain_name

    return explain_name(name)


def context(
    directory: str | os.PathLike[str] = ".",
    *,
    dockerfile: str | os.PathLike[str] | None = None,
    explain: Iterable[str] = (),
    top: int = 10,
    start: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ContextResult:
    """Tell what a build context sends, and what of it a build has no use for.

    Args:
        directory: the context: a directory, an archive, ``-`` or an address.
        dockerfile: the Dockerfile that the build is for; by default the context's own.
        explain: paths, relative to the context, to say the deciding pattern of.
        top: how many of the largest files are told.
        start: the directory that relative paths start from; the current one by default.
        progress: is called now and then with the files and bytes so far.

    Raises:
        UsageError: there is no such directory or Dockerfile.
    """
    from dockwright.run.contexts import context_of

    return context_of(
        os.fspath(directory),
        dockerfile=None if dockerfile is None else os.fspath(dockerfile),
        explain=explain,
        top=top,
        start=None if start is None else os.fspath(start),
        progress=progress,
    )


def size(
    path: str | os.PathLike[str] = ".",
    *,
    online: bool = False,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
    context: str | os.PathLike[str] | None = None,
    cache: bool = True,
    cache_dir: str | os.PathLike[str] | None = None,
    mirrors: Mapping[str, str] | None = None,
    start: str | os.PathLike[str] | None = None,
) -> SizeResult:
    """Compute what an image will hold, before it is built.

    Args:
        path: a Dockerfile, or a directory that has one.
        online: whether package indexes, registries and mirrors may be asked.
        build_args: the build arguments given.
        target: the stage that is built.
        platform: the platform that is built for.
        context: the build context; the Dockerfile's directory where not given.
        cache: whether answers of indexes are stored, and stored ones used.
        cache_dir: where; the user's cache directory where not given.
        mirrors: mirrors of a distribution's packages, by ``debian``, ``ubuntu`` or ``alpine``; of
            others the one that this machine is told of.
        start: the directory that relative paths start from; the current one by default.

    Raises:
        DockwrightError: there is no such Dockerfile or stage, or ``online`` lacks what it needs.
    """
    from dockwright.run.cache import cache_directory
    from dockwright.run.sizes import sizes_of

    directory = cache_directory(None if cache_dir is None else os.fspath(cache_dir))
    return sizes_of(
        os.fspath(path),
        online=online,
        build_args=build_args,
        target=target,
        platform=platform,
        context=None if context is None else os.fspath(context),
        cache_dir=directory if cache else None,
        mirrors=mirrors,
        start=None if start is None else os.fspath(start),
    )


def gpu(
    path: str | os.PathLike[str] = ".",
    *,
    driver: str | None = None,
    gpus: Iterable[str] = (),
    fleet: str | os.PathLike[str] | None = None,
    toolkit: str | None = None,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
    context: str | os.PathLike[str] | None = None,
    start: str | os.PathLike[str] | None = None,
) -> GpuResult:
    """Judge whether what an image holds runs on a driver and its GPUs; nothing of it is run.

    Args:
        path: a Dockerfile, or a directory that has one.
        driver: version of the driver; this machine is asked where neither it nor ``fleet`` is
            given.
        gpus: models or compute capabilities, such as ``A100`` and ``8.6``.
        fleet: a list of machines: TOML, JSON or CSV.
        toolkit: how the container toolkit starts containers: ``legacy``, ``cdi`` or ``none``.
        build_args: the build arguments given.
        target: the stage that is built.
        platform: the platform that is built for.
        context: the build context; the Dockerfile's directory where not given.
        start: the directory that relative paths start from; the current one by default.

    Raises:
        DockwrightError: there is no such Dockerfile or stage, or no machine to judge for.
    """
    from dockwright.run.gpus import gpu_verdicts
    from dockwright.run.hosts import named_hosts

    return gpu_verdicts(
        os.fspath(path),
        named_hosts(
            driver,
            gpus,
            None if fleet is None else os.path.join(start or ".", fleet),  # noqa: PTH118
            toolkit or "",
        ),
        build_args=build_args,
        target=target,
        platform=platform,
        context=None if context is None else os.fspath(context),
        start=None if start is None else os.fspath(start),
    )


def base(
    directory: str | os.PathLike[str] = ".",
    *,
    workload: str | None = None,
    platform: str | None = None,
    online: bool = False,
    cache: bool = True,
    cache_dir: str | os.PathLike[str] | None = None,
    start: str | os.PathLike[str] | None = None,
) -> BaseResult:
    """Recommend base images for a project: those that can serve, the best first, and the others.

    Args:
        directory: the project, whose Dockerfiles and lists of dependencies tell what it needs, or
            one Dockerfile.
        workload: the kind of work to choose for; what the project's files say by default.
        platform: the platform to run on; linux/amd64 by default.
        online: whether registries may be asked for bytes to pull and platforms.
        cache: whether answers of registries are stored, and stored ones used.
        cache_dir: where; the user's cache directory where not given.
        start: the directory that relative paths start from; the current one by default.

    Raises:
        UsageError: there is no such file, directory or workload.
        EnvironmentFaultError: ``online``, and a library that it needs is missing.
    """
    from dockwright.run.bases import bases_of
    from dockwright.run.cache import cache_directory

    stored = cache_directory(None if cache_dir is None else os.fspath(cache_dir))
    return bases_of(
        os.fspath(directory),
        workload=workload,
        platform=platform,
        online=online,
        cache_dir=stored if cache else None,
        start=None if start is None else os.fspath(start),
    )


def kb_list(names: Iterable[str] = ()) -> tuple[Fact, ...]:
    """Return the facts of the knowledge base that names stand for; all where there are none.

    Raises:
        UsageError: a name stands for no fact.
    """
    from dockwright.run.facts import listed_facts

    return listed_facts(names)


def kb_stale(
    names: Iterable[str] = (), *, before: str | None = None, older_than: str | None = None
) -> tuple[tuple[Fact, ...], str]:
    """Return the facts that were last confirmed before a day, oldest first, and that day.

    Args:
        names: what the facts are about; all facts where there are none.
        before: the day, such as ``2026-05-01``.
        older_than: an age in its place, such as ``180d``; without either, the age from which on
            findings tell a fact's day.

    Raises:
        UsageError: a name stands for no fact, or the limit is not understood.
    """
    from dockwright.run.facts import day_before, stale_facts

    limit = day_before(before=before, older_than=older_than)
    return stale_facts(names, limit), limit


def kb_update(names: Iterable[str] = (), *, write: str | None = None) -> UpdateResult:
    """Ask the configured package index and endoflife.date for newer values of facts.

    Args:
        names: what the facts are about; all facts where there are none.
        write: a directory to write the data files that change to; nothing is written without.

    Raises:
        UsageError: a name stands for no fact.
        EnvironmentFaultError: what the network needs is missing, or a file cannot be written.
    """
    from dockwright.net import Network
    from dockwright.packages.index import IndexClient, read_settings
    from dockwright.run.updates import find_updates, write_updates

    settings = read_settings(ask_default=True)
    web = Network(cafile=settings.cafile, retries=1)
    result = find_updates(names, IndexClient(settings), web)
    if write is not None:
        write_updates(result, write)
    return result


def rules() -> tuple[RuleEntry, ...]:
    """Return every rule's properties, in order of code."""
    from dockwright.rules.registry import entries

    return entries()


def option_values(options: Mapping[str, object]) -> dict[str, object]:
    """Return keyword arguments as option values by option name, checked.

    Raises:
        UsageError: there is no such option, or it cannot have the value.
    """
    from dockwright.config.options import option_named
    from dockwright.config.values import ValueProblem, from_toml
    from dockwright.errors import UsageError

    values: dict[str, object] = {}
    for key, value in options.items():
        if value is None:
            continue
        option = option_named(key.replace("_", "-"))
        if option is None:
            raise UsageError(f"there is no option {key}")
        if option.kind == "path" and isinstance(value, os.PathLike):
            value = os.fspath(value)
        elif option.kind == "list" and not isinstance(value, (str, list, tuple)):
            value = list(value) if hasattr(value, "__iter__") else value
        elif option.kind == "pairs" and hasattr(value, "items"):
            value = dict(value.items())
        try:
            values[option.name] = from_toml(option, value)
        except ValueProblem as problem:
            raise UsageError(f"{key} {problem}") from None
    return values


def open_session(
    paths: Iterable[str],
    values: Mapping[str, object],
    start: str | os.PathLike[str] | None = None,
) -> Session:
    """Return the options that a run has, from ``values``, variables and configuration.

    Raises:
        ConfigError: the configuration is wrong.
    """
    from dockwright.run.session import Session

    directory = None if start is None else os.fspath(start)
    return Session(paths, values, _catalogue(), start=directory)


def _catalogue() -> Catalogue:
    from dockwright.config.selection import Catalogue
    from dockwright.rules.registry import entries

    return Catalogue(entries())


def run(session: Session, stdin: bytes | None = None) -> CheckRun:
    """Find and check the files of a session.

    Raises:
        DockwrightError: what was asked for cannot be done at all.
    """
    from dockwright.run.checker import check_file

    return session.check(check_file, stdin=stdin)


def finish(session: Session, done: CheckRun) -> CheckResult:
    """Make the result of a run: what the baseline knows is left out, or written to it.

    Raises:
        DockwrightError: the baseline cannot be read or written.
    """
    from dockwright.report.chain import deduplicate, in_order, run_chain, without_known
    from dockwright.report.result import CheckResult, rule_infos
    from dockwright.rules.diagnostic import Severity
    from dockwright.rules.registry import entries

    diagnostics = [each for outcome in done.outcomes for each in outcome.diagnostics]
    remarks = [remark.text for remark in done.remarks if not remark.is_detail]
    if session.value("online") is True:
        from dockwright.run.online import with_index

        added = with_index(session, done, session.index)
        diagnostics = [
            each._replace(help=f"{each.help}; {added[id(each)]}") if id(each) in added else each
            for each in diagnostics
        ]
    sources = {
        outcome.file.shown: outcome.source
        for outcome in done.outcomes
        if outcome.source is not None
    }
    steps: list[Step] = [deduplicate, in_order]
    known = session.text("baseline")
    writes = session.value("write-baseline") is True
    if writes and session.value("since"):
        from dockwright.errors import UsageError

        raise UsageError(
            "--write-baseline writes all findings, and --since leaves out those that were there",
            hint="write the baseline without --since",
        )
    if known is not None and not writes:
        from dockwright.run.known import load_baseline, path_from

        place = path_from(known, session.start)
        steps.append(without_known(load_baseline(known), sources, place))
    found = run_chain(diagnostics, steps)
    limit = _ageing_limit() if found else None
    if limit is not None:
        from dockwright.report.chain import with_days

        found = run_chain(found, [with_days(_days_of_facts(limit))])
    if writes:
        from dockwright.run.known import save_baseline

        written = known or f"{session.start}{os.sep}dockwright-baseline.json"
        number = save_baseline(written, found, sources, session.start)
        shown = os.path.relpath(written, session.start)
        holds = f"{number} finding" + ("" if number == 1 else "s")
        remarks.append(f"{shown} holds {holds} now, which --baseline {shown} passes over")
        found = []
    for diagnostic in found:
        for label in (diagnostic.primary, *diagnostic.related):
            if label.path not in sources and (source := session.source_shown(label.path)):
                sources[label.path] = source
    level = session.text("fail-on")
    codes = {diagnostic.code for diagnostic in found}
    return CheckResult(
        diagnostics=tuple(found),
        files=tuple(outcome.status for outcome in done.outcomes),
        sources=sources,
        remarks=tuple(remarks),
        details=tuple(remark.text for remark in done.remarks if remark.is_detail),
        failed_paths=tuple(done.failed_paths),
        fail_on=None if level in {None, "never"} else Severity(level),
        rules=rule_infos(each for each in entries() if each.code in codes),
    )


def _now() -> float:
    """Return the time that ages are counted from, in seconds: SOURCE_DATE_EPOCH, or now."""
    # Every check comes here: run/facts.py says the same as a date, and imports datetime for it.
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return float(given)
    import time

    return time.time()


def _ageing_limit() -> str | None:
    """Return the day before which a fact is old; None where no fact is."""
    import time

    from dockwright.kb import load

    kb = load()
    age = kb.integer("kb.ageing-days") * 86400
    limit = time.strftime("%Y-%m-%d", time.gmtime(max(0.0, _now() - age)))
    return limit if kb.text("kb.oldest") < limit else None


def _days_of_facts(limit: str) -> Callable[[str], str | None]:
    """Return what gives the day of the oldest fact of a rule, where that is before a day."""
    from dockwright.kb import load
    from dockwright.rules.registry import entry

    kb = load()
    known: dict[str, str | None] = {}

    def day_of(code: str) -> str | None:
        if code not in known:
            found = entry(code)
            days = [
                fact.as_of for name in (found.facts if found else ()) for fact in kb.facts(name)
            ]
            oldest = min(days, default=limit)
            known[code] = oldest if oldest < limit else None
        return known[code]

    return day_of


def render(result: CheckResult, format_name: str, *, colour: bool = False, width: int = 100) -> str:
    """Return a result as a report: ``text``, ``json``, ``sarif`` or another of the formats.

    ``colour`` and ``width`` (in cells) are for people on a terminal; formats for programs pay no
    heed to them.
    """
    from dockwright.report.formats import Options
    from dockwright.report.formats import render as render_format

    return render_format(result, format_name, Options(colour, width, _page))


def _page(code: str) -> str:
    """Return a rule's page as Markdown, ``""`` where there is no such rule."""
    from dockwright.rules.registry import entry, load_rule

    return "" if entry(code) is None else load_rule(code).documentation
