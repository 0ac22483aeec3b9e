"""Repairs DW516: a package gets the version that a lock file of the project names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.edits.words import replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")


@repair("DW516", on=Install, touches=("run",))
def unpinned_python_package(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Pin what a lock file pins."""
    spec = next((each for each in install.packages if each.span == ctx.finding.primary.span), None)
    if spec is None or not spec.name or spec.url:
        yield Refusal("which revision of the repository works is not in the file")
        return
    context = ctx.build_context
    if isinstance(context, Unknown):
        yield Refusal("no lock file says which version works: the build context is not known")
        return
    for name in _LOCKS:
        data = context.read(name)
        if isinstance(data, Unknown):
            continue
        version = _version(data.decode("utf-8", "replace"), spec.name)
        if version is None:
            continue
        extras = f"[{','.join(spec.extras)}]" if spec.extras else ""
        yield ctx.unsafe(
            f"Pin it to the version of {name}: {version}",
            replace_word(
                install,
                spec.word,
                f"'{spec.name}{extras}=={version}'" if extras else f"{spec.name}=={version}",
            ),
            unless="the install stands within the text of another command",
        )
        return
    yield Refusal("no lock file beside the Dockerfile says which version works")


def _version(text: str, name: str) -> str | None:
    """Return the one version that a lock file's tables of packages give a name."""
    import tomllib

    try:
        packages = tomllib.loads(text).get("package") or tomllib.loads(text).get("packages") or []
    except tomllib.TOMLDecodeError:
        return None
    found = {
        str(each.get("version", ""))
        for each in packages
        if isinstance(each, dict)
        and re.sub(r"[-_.]+", "-", str(each.get("name", ""))).lower() == name
    }
    version = found.pop() if len(found) == 1 else ""
    return version if re.fullmatch(r"\d[\w.!+-]*", version) else None
