"""DW309: the image that ships stands on a CUDA development image."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules._purpose import compiles_when_run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._cuda import doubled_cuda, larger_by
from dockwright.rules.size._shared import (
    human,
    is_for_development,
    runs_application,
    size_impact,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW309",
    "devel-base-in-shipping-stage",
    on=Stage,
    family=Family.SIZE,
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    triggers=("devel",),
    facts=(
        "compile-at-run-time.packages",
        "compile-at-run-time.signs",
        "purpose.development-words",
        "base-advice.cuda-weighed-from",
    ),
)
def devel_base_in_shipping_stage(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""The image that ships stands on a development image with compilers and static libraries.

    ## What it does

    Finds a target stage whose base image is the `devel` flavour of a CUDA or ROCm image, where it
    runs an application and nothing in it is known to compile while it runs.

    ## Why it matters

    A `devel` image adds nvcc, headers and static libraries to the `runtime` one: some 5 GB that
    each node pulls and no running program reads.
    Compiling needs it, and can be done in a stage of its own.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
    COPY engine /usr/local/bin/
    USER 10001
    CMD ["engine"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
    COPY engine /usr/local/bin/
    USER 10001
    CMD ["engine"]
    ```

    ## When it stays silent

    In stages and files named for development, tests or CI; in images that start a shell, a
    notebook, or nothing at all; where wheels bring a CUDA of their own and nothing compiles, which
    DW313 reports; where a package is installed that compiles at run time, such as
    DeepSpeed, vLLM or triton.

    ## Fix safety

    The fix takes the `runtime` flavour where nothing compiles, which is unsafe: another flavour is
    another set of libraries.
    It is refused where something compiles, where an argument or a digest decides on the image, and
    where other stages stand on it.

    ## With other rules

    DW308 reports compilers that are installed; DW313 CUDA libraries that wheels bring once more.

    ## References

    - NVIDIA, CUDA container images: flavours
    """
    if not stage.is_target or is_for_development(stage, ctx) or not runs_application(stage, ctx):
        return
    facts = stage.image_facts
    image = stage.image
    if isinstance(facts, Unknown) or isinstance(image, Unknown) or facts.flavour != "devel":
        return
    if doubled_cuda(stage, ctx) is not None or compiles_when_run(stage, ctx):
        return
    if facts.gpu is None or image.tag is None or facts.flavour not in image.tag:
        return
    at_run_time = ctx.kb.name_set("compile-at-run-time.packages")
    compiles = False
    for instruction in stage.layers():
        if not isinstance(instruction, Run):
            continue
        for command in instruction.commands:
            install = install_of(command)
            if install is None:
                program = ctx.kb.program(command.program)
                compiles = compiles or (program is not None and "compiler" in program.roles)
                continue
            compiles = compiles or bool(install.project) or _is_compiler(install, ctx)
            for spec in ctx.packages(install):
                if spec.name in at_run_time:
                    return
                package = ctx.kb.package(spec.name) if install.ecosystem == "python" else None
                compiles = compiles or (
                    package is not None and (package.needs_nvcc or package.has_wheel is False)
                )
    tag = image.tag.replace("devel", "runtime")
    other = ctx.kb.image(image.name, tag, None)
    weight = 0 if other is None else larger_by(facts, other, ctx.kb)
    origin = stage.lineage[-1].from_.image
    advice = (
        f"Compile in a stage of its own, and start the last one from `{image.name}:{tag}`"
        if compiles
        else f"Start from `{image.name}:{tag}`"
    )
    yield ctx.report(
        stage.from_.span if origin is None else origin.span,
        "the image that ships stands on a development image"
        + (f", about {human(weight)} larger than the runtime one" if weight else ""),
        help=advice,
        impact=size_impact(weight, f"{tag} against {image.tag}"),
    )


def _is_compiler(install: Install, ctx: Context) -> bool:
    if install.ecosystem != "system":
        return False
    known = (ctx.kb.system_package(install.manager, spec.name) for spec in install.packages)
    return any(facts is not None and facts.is_build_only for facts in known)
