"""DW804: an install needs a lock file, or one of requirements, that .dockerignore keeps out."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._shared import brought_by_folder, is_brought_otherwise
from dockwright.rules.context.copied_file_ignored import Kept
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW804",
    "lock-file-ignored",
    on=Install,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    triggers=("copy", "add"),
    facts=("lock-file.insisting-installs", "lock-file.in-its-place"),
    given=("reads_folder",),
)
def lock_file_ignored(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """An install needs a lock file, or a file of requirements, that .dockerignore keeps out.

    ## What it does

    Follows `uv sync --locked`, `npm ci` and their like, and `pip install -r`, to the folder that
    COPY fills, and asks whether the ignore file drops the file that lies there.

    ## Why it matters

    The folder is copied without the lock file, and the install stops: "Unable to find lockfile".

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    **/package-lock.json
    ```

    ```json deps/package.json
    {"name": "shop", "version": "1.0.0"}
    ```

    ```json deps/package-lock.json
    {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {}}
    ```

    ```dockerfile bad
    FROM node:22.20-bookworm-slim
    WORKDIR /srv
    COPY deps ./
    RUN npm ci --omit=dev && npm cache clean --force
    COPY server.js ./
    USER node
    CMD ["node", "server.js"]
    ```

    ## Instead

    Delete the pattern.
    A program without packages needs no install, and no lock file:

    ```dockerfile good
    FROM node:22.20-bookworm-slim
    WORKDIR /srv
    COPY server.js ./
    USER node
    CMD ["node", "server.js"]
    ```

    ## When it stays silent

    Where no such file is in the tree, where the build context is not known, where a mount, another
    stage or an earlier command may bring the file, where an option sends the install to another
    folder, and for ONBUILD.

    ## Fix safety

    Unsafe: other builds may read the same ignore file.
    It gets a line that takes the file back, or loses the pattern, as for DW801 and with the same
    proof: nothing else comes or goes.

    ## With other rules

    DW801 speaks where COPY names the lock file itself.

    ## References

    - Docker documentation, ".dockerignore files"
    - uv documentation, "uv sync"; npm documentation, "npm ci"
    """
    run = install.instruction
    context = ctx.build_context
    if not isinstance(run, Run) or run.stage is None or run.is_onbuild:
        return
    if isinstance(context, Unknown) or not context.patterns or context.problem is not None:
        return
    for name, verb, words in _needed(install, ctx):
        path = path_seen_by(install, name)
        if path is None or is_brought_otherwise(path, run, install):
            continue
        brought = brought_by_folder(path, run, install, context, sent=False)
        if brought is None or not context.exists(brought.path):
            continue
        ignored, pattern = context.is_ignored(brought.path)
        folder = posixpath.dirname(brought.path)
        others = ctx.kb.names("lock-file.in-its-place") if name == "package-lock.json" else ()
        if not ignored or pattern is None or pattern.span is None or context.ignore is None:
            continue
        if any(context.find(posixpath.join(folder, other)) is not None for other in others):
            continue
        called = f"{install.program} {install.subcommand}".rstrip()
        yield ctx.report(
            brought.source,
            f"`{brought.path}`, which `{called}` {verb}, is kept out of the build by "
            f"`{pattern.text}` in the ignore file",
            help=f"Delete that pattern, or add `!{brought.path}` after it",
            related=(
                ctx.label_elsewhere(context.ignore.source.path, pattern.span, "this drops it"),
                ctx.label_elsewhere(posixpath.join(context.root, brought.path), Span(0, 0), words),
                *(() if verb == _INSISTS else (ctx.label(install.own_span, "it is read here"),)),
            ),
            about=Kept(brought.path, pattern),
        )


_INSISTS = "insists on"


def _needed(install: Install, ctx: Context) -> Iterator[tuple[str, str, str]]:
    """Yield the files that an install fails without: path, what it does with it, what it is."""
    if len(install.manifests) > 1 and install.project_directory == "" and _insists(install, ctx):
        yield install.manifests[1], _INSISTS, "the lock file"
    if install.simple.context or install.simple.follower == "||" or not install.is_unconditional:
        return
    for word in install.requirement_files:
        if word.value is not None and "://" not in word.value:
            yield word.value, "reads", "the file of requirements"


def _insists(install: Install, ctx: Context) -> bool:
    called = f"{install.manager} {install.subcommand}"
    for known in ctx.kb.names("lock-file.insisting-installs"):
        words, _, option = known.partition(" --")
        if words == called and (not option or install.has(f"--{option}")):
            return True
    return False
