"""Which shells a stage has besides /bin/sh."""

from __future__ import annotations

from dockwright.model.install import install_of
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.model.stage import Stage

__all__ = ["pipefail_shell"]


def pipefail_shell(stage: Stage, ctx: RepairContext) -> str | None:
    """Return the path of a shell with pipefail that the stage surely has."""
    shells = ctx.kb.mapping("pipe.pipefail-shells")
    facts = stage.image_facts
    if not isinstance(facts, Unknown):
        if facts.sh is not None and facts.sh in shells:
            return str(shells[facts.sh])
        if facts.package_manager in {"apt", "dnf", "yum", "microdnf"}:
            return str(shells["bash"])  # Debian and Red Hat: their images bring it
        return None
    for instruction in stage.runs():
        for command in instruction.commands:
            install = install_of(command)
            if install is not None and install.manager in {"apt", "dnf", "yum"}:
                return str(shells["bash"])
            if install is not None and install.manager == "apk":
                return str(shells["busybox"])
    return None
