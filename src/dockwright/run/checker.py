"""Checking one file: the engine, then the comments that suppress, then the user's severities."""

from __future__ import annotations

from dockwright.run.runner import Declined
from dockwright.text.light import NamedTuple, cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.config.selection import Catalogue
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.report.suppress import Suppressions
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.settings import CheckSettings
    from dockwright.run.plan import FilePlan
    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.text import Source

__all__ = [
    "MARKS",
    "Reading",
    "check_file",
    "known_rules",
    "read_file_under",
    "report_under",
    "suppressed",
    "with_user_severities",
]

MARKS = ("dockwright:", "hadolint", "check", "checkov:", "trivy:", "shellcheck")
"""What stands in every comment that means something to a linter, in lower case."""
_MOST_INSTRUCTIONS = 1000
_MOST_COMMANDS = 1000
"""Rules compare instructions with each other: beyond these numbers that takes too long.

Docker's storage drivers refuse images of more than 127 layers.
"""
_TEXT_OF_MANY = 1 << 13
"""Characters below which a file is taken to have no more commands than that."""
_TAGS = {"{%": "%}", "{{": "}}", "{#": "#}", "<%": "%>"}
"""What the tags of template languages begin and end with."""
_SHOWN = 60
"""Characters of a line that are shown."""
_UNUSED = "DW008"
_UNKNOWN = "DW009"


class Reading(NamedTuple):
    """A Dockerfile as read under its plan.

    Attributes:
        model: what it means.
        comments: what its comments tell linters; None where they tell nothing.
    """

    model: Dockerfile
    comments: Suppressions | None


def check_file(source: Source, plan: FilePlan) -> list[Diagnostic]:
    """Return the findings in one file under its plan."""
    if plan.kind != "dockerfile":
        from dockwright.run.documents import check_document_file

        return check_document_file(source, plan)
    from dockwright.rules.engine import check_model

    reading = read_file_under(source, plan.settings)
    if not plan.wants_fixes:
        found = check_model(reading.model, plan.settings)
    else:
        from dockwright.fixes.attach import Recorder

        recorder = Recorder()
        found = recorder.with_fixes(check_model(reading.model, plan.settings, recorder))
    found = report_under(plan, reading, found)
    reading.model.dissolve()
    return found


def read_file_under(source: Source, settings: CheckSettings) -> Reading:
    """Read a Dockerfile, its comments for linters and its meaning."""
    from dockwright.model.dockerfile import build_model
    from dockwright.syntax.dockerfile import parse

    tree = parse(source)
    comments = _comments(tree)
    shells = () if comments is None else tuple((at.span.start, at.shell) for at in comments.shells)
    model = build_model(
        tree,
        build_args=settings.build_args,
        target=settings.target,
        platform=settings.platform,
        shells=shells,
    )
    _decline_template(model, settings.dockerfile or source.path)
    _decline_many(model)
    _decline_without_target(model)
    return Reading(model, comments)


def report_under(plan: FilePlan, reading: Reading, found: list[Diagnostic]) -> list[Diagnostic]:
    """Return the findings that the file's comments let through, with the user's severities."""
    if reading.comments is not None and plan.honours_comments:
        found = suppressed(found, reading.comments, plan)
    return with_user_severities(found, plan)


def with_user_severities(found: list[Diagnostic], plan: FilePlan) -> list[Diagnostic]:
    """Return findings with the severities that the user gives their rules."""
    if not plan.severities:
        return found
    from dockwright.report.chain import with_severities
    from dockwright.rules.diagnostic import Severity

    levels = {code: Severity(level) for code, level in plan.severities.items()}
    return with_severities(levels)(found)


def _decline_template(model: Dockerfile, path: str) -> None:
    """Refuse a text from which a program makes Dockerfiles: what it says is not what is built.

    Docker refuses each of the lines that tell: a tag in the place of an instruction, or of the
    base image.  What looks alike within an instruction may be a shell's, or another program's,
    unless the file lies in a template's folder (``{{cookiecutter.slug}}``).
    """
    text = model.source.text
    if not any(opening in text for opening in _TAGS):
        return
    if "{{" in path and any(sign in text for sign in ("{%", "{{")):
        raise Declined("is a template, which is no Dockerfile before it is filled in")
    from dockwright.syntax.dockerfile.validate import UNKNOWN_INSTRUCTION

    at = [
        problem.span.start
        for problem in model.tree.problems
        if problem.message.startswith(UNKNOWN_INSTRUCTION)
    ]
    at += [
        stage.from_.image.span.start
        for stage in model.stages
        if stage.from_.image is not None and "{{" in stage.from_.image.raw
    ]
    at += [
        node.span.start
        for node in model.tree.instructions
        if node.keyword == "FROM" and "{{" in model.source.slice(node.span)
    ]
    for start in sorted(at):
        line = text[start:].partition("\n")[0]
        is_base = "{{" in line and "}}" in line
        if is_base or any(line.startswith(each) and _TAGS[each] in line for each in _TAGS):
            number = model.source.lines.line_of(start)
            raise Declined(
                f"is a template (line {number}: `{line.strip()[:_SHOWN]}`), which is no Dockerfile "
                "before it is filled in"
            )


def _decline_many(model: Dockerfile) -> None:
    """Refuse files of which checking would take minutes; no person writes such."""
    count = len(model.instructions)
    if count > _MOST_INSTRUCTIONS:
        raise Declined(f"has {count} instructions, more than the {_MOST_INSTRUCTIONS} looked at")
    if len(model.source.text) >= _TEXT_OF_MANY:
        from dockwright.model.instructions import Runnable

        count = sum(
            len(instruction.commands)
            for instruction in model.instructions
            if isinstance(instruction, Runnable)
        )
        if count > _MOST_COMMANDS:
            raise Declined(f"runs {count} commands, more than the {_MOST_COMMANDS} looked at")


def _decline_without_target(model: Dockerfile) -> None:
    """Refuse a file that lacks the stage asked for: Docker does too, and another is not meant."""
    if not model.missing_target or model.is_broken:
        return
    names = [f"`{stage.name}`" if stage.name else str(stage.index) for stage in model.stages]
    if len(names) > 1:
        there = f"its stages: {', '.join(names)}"
    else:
        there = f"its only stage is {names[0]}" if model.stages[0].name else "its stage has no name"
    raise Declined(
        f"has no stage `{model.missing_target}`, which target asks for; {there}", is_fault=True
    )


def _comments(tree: DockerfileTree) -> Suppressions | None:
    """Return what the file's comments tell linters; None where they tell nothing."""
    if "#" not in tree.source.text:
        return None
    lowered = tree.source.lowered
    if not any(mark in lowered for mark in MARKS):
        return None
    from dockwright.report.suppress import suppressions_of

    return suppressions_of(tree, known_rules())


def suppressed(found: list[Diagnostic], comments: Suppressions, plan: FilePlan) -> list[Diagnostic]:
    """Return the findings of a file that its comments let through, and findings about these."""
    from dockwright.report.suppress import ReportCodes, raise_check_errors, suppress

    enabled = plan.settings.enabled
    report = ReportCodes(
        unused=_UNUSED if _UNUSED in enabled else None,
        unknown=_UNKNOWN if _UNKNOWN in enabled else None,
        enabled=enabled,
    )
    return suppress(raise_check_errors(found, comments), comments, report=report)


@cache
def known_rules() -> Catalogue:
    """Return every rule with its names."""
    from dockwright.config.selection import Catalogue
    from dockwright.rules.registry import entries

    return Catalogue(entries())
