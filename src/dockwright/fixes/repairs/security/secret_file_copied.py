"""Repairs DW403: a file of credentials is mounted where it was copied to, or not sent at all.

What a copied folder brings, the ignore file keeps out.  Else the COPY goes, and the RUNs whose
programs read such a file get it as a secret at the same path.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.ignorefile import can_be_pattern
from dockwright.edits.lines import remove_instruction
from dockwright.edits.words import remove_span
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import kept_out
from dockwright.fixes.repairs.security._literals import secret_id
from dockwright.fixes.repairs.security._secret_files import mounted_file
from dockwright.fixes.repairs.security._secrets import runs_after
from dockwright.model.brought import CopiedFolder, brought_by
from dockwright.model.instructions import CopyLike
from dockwright.model.unknown import Unknown
from dockwright.rules.security.secret_file_copied import is_secret_file
from dockwright.syntax.dockerfile.nodes import Form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Fix


@repair("DW403", on=CopyLike, touches=("copy", "run", "mounts", "order"))
def secret_file_copied(copy: CopyLike, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Mount the file for the steps that read it."""
    source = next((each for each in copy.sources if each.span == ctx.finding.primary.span), None)
    if source is None or copy.is_onbuild or copy.stage is None:
        yield Refusal("an ONBUILD trigger runs in builds that are not seen here")
        return
    if copy.flag("from") is not None:
        yield Refusal("it comes from another stage, which is where it is put into a layer")
        return
    folder = _folder(copy, source, ctx)
    if folder is not None:
        yield _kept_out(folder, ctx)
        return
    target = _target(copy, source)
    if isinstance(target, Unknown):
        yield Refusal("where it goes cannot be told")
        return
    reason = _obstacle(source, target, ctx)
    if reason:
        yield Refusal(reason)
        return
    name = secret_id(posixpath.basename(target).lstrip("."))
    mounted = mounted_file(target, name, runs_after(copy), ctx)
    if isinstance(mounted, Refusal):
        yield mounted
        return
    if len(copy.sources) == 1:
        gone = remove_instruction(ctx.tree, copy.node)
    elif copy.node.form is Form.JSON:
        yield Refusal("it is one of several sources in a JSON form")
        return
    else:
        gone = remove_span(ctx.tree, copy.node, source.span)
    yield ctx.unsafe(
        f"Mount it for the RUNs that read it: `docker build --secret id={name},src={source.raw} …`",
        [*gone, *mounted],
    )


def _folder(copy: CopyLike, source: Text, ctx: RepairContext) -> CopiedFolder | None:
    """Return the folder that the source is, where the secrets lie in it."""
    context = ctx.build_context
    if isinstance(context, Unknown) or is_secret_file(source.known or source.raw, ctx.kb):
        return None
    for each in brought_by(copy, context, ctx.kb):
        if isinstance(each, CopiedFolder) and each.source.span == source.span and each.secrets:
            return each
    return None


def _kept_out(folder: CopiedFolder, ctx: RepairContext) -> Fix | Refusal:
    paths = [each.path for each in folder.secrets]
    if not all(map(can_be_pattern, paths)):
        return Refusal("a path has characters that have a meaning in patterns")
    return kept_out(paths, folder, ctx, meant=lambda path: path in paths)


def _target(copy: CopyLike, source: Text) -> str | Unknown:
    """Return the path of the file in the image."""
    to = copy.destination
    path = copy.target_path
    if isinstance(path, Unknown) or to is None:
        return Unknown("a variable decides it")
    name = posixpath.basename((source.known or source.raw).rstrip("/"))
    folder = (to.known or to.raw).endswith(("/", "/.")) or (to.known or to.raw) in {".", ".."}
    if folder or len(copy.sources) > 1:
        path = posixpath.join(path, name)
    return posixpath.normpath(path)


def _obstacle(source: Text, target: str, ctx: RepairContext) -> str:
    """Return why a mount cannot take the file's place, or nothing."""
    name = posixpath.basename((source.known or source.raw).rstrip("/")).lower()
    goal = posixpath.basename(target).lower()
    environment = ctx.kb.text("security.environment-file")
    if name == environment or name.startswith(environment + "."):
        return (
            "the program reads its environment file when it starts: it has to be given to the "
            "container, as with `--env-file`"
        )
    if {name, goal} & ctx.kb.name_set("security.credential-folders"):
        return "it is a folder, and a secret mount is one file"
    known = ctx.kb.mapping("security.credential-readers")
    if not any(target.lower() == each or target.lower().endswith("/" + each) for each in known):
        return "which steps read it cannot be told, or whether only the program does when it starts"
    return ""
