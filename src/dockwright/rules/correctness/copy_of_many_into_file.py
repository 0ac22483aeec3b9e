"""DW119: several sources are copied to one name."""

from __future__ import annotations

from dockwright.model.instructions import Add, CopyLike, is_remote
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_WILDCARDS = frozenset("*?[")


@rule(
    "DW119",
    "copy-of-many-into-file",
    on=CopyLike,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    aliases=("DL3021", "DS011", "DS-0011"),
    triggers=("copy", "add"),
)
def copy_of_many_into_file(copy: CopyLike, ctx: Context) -> Iterator[Diagnostic]:
    """COPY or ADD has several sources, and a destination that is not written as a directory.

    ## What it does

    Finds COPY and ADD with two sources or more whose destination does not end with a slash.
    A single source with a wildcard is a warning where the destination's name looks like a file's:
    it works while the pattern matches one file.

    ## Why it matters

    The build fails: "When using COPY with more than one source file, the destination must be a
    directory and end with a /".
    A pattern that matches a second file one day writes one over the other, without a word.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /srv
    COPY pyproject.toml uv.lock app
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /srv
    COPY pyproject.toml uv.lock app/
    USER 10001
    ```

    ## When it stays silent

    Where the destination ends with a slash, is `.` or `..`, or ends with `/.`; where a variable
    may hold the slash; where a wildcard stands alone with a destination that reads as a directory.

    ## Fix safety

    Safe with several sources: the slash is added, and the build fails without it.
    Refused for a single pattern, which may be meant for one file.

    ## With other rules

    None overlaps.

    ## References

    - Dockerfile reference, "COPY": destination
    """
    destination = copy.destination
    if destination is None:
        return
    value = destination.value
    if isinstance(value, Unknown):
        if destination.raw.endswith(("}", "/")) or "$" in destination.raw.rpartition("/")[2]:
            return
        value = destination.raw
    if value.endswith(("/", "/.", "/..")) or value in {".", ".."} or not value:
        return
    count = len(copy.sources) + len(copy.heredocs)
    if count > 1:
        yield ctx.report(
            destination,
            f"{copy.keyword} takes {count} sources to `{value}`, which is not written as a "
            "directory",
            help=f"End the destination with a slash: `{destination.raw}/`",
        )
        return
    if count == 1 and copy.sources:
        source = copy.sources[0]
        if isinstance(copy, Add) and is_remote(source.raw):
            return
        name = value.rpartition("/")[2]
        pattern = source.known or ""
        if not _is_wildcard(pattern) or "." not in name.strip("."):
            return
        if _stands_for_one(pattern, name):
            return
        yield ctx.report(
            destination,
            f"`{pattern}` may match several files, and `{value}` is the name of one",
            help=f"Write `{destination.raw}/` for a directory, or name the file",
            severity=Severity.WARNING,
            confidence=Confidence.MEDIUM,
        )


def _is_wildcard(pattern: str) -> bool:
    return not _WILDCARDS.isdisjoint(pattern)


def _stands_for_one(pattern: str, name: str) -> bool:
    """Tell whether the pattern is an idiom for one file: optional (``x.lock*``) or a version's."""
    last = pattern.rpartition("/")[2]
    if last.rstrip("*?") == name or last.endswith("]"):
        return True
    # The archive or package of one build is taken whatever its version is: target/*.jar.
    same_kind = last.rpartition(".")[2] == name.rpartition(".")[2]
    return same_kind and last.replace("*", "") != name
