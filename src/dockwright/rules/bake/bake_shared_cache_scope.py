"""DW924: two targets write one cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.bake.project import BakeProject
from dockwright.model.unknown import Unknown
from dockwright.rules.bake._shared import cache_of, place_of
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.bake.project import Target
    from dockwright.model.bake.targets import Given
    from dockwright.model.document import DocumentPlace
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_PLACES = {"gha": ("scope", "buildkit"), "registry": ("ref", ""), "local": ("dest", "")}
"""The field that tells one cache of a type from another, and its default."""


@rule(
    "DW924",
    "bake-shared-cache-scope",
    on=BakeProject,
    family=Family.STYLE,
    severity=Severity.WARNING,
)
def bake_shared_cache_scope(bake: BakeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """Two targets write the same cache, so that each throws the other's away.

    ## What it does

    Compares the `cache-to` of the targets: their `scope` for GitHub's cache, their `ref` for one
    in a registry, their `dest` for a directory.

    ## Why it matters

    A cache holds what was written last: the target that writes first builds everything anew each
    time.

    ## Example

    ```hcl bad
    target "api" {
      dockerfile-inline = "FROM scratch"
      cache-to          = ["type=gha,mode=max"]
    }

    target "worker" {
      dockerfile-inline = "FROM busybox:1.37"
      cache-to          = ["type=gha,mode=max"]
    }
    ```

    ## Instead

    ```hcl good
    target "api" {
      dockerfile-inline = "FROM scratch"
      cache-to          = ["type=gha,mode=max,scope=api"]
    }

    target "worker" {
      dockerfile-inline = "FROM busybox:1.37"
      cache-to          = ["type=gha,mode=max,scope=worker"]
    }
    ```

    ## When it stays silent

    For targets that build the same; where variables decide the scope; for a target that others
    inherit from and no group builds.

    ## Fix safety

    None: the names of scopes are the user's choice.

    ## With other rules

    DW934 is about CI.

    ## References

    - docs.docker.com, "GitHub Actions cache", scope
    """
    written: dict[tuple[str, str], tuple[Target, Given]] = {}
    told: set[DocumentPlace] = set()
    for target in bake.targets:
        if target.is_base or target.is_open:
            continue
        for cache in target.items("cache-to"):
            key = _place_in(cache)
            if key is None:
                continue
            other, first = written.setdefault(key, (target, cache))
            if other is target or _what(other) == _what(target):
                continue
            place = place_of(cache)
            if place in told:
                continue
            told.add(place)
            yield ctx.report(
                place,
                f"the targets `{other.name}` and `{target.name}` write the same cache "
                f"({key[0]}: {key[1]})",
                help="Give each a cache of its own: `scope=` in `cache-from` and `cache-to`",
                related=(ctx.label(place_of(first), f"`{other.name}` writes it here"),),
            )


def _place_in(cache: Given) -> tuple[str, str] | None:
    """Return a cache's type and what tells it from others; None where that is not known."""
    fields = cache_of(cache) or {}
    kind = fields.get("type")
    if not isinstance(kind, str) or kind not in _PLACES:
        return None
    name, default = _PLACES[kind]
    place = fields.get(name, default)
    return (kind, place) if isinstance(place, str) and place else None


def _what(target: Target) -> tuple[object, ...]:
    """Return what tells one target's image from another's."""
    texts = (target.text(name) for name in ("context", "dockerfile", "dockerfile-inline", "target"))
    values = tuple("" if given is None else given.text for given in texts)
    arguments = target.fields.tables.get("args", {})
    platforms = tuple(given.text for given in target.items("platforms"))
    given = tuple(sorted((name, str(each.value)) for name, each in arguments.items()))
    hidden = any(isinstance(each, Unknown) for each in (*values, *platforms))
    return ("unknown",) if hidden else (values, platforms, given)
