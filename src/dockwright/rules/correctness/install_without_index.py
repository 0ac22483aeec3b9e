"""DW128: packages are installed from lists that the image does not have."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, cleanups_of
from dockwright.model.failure import fails_its_step
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.layers import is_under, may_do_unseen, mount_covers
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ImageFacts
    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW128",
    "install-without-index",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    facts=(
        "contents.standard-bases",
        "cache.apt",
        "apt-config.lists-directory",
        "unseen-effects.none",
        "unseen-effects.copying",
    ),
    triggers=("apt",),
)
def install_without_index(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""An install by apt has no package lists to install from.

    ## What it does

    Finds installs by apt-get and apt in a stage in which nothing fetched the lists, or in which an
    earlier step removed them again.
    The first such install of a stage is reported.

    ## Why it matters

    The images of Debian and Ubuntu, and those made of them, come without lists: the step ends with
    "Unable to locate package".

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN apt-get install -y --no-install-recommends curl
    USER 10001
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN apt-get update \
        && apt-get install -y --no-install-recommends curl \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    ```

    ## When it stays silent

    For base images that are not known or hold more than a system and a language; after a script or
    a program that may fetch the lists, and where ONBUILD of an earlier stage may; with a cache
    mount of their directory; for files and addresses of packages, for packages that the base image
    has, and where `||` provides for the failure.
    For apk, which fetches its index by itself where there is none.

    ## Fix safety

    Safe: `apt-get update &&` goes before the install; the step fails without it.
    Unsafe where the step passes the failure over, as `;` does.

    ## With other rules

    DW201 reports lists that are fetched in a step of their own, DW304 those that stay.

    ## References

    - apt-get(8)
    """
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.kind not in ctx.kb.name_set("contents.standard-bases"):
        return
    if facts.package_manager != "apt" or stage.runs_triggers:
        return
    why = f"{getattr(stage.image, 'raw', 'the base image')} comes without any"
    has_lists = False
    folder = ctx.kb.text("apt-config.lists-directory")
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike) and _may_hold_lists(instruction, folder):
            return
        if not isinstance(instruction, Run):
            continue
        if instruction.mounts and mount_covers(instruction, ("cache", "bind"), (folder,)):
            return
        for command in instruction.commands:
            if RefreshIndex.of(command) is not None:
                has_lists = True
            elif _removes_lists(command):
                has_lists = False
                line = ctx.dockerfile.source.lines.line_of(command.span.start)
                why = f"line {line} removes them again"
            elif may_do_unseen(command, ctx.kb):
                return
            install = None if has_lists else install_of(command)
            if install is None or not _needs_lists(install, facts):
                continue
            if instruction.stage is not stage:
                return
            name = text_of(install.words[0])
            fails = fails_its_step(install)
            yield ctx.report(
                install.own_span,
                f"this {'step' if fails else 'command'} fails: there are no package lists to "
                f"install from, as {why}",
                help=f"Write `{name} update && {name} install …`, and remove the lists at its end",
                confidence=None if _is_absent(install, facts) else Confidence.MEDIUM,
                about=install,
            )
            return


def _may_hold_lists(copy: CopyLike, folder: str) -> bool:
    target = copy.target_path
    return not isinstance(target, str) or is_under(folder, target) or is_under(target, folder)


def _removes_lists(command: Command) -> bool:
    return command.is_unconditional and any(
        each.manager == "apt" and each.what == "lists" for each in cleanups_of(command)
    )


def _needs_lists(install: Install, facts: ImageFacts) -> bool:
    """Tell whether an install surely runs, and looks its packages up in the lists."""
    if install.program not in {"apt-get", "apt"} or not install.is_certain:
        return False
    if install.has("--no-download", "--reinstall"):
        return False
    if not install.is_unconditional or install.simple.context or install.simple.follower == "||":
        return False
    return bool(install.packages) and all(
        not (spec.path or spec.url or spec.is_dynamic)
        and spec.name not in facts.libraries
        and spec.name not in facts.programs
        for spec in install.packages
    )


def _is_absent(install: Install, facts: ImageFacts) -> bool:
    """Tell whether one of the packages is known not to be in the base image."""
    return any(
        spec.name in facts.absent or spec.name in facts.absent_libraries
        for spec in install.packages
    )
