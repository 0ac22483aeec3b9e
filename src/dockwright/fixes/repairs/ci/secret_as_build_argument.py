"""Repairs DW936: the secret is given as one, and the RUNs that read it mount it.

Every build of the workflow that gives it to the Dockerfile is changed with the Dockerfile, all of
them or none.  It is unsafe: builds elsewhere that give it as an argument have to give the secret.
"""

from __future__ import annotations

import re

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.security._secrets import Surroundings, take_away
from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.instructions import Arg
from dockwright.model.unknown import Unknown
from dockwright.rules.ci._shared import image_of
from dockwright.syntax.yaml import Mapping, Scalar
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.model.ci.builds import BuildArgument
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.yaml import Pair

_VARIABLE = re.compile(r"[\"']?\$\{?(\w+)\}?[\"']?")


@repair("DW936", on=WorkflowBuild, touches=("workflow.*",))
def secret_as_build_argument(
    build: WorkflowBuild, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Give it as a secret in the workflow, and mount it in the Dockerfile."""
    place = ctx.finding.primary
    given = next((each for each in build.arguments if each.span == place.span), None)
    if given is None or place.path != ctx.document.source.path:
        yield Refusal("the argument is written in another file")
        return
    image = image_of(build, ctx.context)
    if image is None:
        yield Refusal("the Dockerfile is not known")
        return
    in_file = _in_dockerfile(given.name, image, ctx)
    if isinstance(in_file, Refusal):
        yield in_file
        return
    edits: list[Edit] = []
    for other, argument in _givers(given.name, image, ctx):
        made = _in_workflow(other, argument)
        if isinstance(made, Refusal):
            yield made
            return
        edits += made
    others = {image.path: in_file} if in_file else {}
    title = f"Give `{given.name}` as a secret, and mount it for the RUNs that read it"
    yield ctx.unsafe(title, list(dict.fromkeys(edits)), others=others)


def _givers(
    name: str, image: ImageBuild, ctx: DocumentRepairContext
) -> Iterator[tuple[WorkflowBuild, BuildArgument]]:
    """Yield the builds of the workflow that give an argument to the Dockerfile."""
    for node in ctx.document.nodes:
        if not isinstance(node, WorkflowBuild):
            continue
        for each in node.arguments:
            other = image_of(node, ctx.context) if each.name == name else None
            if other is not None and other.path == image.path:
                yield node, each


def _in_dockerfile(
    name: str, image: ImageBuild, ctx: DocumentRepairContext
) -> list[Edit] | Refusal:
    """Return the edits that take an argument away and mount the secret in its place."""
    dockerfile = image.dockerfile
    around = Surroundings(dockerfile.tree, ctx.kb)
    edits: list[Edit] = []
    declared = [
        each
        for each in dockerfile.instructions
        if isinstance(each, Arg) and any(one.name == name for one in each.arguments)
    ]
    for each in declared:
        made = take_away(each, name, around)
        if isinstance(made, Refusal):
            return made
        edits += made
    if not declared and not any(
        not isinstance(use.mount, Unknown) and use.mount.type == "secret" and use.mount.id == name
        for stage in dockerfile.stages
        for run in stage.runs()
        for use in run.mounts
    ):
        return Refusal("no ARG of the Dockerfile takes it")
    return list(dict.fromkeys(edits))


def _in_workflow(build: WorkflowBuild, argument: BuildArgument) -> list[Edit] | Refusal:
    if build.is_told_elsewhere:
        return Refusal("Bake or Compose builds it, whose file has to name the secret")
    if build.kind == "command":
        return _in_command(build, argument)
    if build.step is None or build.step.action != "docker/build-push-action":
        return Refusal("how this builder is given a secret is not known here")
    return _in_action(build, argument)


def _in_command(build: WorkflowBuild, argument: BuildArgument) -> list[Edit] | Refusal:
    """Write ``--secret id=NAME,env=VARIABLE`` for ``--build-arg NAME=$VARIABLE``."""
    text = build.job.workflow.source.text
    match = re.search(r"--build-arg[ =][\"']?$", text[: argument.span.start])
    value = f"${argument.name}" if argument.value is None else argument.value
    variable = _VARIABLE.fullmatch(value)
    if match is None or variable is None:
        return Refusal("its value is no variable of the shell alone")
    end = argument.span.end
    if match[0][-1] in "\"'":
        end += 1
    return [Edit(Span(match.start(), end), f"--secret id={argument.name},env={variable[1]}")]


def _in_action(build: WorkflowBuild, argument: BuildArgument) -> list[Edit] | Refusal:
    """Move an entry of ``build-args`` to ``secrets``."""
    assert build.step is not None
    source = build.job.workflow.source
    inputs = build.step.node.get("with")
    pairs = {pair.name: pair for pair in (inputs.pairs if isinstance(inputs, Mapping) else ())}
    listed = pairs.get("build-args")
    node = None if listed is None else listed.value.node
    if listed is None or not isinstance(node, Scalar):
        return Refusal("`build-args` is no text of entries")
    text = source.text
    entry = argument.text.raw
    secrets = pairs.get("secrets")
    alone = len([line for line in node.text.split("\n") if line.strip()]) == 1
    if alone and secrets is None:
        return [Edit(listed.key.span, "secrets")]
    if node.style != "|" or not _is_line(text, argument.span):
        return Refusal("the entries of `build-args` do not stand on lines of their own")
    begin = text.rfind("\n", 0, argument.span.start) + 1
    end = text.find("\n", argument.span.end) + 1 or len(text)
    gone = _lines_of(listed, text) if alone else Span(begin, end)
    if secrets is None:
        margin = text[text.rfind("\n", 0, listed.key.span.start) + 1 : listed.key.span.start]
        if margin.strip():
            return Refusal("the inputs do not stand on lines of their own")
        at = listed.key.span.start
        added = f"secrets: |\n{margin}  {entry}\n{margin}"
        return [Edit(Span(at, at), added), Edit(gone, "")]
    kept = secrets.value.node
    first = text.find("\n", kept.span.start) + 1
    if not isinstance(kept, Scalar) or kept.style != "|" or not first:
        return Refusal("`secrets` is no block of lines")
    inner = re.match(r"[ ]*", text[first:])
    assert inner is not None
    return [Edit(Span(first, first), f"{inner[0]}{entry}\n"), Edit(gone, "")]


def _is_line(text: str, span: Span) -> bool:
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    after = text[span.end : text.find("\n", span.end)]
    return not before.strip() and not after.strip()


def _lines_of(pair: Pair, text: str) -> Span:
    """Return the lines of an input whose value is a block."""
    begin = text.rfind("\n", 0, pair.key.span.start) + 1
    end = pair.value.node.span.end
    if text[end - 1 : end] != "\n":
        end = text.find("\n", end) + 1 or len(text)
    return Span(begin, end)
