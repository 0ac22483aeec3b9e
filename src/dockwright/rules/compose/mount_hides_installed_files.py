"""DW708: a mount covers what the image has installed."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.actions import ChangeDirectory, Copying, Remove
from dockwright.model.compose.project import Service
from dockwright.model.contents import contents_of
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import bare, mount_over, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW708",
    "mount-hides-installed-files",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.module-installers",),
)
def mount_hides_installed_files(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A bind mount covers a directory in which the image has installed packages.

    ## What it does

    Compares the targets of bind mounts, and of volumes from elsewhere, with the virtual
    environments, directories of packages and `node_modules` that the Dockerfile fills.

    ## Why it matters

    The container sees the host's directory in its place: the program is missing, or its packages
    are.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    WORKDIR /app
    COPY requirements.txt .
    RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir -r requirements.txt
    COPY main.py .
    USER 10001
    CMD [".venv/bin/python", "main.py"]
    ```

    ```text requirements.txt
    idna==3.10
    ```

    ```python main.py
    import idna
    ```

    ```yaml bad
    services:
      api:
        build: .
        volumes:
          - .:/app
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        volumes:
          - .:/app
          - /app/.venv
    ```

    ## When it stays silent

    Where a further mount holds the hidden directory; where the host's directory has a
    `node_modules` of its own; for packages that a step moves, copies or removes after it has
    installed them; for volumes that the engine fills from the image.

    ## Fix safety

    None: where the source or the packages are to be is not known.

    ## With other rules

    None is about the same.

    ## References

    - Docker documentation, "Bind mounts", mounting over existing data
    """
    found = stage_of(service, ctx)
    if found is None:
        return
    build, stage = found
    volumes = service.project.declared("volumes")
    installed = list(_installed(stage, ctx.kb))
    for mount in service.mounts:
        is_foreign = mount.source in volumes and volumes[mount.source].get("external") is not None
        if mount.kind != "bind" and not (mount.kind == "volume" and is_foreign):
            continue
        for path, instruction in installed:
            if mount_over(service, path) != mount:
                continue
            if path.endswith("/node_modules") and path != mount.target:
                beside = mount.source + path[len(mount.target.rstrip("/")) :]
                if not isinstance(ctx.project.listing(beside), Unknown):
                    continue
            yield ctx.report(
                bare(mount.item.get("source") or mount.item, ctx),
                f"the mount covers {path}, where the image has installed packages",
                help=f"Mount a narrower directory, or add a volume for {path}",
                related=(ctx.label_in(build.path, instruction.span, "they are installed here"),),
            )
            break


def _installed(stage: Stage, kb: KnowledgeBase) -> Iterator[tuple[str, Instruction]]:
    """Yield the directories of packages that a stage fills, each with what does it."""
    held = contents_of(stage, kb)
    for venv in held.venvs:
        yield venv.directory, venv.run
    for install in held.installs:
        if isinstance(install.directory, str):
            yield install.directory, install.run
    for transfer in held.transfers:
        if isinstance(transfer.source, Stage):
            for venv in contents_of(transfer.source, kb).venvs:
                moved = transfer.moved(venv.directory)
                if moved is not None:
                    yield moved, transfer.copy
    yield from _modules(stage, kb)


def _modules(stage: Stage, kb: KnowledgeBase) -> Iterator[tuple[str, Instruction]]:
    """Yield the directories of Node.js packages, unless they are moved or removed again."""
    found: dict[str, Instruction] = {}
    elsewhere = kb.name_set("compose.module-directory-options")
    for run in stage.runs():
        folder = run.state.workdir
        if isinstance(folder, Unknown) or any(ChangeDirectory.of(e) for e in run.commands):
            continue
        for command in run.commands:
            words = [text_of(word) for word in command.words[1:]]
            known = kb.mapping("compose.module-installers").get(command.program, [])
            if set(words) & set(known) and not any(w.partition("=")[0] in elsewhere for w in words):
                found[posixpath.join(folder, "node_modules")] = run
            if Remove.of(command) is not None or Copying.of(command) is not None:
                for word in words:
                    found.pop(posixpath.normpath(posixpath.join(folder, word)), None)
    yield from found.items()
