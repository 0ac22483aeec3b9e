"""Repairs DW604: torch comes from PyTorch's index of CPU builds."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before
from dockwright.edits.quoting import shell_word
from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Fix

_KEPT = frozenset(
    {
        *("--no-cache-dir", "--no-cache", "--user", "--system", "--target", "--prefix", "--root"),
        *(
            "--python",
            "--break-system-packages",
            "--root-user-action",
            "--disable-pip-version-check",
        ),
        *("--constraint", "--cache-dir", "--quiet", "--timeout", "--retries", "--trusted-host"),
    }
)
"""Options that say how and where to install, not what."""


@repair("DW604", on=Stage, touches=("run",))
def cuda_wheels_on_cpu_base(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name the index, or install torch from it before."""
    install = _install(stage, ctx)
    if install is None or install.manager not in {"pip", "uv"} or not install.subcommand_words:
        yield Refusal("the tool's own configuration and its lock file say where packages come from")
        return
    if install.manager == "uv" and not install.subcommand.startswith("pip"):
        yield Refusal("the lock file says where packages come from")
        return
    run = install.instruction
    assert isinstance(run, Run)
    index = ctx.kb.text("torch-index.cpu")
    families = ctx.kb.name_set("torch-policy.families")
    unless = "the install stands within the text of another command, or does not always run"
    names = [spec.name for spec in install.packages]
    title = f"Take the CPU build of torch: `--index-url {index}`"
    if names and set(names) <= families and not install.requirement_files:
        last = install.words[-1]
        yield ctx.unsafe(title, insert_words(install, last, "--index-url", index), unless=unless)
        return
    if install.target is not None and install.target.kind not in {"user", "system"}:
        yield Refusal("pip does not look for what is installed in that directory already")
        return
    if install.has("--force-reinstall", "--ignore-installed", "--upgrade-strategy"):
        yield Refusal("the install takes torch again, whatever is installed")
        return
    command = _first_install(install, ctx, index, families)
    yield ctx.unsafe(
        f"Install the CPU build of torch before: `--index-url {index}`",
        insert_command_before(ctx.tree, run, install.simple, command),
        unless=unless,
    )


def _install(stage: Stage, ctx: RepairContext) -> Install | None:
    place = ctx.finding.primary.span
    for run in stage.runs():
        for command in run.commands:
            install = install_of(command)
            if install is not None and install.own_span.overlaps(place):
                return install
    return None


def _first_install(
    install: Install, ctx: RepairContext, index: str, families: frozenset[str]
) -> str:
    """Return the command that installs torch, and those of its siblings that are asked for."""
    source = ctx.tree.source
    first = install.interpreter or install.words[0]
    start = source.text[first.span.start : install.subcommand_words[-1].span.end]
    words = [" ".join(start.replace(ctx.tree.escape, " ").split())]
    if "sudo" in install.wrappers:
        words.insert(0, "sudo")
    words += [source.slice(option.span) for option in install.options if option.name in _KEPT]
    listed = _packages(install, ctx)
    wanted = {name: text for name, text in listed.items() if name in families}
    words.append(shell_word(wanted.pop("torch", "torch")))
    words += [shell_word(text) for text in wanted.values()]
    return " ".join([*words, "--index-url", index])


def _packages(install: Install, ctx: RepairContext) -> dict[str, str]:
    found: dict[str, str] = {}
    for spec in ctx.packages(install):
        if spec.name and not spec.url and not spec.marker and not spec.is_dynamic:
            text = spec.raw if spec.listed else text_of(spec.word)
            found[spec.name] = "".join(text.split())
    return found
