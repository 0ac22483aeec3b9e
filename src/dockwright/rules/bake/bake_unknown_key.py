"""DW928: a target has a key that Bake passes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.project import BakeProject
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW928",
    "bake-unknown-key",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("bake.target-keys", "bake.group-keys"),
)
def bake_unknown_key(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A target or a group has a key that Bake does not know.

    ## What it does

    Compares the keys of targets and groups with those that Bake reads.

    ## Why it matters

    Bake passes over what it does not know without a word: with `dockerfil` it builds the
    `Dockerfile` of the context, whatever was meant.

    ## Example

    ```hcl bad
    target "default" {
      dockerfile-inline = "FROM scratch"
      platform          = ["linux/amd64"]
    }
    ```

    ## Instead

    ```hcl good
    target "default" {
      dockerfile-inline = "FROM scratch"
      platforms         = ["linux/amd64"]
    }
    ```

    ## When it stays silent

    For `x-bake` of Compose files, and for blocks of other types than `target` and `group`.

    ## Fix safety

    Unsafe: the key that is meant takes effect, and another image may be built.

    ## With other rules

    DW926 tells what Bake cannot read.

    ## References

    - docs.docker.com, "Bake file reference", Target
    """
    for path, block in bake.blocks:
        known = ctx.kb.name_set(f"bake.{block.type}-keys")
        present = {attribute.name for attribute in block.body.attributes}
        places = [(each.name, each.name_span) for each in block.body.attributes]
        places += [
            (each.type, each.span._replace(end=each.span.start + len(each.type)))
            for each in block.body.blocks
        ]
        for name, span in places:
            if name in known:
                continue
            dashed = name.replace("_", "-")
            near = dashed if dashed in known else nearest(dashed, sorted(known - present))
            yield ctx.report(
                DocumentPlace(path, span),
                f"Bake knows no key `{name}` of a {block.type}, and passes over it",
                help=f"Did you mean `{near}`?" if near else "Leave it out",
            )
