"""DW802: a source of COPY is not in the build context."""

from __future__ import annotations

import posixpath

from dockwright.model.brought import MissingSource
from dockwright.model.repository import is_kept_by_git, is_left_out_below
from dockwright.model.submodules import is_in_submodule
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW802",
    "copy-source-missing",
    on=MissingSource,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    facts=("context-file.generated",),
    given=("is_sure",),
    triggers=("copy", "add", "--mount"),
)
def copy_source_missing(missing: MissingSource, ctx: Context) -> Iterator[Diagnostic]:
    """COPY names a file that the build context does not have.

    ## What it does

    Looks for each source of COPY, ADD and of bind mounts in the build context: the directory that a
    Compose file or the settings give, or the one that the Dockerfile lies in.
    Of a source with wildcards it asks whether anything matches that the ignore file does not drop.

    ## Why it matters

    The build fails with "not found", often after the minutes that the steps above take.
    What lies beside or above the context cannot be copied: `../` leads nowhere.
    A pattern that matches nothing stops no build: the image lacks the files, and nothing says so.

    ## Example

    A file beside it:

    ```python config/defaults.toml
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    COPY config/settings.toml /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY config/defaults.toml /srv/
    USER 10001
    CMD ["python", "/srv/main.py"]
    ```

    ## When it stays silent

    For sources from stages, images and addresses; in directories that a build before the image's
    fills (`dist`, `build`, `target`), for submodules of Git, and for what a `.gitignore` keeps out
    of the repository, which is made on the machine that builds.
    For patterns that take a file where it is there, such as `uv.lock*`, and for those beside other
    sources, unless all that they match is ignored; the former are then told as information.
    Where nothing says which directory is the context, or no repository lies around it, so that
    the tree may be a part of one, it speaks only where one other file of that ending lies where
    the missing one should, one that was renamed, and where what lies above the context is named.

    ## Fix safety

    None where nothing matches: which file is meant is not known.
    Where all that a pattern matches is ignored, the ignore file gets lines that take it back in, as
    for DW801 and with the same proof.
    Unsafe: other builds may read the same ignore file.

    ## With other rules

    DW801 is about files that are there and that the ignore file keeps out.

    ## References

    - Dockerfile reference, "COPY"
    """
    context = missing.context
    clean = posixpath.normpath(f"/{missing.path}")[1:]
    if missing.dropped:
        yield from _all_ignored(missing, clean, ctx)
        return
    first = clean.partition("/")[0]
    if first in ctx.kb.name_set("context-file.generated") or _is_made(missing, clean):
        return
    if is_in_submodule(posixpath.join(context.root, clean), context.project):
        return
    related = []
    if context.told is not None:
        related.append(
            ctx.label_elsewhere(context.told.path, context.told.span, "the context is given here")
        )
    help_ = "A build takes files from its context alone"
    if missing.other:
        help_ = f"There is `{missing.other}`"
    elif missing.leads_out:
        help_ = "Build from the directory above, and name the paths from there"
    elif missing.is_pattern:
        help_ = "The build goes on without the files"
    if missing.leads_out:
        message = f"`{missing.path}` leads out of the build context"
    elif missing.is_pattern:
        message = f"nothing in the build context matches `{clean}`"
    else:
        message = f"the build context has no `{clean or missing.path}`"
    yield ctx.report(
        missing.source,
        message,
        help=help_,
        related=related,
        severity=Severity.WARNING if missing.is_pattern else None,
        confidence=Confidence.MEDIUM if context.is_assumed else None,
    )


def _all_ignored(missing: MissingSource, path: str, ctx: Context) -> Iterator[Diagnostic]:
    """Report a pattern of which everything is left out."""
    context = missing.context
    _, pattern = context.is_ignored(missing.dropped[0])
    if pattern is None or pattern.span is None or context.ignore_path is None:
        return
    yield ctx.report(
        missing.source,
        f"all that `{path}` matches is kept out of the build by `{pattern.text}` in the ignore "
        "file",
        help="Delete that pattern, or take back in what is needed after it, as with "
        f"`!{missing.dropped[0]}`",
        related=[ctx.label_elsewhere(context.ignore_path, pattern.span, "this drops it")],
        severity=Severity.INFO if missing.is_optional else Severity.WARNING,
    )


def _is_made(missing: MissingSource, path: str) -> bool:
    """Tell whether Git's ignore files keep a path out, as they do what is made on a machine.

    A clone lacks it then, which says nothing of the tree that is built from.
    """
    context = missing.context
    root, project = context.root, context.project
    # What is not there may have been a file or a directory.
    for is_directory in (False, True):
        kept = is_kept_by_git(posixpath.join(root, path), project, is_directory=is_directory)
        if kept is None:
            # Outside of a repository the ignore files of the context say as much.
            kept = not is_left_out_below(root, path, project, is_directory=is_directory)
        if not kept:
            return True
    return False
