"""CI workflows as documents to check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockwright.model.ci.baked import builds_of
from dockwright.model.ci.bakes import WorkflowBake
from dockwright.model.ci.calls import calls_of
from dockwright.model.ci.gitlab import open_pipeline
from dockwright.model.ci.workflow import Workflow
from dockwright.model.document import Document, Part, Remark
from dockwright.syntax.yaml import Mapping, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.ci.builds import WorkflowBuild
    from dockwright.model.project import Project
    from dockwright.syntax.yaml import YamlStream
    from dockwright.text import Source, Span

__all__ = ["open_document"]

_TEMPLATE_SIGNS = ("{%", "<%")


def open_document(source: Source, path: str, project: Project) -> Document:
    """Read a workflow of GitHub Actions or a pipeline of GitLab CI."""
    stream = read_yaml(source)
    remarks = tuple(Remark(each.span, each.text) for each in stream.comments)
    own = Part(source, path, remarks, stream.scopes())
    is_gitlab = ".github" not in path.replace("\\", "/").split("/")
    # A pipeline of GitLab may begin with a document of its inputs.
    roots = [each for each in stream.documents if isinstance(each, Mapping)]
    root = roots[-1] if roots else None
    workflow: Workflow
    if is_gitlab:
        pipeline = open_pipeline(source, path, root, project)
        workflow = pipeline
        bakes = pipeline.bakes
        nodes: list[Any] = [pipeline, *pipeline.jobs, *pipeline.builds, *bakes]
        nodes += _baked(bakes, project)
    else:
        calls = calls_of(path, root, project) if "inputs." in source.text else ()
        workflow = Workflow(source, path, root, is_gitlab=False, calls=calls)
        nodes = [workflow]
        for job in workflow.jobs:
            runs = tuple(job.runs())
            nodes += [job, *job.steps, *runs, *_baked(runs, project)]
    workflow.problems = tuple(_problems(source, stream))
    return Document(
        "workflow",
        own,
        workflow,
        tuple(nodes),
        tuple(each.message for each in stream.problems),
        lambda: {"workflow.*": source.text},
    )


def _problems(source: Source, stream: YamlStream) -> Iterator[tuple[str, Span]]:
    """Yield why a file cannot be read; nothing for templates of other programs."""
    if any(sign in source.text for sign in _TEMPLATE_SIGNS):
        return
    for span in source.invalid_bytes()[:1]:
        yield "this byte is not UTF-8, as YAML has to be", span
    for problem in stream.problems:
        if problem.kind != "duplicate-key":
            yield problem.message, problem.span


def _baked(runs: Iterable[object], project: Project) -> Iterator[WorkflowBuild]:
    """Yield what runs of Bake and Compose build."""
    for run in runs:
        if isinstance(run, WorkflowBake):
            yield from builds_of(run, project)
