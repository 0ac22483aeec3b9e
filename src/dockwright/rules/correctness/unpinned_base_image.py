"""DW112: a base image's tag names no version."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef
from dockwright.model.instructions import From
from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._base_images import has_prefix, retirement
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW112",
    "unpinned-base-image",
    on=From,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("DL3006", "DL3007", "CKV_DOCKER_7", "DS001", "DS-0001"),
    facts=(
        "registry.moving-tags",
        "base-image.flavour-tags",
        "base-image.tagged-by-digest",
        "base-image.missing-tags",
        "registry.official-images",
        "base-image.retired-repositories",
    ),
)
def unpinned_base_image(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """A base image is named without a tag, or with one that names no version.

    ## What it does

    Reports a FROM without tag and digest, with `latest`, and with other tags that move from release
    to release: `stable`, `nightly`, `lts`, and a bare flavour such as `slim` or `alpine` of an
    image whose tags begin with a version.
    Where only the default of a build argument says so, and where the name itself holds a version,
    it is an info.

    ## Why it matters

    The image changes under the same name: the next build gets another Python, another Debian,
    other libraries, and fails or behaves differently though nothing in the repository changed.
    The build of an old commit cannot be repeated.

    ## Example

    ```dockerfile bad
    FROM python:slim
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For `scratch`, earlier stages and images with a digest; where a build argument without default
    holds the tag or the whole name; for tags that name any version, be it the major alone; for
    repositories that get no updates any more; for names without owner and registry that are none of
    Docker's official images: such an image comes from this machine or a named context.

    ## Fix safety

    Unsafe: the version that the tag means today is written out, which keeps the image of a
    build made on the day of the knowledge base.
    The tag may have moved since, and only the author knows which version is meant.
    Where a build argument holds the tag, or a part of it, its default changes.
    Refused where the version is not known, which for most repositories only the registry can
    tell, and where the argument decides about other base images too.

    ## With other rules

    DW115 reports tags that do not exist, `nvidia/cuda:latest` among them; DW113 versions that have
    ended; DW114 repositories that are given up.

    ## References

    - Docker's building best practices, "Pin base image versions"
    """
    image = instruction.image
    stage = instruction.stage
    if image is None or stage is None or isinstance(stage.base, Stage):
        return
    severity = None
    base = stage.base
    if isinstance(base, ImageRef):
        if base.is_scratch or base.is_pinned:
            return
        tag = base.tag
        name = shown = base.name
        if ctx.profile != "hadolint" and retirement(ctx.kb, base) is not None:
            return
        if "$" in image.raw and _decides(image, tag):
            if ctx.profile == "hadolint":
                return
            severity = Severity.INFO
    else:
        hidden = _visible_part(image)
        if hidden is None:
            return
        name, tag = hidden
        shown = f"{image.raw.rpartition('/')[0]}/{name}"
    if _is_local(shown, ctx):
        if ctx.profile != "hadolint":
            return
        severity = Severity.INFO
    if _names_version(name):
        severity = Severity.INFO
    why = _why(name, shown, tag, ctx)
    if why is None:
        return
    if _is_missing(name, tag, ctx):
        return
    if has_prefix(ctx.kb, name, "base-image.tagged-by-digest"):
        remedy = f"Pin it by digest: its public tags name no version (`{shown}@sha256:…`)"
    else:
        where = _default_of(instruction, ctx) if severity is not None else ""
        remedy = f"Name a version{where}, such as `{shown}:{_better(tag, ctx)}`, or a digest"
    yield ctx.report(image, why, help=remedy, severity=severity)


def _decides(image: Text, tag: str | None) -> bool:
    """Tell whether a build argument holds the tag, or might hold it."""
    last = image.raw.rpartition("/")[2]
    return "$" in last and not (tag is not None and last.endswith(f":{tag}"))


def _visible_part(image: Text) -> tuple[str, str | None] | None:
    """Return name and tag of an image of which an argument hides only what stands before."""
    last = image.raw.rpartition("/")[2]
    if "$" not in image.raw or "$" in last or "@" in last or "}" in last or not last:
        return None
    name, _, tag = last.partition(":")
    return name, tag or None


def _names_version(name: str) -> bool:
    """Tell whether the name itself holds a version, as ``static-debian13`` and ``python-312`` do.

    The first parts are registry and owner, and a number in an architecture is no version.
    """
    host, _, rest = name.partition("/")
    path = rest if "." in host or ":" in host else name
    last = re.sub(r"(?:amd|arm|x86_|arm/?v|i)\d+(?:v\d)?", "", path.rpartition("/")[2])
    return re.search(r"\d\d|\d[.-]\d", last) is not None or re.search(r"\bubi\d/", path) is not None


def _is_local(name: str, ctx: Context) -> bool:
    """Tell whether a name looks like one that only this machine, or a named context, gives."""
    return (
        "/" not in name
        and ctx.kb.image(name) is None
        and name not in ctx.kb.name_set("registry.official-images")
    )


def _better(tag: str | None, ctx: Context) -> str:
    """Return what a tag of the same variant looks like that names a version."""
    moving = ctx.kb.name_set("registry.moving-tags")
    if tag is None or tag in moving:
        return "<version>"
    head, _, rest = tag.partition("-")
    return f"<version>-{rest if head in moving else tag}"


def _default_of(instruction: From, ctx: Context) -> str:
    """Return where the argument's default stands that decides, for the help text."""
    image = instruction.image
    if image is None:
        return ""
    names = [found.name for found in image.references(instruction.escape)]
    for declaration in reversed(ctx.dockerfile.global_args):
        for argument in declaration.arguments:
            if argument.name in names[-1:]:
                line = ctx.dockerfile.source.lines.line_of(argument.span.start)
                return f" in the default of `ARG {argument.name}` (line {line})"
    return ""


def _is_missing(name: str, tag: str | None, ctx: Context) -> bool:
    """Tell whether the tag is known not to exist: another rule's finding."""
    rows = ctx.kb.mapping("base-image.missing-tags").get(ctx.kb.repository(name), ())
    return any(row[0] == (tag or "latest") for row in rows)


def _why(name: str, shown: str, tag: str | None, ctx: Context) -> str | None:
    if tag is None:
        return f"`{shown}` has no tag, so each build takes what `latest` is on that day"
    moving = ctx.kb.name_set("registry.moving-tags")
    head, _, _ = tag.partition("-")
    if tag in moving or (head in moving and not any(char.isdigit() for char in tag)):
        return f"the tag `{tag}` of `{shown}` names no version and moves with every release"
    facts = ctx.kb.image(name, tag)
    if (
        facts is not None
        and facts.kind in {"language", "service"}
        and facts.version is None
        and head in ctx.kb.name_set("base-image.flavour-tags")
        and facts.is_distro_named is not True
        and not any(char.isdigit() for char in tag)
        and facts.deprecated is None
    ):
        return f"the tag `{tag}` of `{shown}` names no version of it and moves with every release"
    return None
