"""Repairs DW517: pip installs the library for the Python that runs."""

from __future__ import annotations

from dockwright.edits.lines import insert_after
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import drop_packages
from dockwright.rules.python.distro_package_for_another_python import Foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW517", on=Foreign, touches=("run", "order"))
def distro_package_for_another_python(
    subject: Foreign, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Take the library out of the distro's install, and let pip install it."""
    install = subject.install
    run = install.instruction
    assert run is not None
    names: list[str] = []
    for spec in subject.packages:
        name = spec.name.partition("-")[2]
        known = ctx.kb.package(name)
        if known is None or known.needs_compiler or spec.is_pinned:
            yield Refusal(
                f"whether pip has {spec.name}, under which name and version, is not known"
            )
            return
        if not known.has_wheel or (install.manager == "apk" and known.installs_on_musl != "wheel"):
            yield Refusal(f"there is no wheel of {name} for this image")
            return
        names.append(name)
    if run.is_exec_form or run.state.is_root is not True:
        yield Refusal("the install does not run in a shell as root")
        return
    dropped = drop_packages(install, subject.packages, ctx)
    if isinstance(dropped, Refusal):
        yield dropped
        return
    line = f"RUN pip install --no-cache-dir {' '.join(names)}"
    yield ctx.unsafe(
        f"Install with pip, for the Python that runs: {' '.join(names)}",
        [*dropped, *insert_after(ctx.tree, run.node, [line])],
    )
