"""DW801: COPY takes a file that .dockerignore keeps out of the build."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import CopyLike, Instruction, Run
from dockwright.model.unknown import Unknown
from dockwright.rules._buildkit import Phase, is_buildkit, is_dispatched, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple, fnmatchcase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic, Label


class Kept(NamedTuple):
    """What a finding of this rule is about.

    Attributes:
        path: what COPY takes, relative to the context's root.
        pattern: the pattern that keeps it out; None where all of the context is kept out.
    """

    path: str
    pattern: IgnorePattern | None


@rule(
    "DW801",
    "copied-file-ignored",
    on=Instruction,
    family=Family.CONTEXT,
    severity=Severity.ERROR,
    aliases=("CopyIgnoredFile",),
    triggers=("copy", "add", "--mount"),
    given=("context_sources",),
)
def copied_file_ignored(instruction: Instruction, ctx: Context) -> Iterator[Diagnostic]:
    """COPY takes a file that .dockerignore keeps out of the build.

    ## What it does

    Compares the sources of COPY, ADD and of bind mounts with the patterns of the ignore file that
    applies.

    ## Why it matters

    The build fails with "not found", though the file lies right there.

    ## Example

    With this `.dockerignore`:

    ```dockerignore
    *.py
    !main.py
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    COPY app.py /app/
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    COPY main.py /app/
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For sources from stages, images and addresses; where the build context is not known; where a
    pattern beginning with `!` takes the file, or something in the folder, back in, or would if it
    were there; for sources with wildcards, which DW802 tells of, unless BuildKit's checks are asked
    for.

    ## Fix safety

    Unsafe: either the pattern or the COPY is wrong, and other builds read the same ignore file.
    The ignore file is changed so that the build gets the path: by a line that takes it back behind
    the pattern, or by leaving the pattern out, whichever brings less.
    Both texts are compared over the files that are there: whatever else would come or go, or where
    the context is too large to compare, the fix is refused.
    Refused too for files that hold secrets, which the pattern may keep out for a reason, where
    everything is ignored, and where another Dockerfile that reads the same ignore file would take
    much of what comes.

    ## With other rules

    None.

    ## References

    - Docker documentation, Build checks, "CopyIgnoredFile"
    """
    if instruction.is_onbuild or not is_dispatched(ctx, instruction.stage):
        return
    if not is_reached(ctx, Phase.DISPATCH, instruction):
        return
    if isinstance(instruction, Run) and is_buildkit(ctx):
        return  # its check looks at COPY and ADD alone
    context = ctx.build_context
    if isinstance(context, Unknown) or not context.patterns:
        return
    from dockwright.syntax.dockerfile.git_ref import is_git_ref

    for source in instruction.context_sources:
        path = source.known
        if path is not None and _has_wildcards(instruction, path) and not is_buildkit(ctx):
            continue  # a build goes on where a pattern matches nothing: DW802 tells what it misses
        if path is None or path.startswith(("http://", "https://")) or is_git_ref(path):
            continue
        yield from _ignored(source, path, context, ctx)


def _ignored(
    source: Text, written: str, context: BuildContext, ctx: Context
) -> Iterator[Diagnostic]:
    path = posixpath.normpath(written)
    exceptions = [pattern.text for pattern in context.patterns if pattern.negated]
    if exceptions and (is_buildkit(ctx) or any(context.matches(written))):
        return
    if any(_may_lie_below(exception, path) for exception in exceptions):
        # The files of the folder are perhaps made before the build.
        return
    if path in {".", "/"}:
        if any(pattern.text in {"*", "**", "**/*"} for pattern in context.patterns):
            yield ctx.report(
                source,
                f"the ignore file keeps everything that `{written}` would take out of the build",
                help="Take back in what the image needs, with lines that begin with `!`",
                severity=Severity.WARNING,
                about=Kept(path, None),
            )
        return
    ignored, pattern = context.is_ignored(path.lstrip("/"))
    if ignored and pattern is not None:
        yield ctx.report(
            source,
            f"`{path}` is kept out of the build by `{pattern.text}` in the ignore file",
            help=f"Delete that pattern, or add `!{path.lstrip('/')}` after it",
            related=_place_of(pattern, context, ctx),
            about=Kept(path.lstrip("/"), pattern),
        )


def _has_wildcards(instruction: Instruction, path: str) -> bool:
    return isinstance(instruction, CopyLike) and any(sign in path for sign in "*?[")


def _may_lie_below(pattern: str, folder: str) -> bool:
    """Tell whether a pattern may match something in a folder, part by part."""
    wanted = folder.lstrip("/").split("/")
    parts = pattern.lstrip("/").split("/")
    for part, name in zip(parts, wanted, strict=False):
        if part == "**":
            return True
        if not fnmatchcase(name, part):
            return False
    return len(parts) > len(wanted)


def _place_of(pattern: IgnorePattern, context: BuildContext, ctx: Context) -> Iterator[Label]:
    path = context.ignore_path
    if path is not None and pattern.span is not None:
        yield ctx.label_elsewhere(path, pattern.span, "this keeps it out")
