"""DW804: an install insists on a lock file that .dockerignore keeps out of the build."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_before, path_seen_by
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.context._shared import image_before
from dockwright.rules.context.copied_file_ignored import Kept
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.left_out import ImageWithout
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW804",
    "lock-file-ignored",
    on=Install,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    triggers=("copy", "add", "mount"),
    facts=(
        "lock-file.insisting-installs",
        "lock-file.resolving-installs",
        "lock-file.heedless-options",
        "lock-file.makers",
        "lock-file.in-its-place",
    ),
    given=("installs_lock",),
)
def lock_file_ignored(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """An install insists on a lock file that .dockerignore keeps out of the build.

    ## What it does

    Follows `uv sync --locked`, `npm ci` and their like, and those that take the lock's versions
    where it is there, such as `poetry install`, to the folder that COPY fills, and asks whether the
    ignore file drops the lock file that lies there.

    ## Why it matters

    The folder is copied without the lock file, and the install stops: "Unable to find lockfile".
    One that does not insist chooses the versions anew: the image is not what the lock says, and
    another one tomorrow.

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

    Where no lock file is in the tree, where the build context is not known, where a mount, another
    stage or an earlier command may bring the file, where an option sends the install to another
    folder, where options choose versions anew in any case (`--upgrade`), and for ONBUILD.

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
    if len(install.manifests) < 2 or install.project_directory != "":
        return
    insists = _is_one_of(install, "lock-file.insisting-installs", ctx)
    heedless = install.has(*ctx.kb.names("lock-file.heedless-options"))
    if not insists and (heedless or not _is_one_of(install, "lock-file.resolving-installs", ctx)):
        return
    image = image_before(install, ctx)
    lock = install.manifests[1]
    path = path_seen_by(install, lock)
    if image is None or path is None or _may_be_made(install, image, ctx):
        return
    lost = image.left_out(path)
    others = ctx.kb.names("lock-file.in-its-place") if lock == "package-lock.json" else ()
    if lost is None or posixpath.basename(lost.source.known or "") == lock:
        return
    folder = posixpath.dirname(path)
    if any(image.real.locate(posixpath.join(folder, other)) is not None for other in others):
        return
    context = image.context
    assert context.ignore is not None
    called = f"`{install.program} {install.subcommand}`"
    how = f"which {called} insists on" if insists else f"without which {called} resolves anew"
    yield ctx.report(
        lost.source,
        f"`{lost.path}`, {how}, is kept out of the build by `{lost.pattern.text}` in the ignore "
        "file",
        help=f"Delete that pattern, or add `!{lost.path}` after it",
        related=(
            ctx.label_elsewhere(
                context.ignore.source.path, lost.pattern.span or Span(0, 0), "this drops it"
            ),
            ctx.label_elsewhere(
                posixpath.join(context.root, lost.path), Span(0, 0), "the lock file"
            ),
        ),
        severity=None if insists else Severity.WARNING,
        about=Kept(lost.path, lost.pattern),
    )


def _is_one_of(install: Install, fact: str, ctx: Context) -> bool:
    called = f"{install.manager} {install.subcommand}"
    for known in ctx.kb.names(fact):
        words, _, option = known.partition(" --")
        if words == called and (not option or install.has(f"--{option}")):
            return True
    return False


def _may_be_made(install: Install, image: ImageWithout, ctx: Context) -> bool:
    """Tell whether an earlier command of the tool may have written the lock."""
    makers = ctx.kb.mapping("lock-file.makers").get(install.program, ())
    run = install.instruction
    before = list(commands_before(install))
    for earlier in image.stage.layers():
        if earlier is run:
            break
        if isinstance(earlier, Run):
            before += earlier.commands
    return any(
        each.program == install.program and any(word.value in makers for word in each.words[1:])
        for each in before
    )
