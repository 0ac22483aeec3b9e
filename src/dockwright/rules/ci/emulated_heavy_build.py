"""DW938: a heavy image is built under emulation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.instructions import Run
from dockwright.rules._caches import installs_of
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import (
    image_of,
    is_hosted,
    packages_of,
    places_of,
)
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


class _Heavy(NamedTuple):
    """A RUN that takes long, what it does, and the lines of other files that say so."""

    run: Run
    words: str
    places: tuple[tuple[str, Span], ...] = ()


@rule(
    "DW938",
    "emulated-heavy-build",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("heavy-build.builders", "heavy-build.commands", "ci.hosted-runners"),
)
def emulated_heavy_build(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A foreign platform is built under QEMU, and the Dockerfile compiles or installs gigabytes.

    ## What it does

    Compares the platforms of a build with the machine that it runs on, and looks in the
    Dockerfile for projects that are compiled or bundled (`make`, `cargo build`, `npm ci`) and for
    packages of gigabytes.

    ## Why it matters

    Emulation makes a compiler five to twenty times slower: minutes become hours, and jobs run
    into their time limit. Machines of both architectures are to be had.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir torch==2.9.1
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```yaml bad
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
              platforms: linux/amd64,linux/arm64
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04-arm
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
              platforms: linux/arm64
    ```

    ## When it stays silent

    Where platforms or the machine are not known; where the Dockerfile neither compiles a project
    nor installs what is known to be heavy (a compiler called for single files takes moments), or
    does so on `--platform=$BUILDPLATFORM`; for builders of another machine (`endpoint`,
    `driver: remote`) and of another service.

    ## Fix safety

    None: it takes a second job.

    ## With other rules

    None.

    ## References

    - docs.docker.com, "Multi-platform image with GitHub Actions", Distribute build across
    multiple runners
    """
    if not is_hosted(build.job, ctx.kb) or not build.platforms or build.kind == "service":
        return
    own = "arm64" if (build.job.runs_on[0].known or "").endswith("-arm") else "amd64"
    foreign = [
        platform
        for each in build.platforms
        for platform in (each.known or "").split(",")
        if platform and platform.split("/")[1:2] != [own]
    ]
    image = image_of(build, ctx) if foreign else None
    if image is None or any(
        step.action == "docker/setup-buildx-action"
        and (step.given("endpoint") is not None or step.given("append") is not None)
        for step in build.job.steps
    ):
        return
    heavy = _heavy(image, ctx.kb)
    if heavy is None:
        return
    run, words, places = heavy
    first, last = build.platforms[0].span, build.platforms[-1].span
    yield ctx.report(
        Span(first.start, last.end),
        f"{', '.join(foreign)} {'is' if len(foreign) == 1 else 'are'} built under emulation, and "
        f"the Dockerfile {words}",
        help="Build each platform on a machine of its own, and join the images by their digests",
        related=(
            ctx.label_in(image.path, run.span, "this takes long under emulation"),
            *(ctx.label_in(*place, "it is listed here") for place in places),
        ),
    )


def _heavy(image: ImageBuild, kb: KnowledgeBase) -> _Heavy | None:
    """Return what takes long; None where nothing is known to."""
    for stage in image.dockerfile.stages:
        # A stage has the platform of the one that it is FROM.
        platforms = [each.from_.flag("platform") for each in stage.lineage]
        is_native = any(each is not None and "BUILDPLATFORM" in each.raw for each in platforms)
        if not stage.is_reachable or is_native:
            continue
        for run, install in installs_of(stage):
            if install.ecosystem != "python":
                continue
            for package in packages_of(install, image):
                facts = kb.package(package.name)
                if facts is None:
                    continue
                places = tuple(places_of(package, install, image))
                if facts.is_heavy:
                    return _Heavy(run, f"installs {package.name}", places)
                texts = [word.value or "" for word in install.words]
                if facts.needs_compiler or f"--no-binary={package.name}" in texts:
                    return _Heavy(run, f"compiles {package.name}", places)
        for instruction in stage.instructions:
            if not isinstance(instruction, Run) or instruction.is_onbuild:
                continue
            for command in instruction.commands:
                wheel = _wheel_compiled(command, kb)
                if wheel:
                    return _Heavy(instruction, f"compiles {wheel}")
                heavy = _heavy_command(command, kb)
                if heavy:
                    return _Heavy(instruction, f"runs {heavy}")
    return None


def _heavy_command(command: Command, kb: KnowledgeBase) -> str:
    """Return the words of a command that compiles or bundles a project; empty for others."""
    words = [word.value or "" for word in command.words[1:]]
    if command.program in kb.name_set("heavy-build.builders"):
        return "" if {"--version", "-version", "--help"} & set(words) else command.program
    plain = [command.program, *(word for word in words if not word.startswith(("-", "+")))]
    known = kb.name_set("heavy-build.commands")
    return next((text for size in (2, 3) if (text := " ".join(plain[:size])) in known), "")


def _wheel_compiled(command: Command, kb: KnowledgeBase) -> str:
    """Return the package that ``pip wheel`` compiles, as no wheel of it is to be had or wanted."""
    words = [word.value or "" for word in command.words]
    if "wheel" not in words[1:4] or command.program not in {"pip", "pip3", "python", "python3"}:
        return ""
    for word in words[words.index("wheel") + 1 :]:
        facts = None if word.startswith("-") else kb.package(re.split(r"[=<>!~\[]", word)[0])
        if facts is not None and (
            facts.needs_compiler or facts.has_wheel is False or "--no-binary" in words
        ):
            return facts.name
    return ""
