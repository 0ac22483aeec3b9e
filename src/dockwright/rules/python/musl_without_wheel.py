"""DW510: a package without a wheel for Alpine."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW510",
    "musl-without-wheel",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    triggers=("alpine",),
    facts=("package-size.heavy-bytes",),
)
def musl_without_wheel(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A Python package has no wheel for Alpine: it compiles for minutes, or cannot be installed.

    ## What it does

    Finds packages that an install on an Alpine image (musl libc) names, or a file of
    requirements that it reads from the build context, and that have no musllinux wheel, as of the
    knowledge base's date.

    ## Why it matters

    Most wheels are built for glibc. What has none for musl is compiled from source, with
    compilers and headers in the image and minutes of build time; some packages publish no source
    at all, and the install fails.
    numpy, pandas, scipy and many others do have musl wheels today: Alpine is fine for them.

    ## Example

    ```dockerfile bad
    FROM python:3.13-alpine
    RUN pip install --no-cache-dir torch==2.7.0
    USER 10001
    CMD ["python", "-c", "import torch"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.7.0
    USER 10001
    CMD ["python", "-c", "import torch"]
    ```

    ## When it stays silent

    On other images; for packages that the knowledge base does not have or that have musl wheels;
    with an index of one's own or `--find-links`, which may have wheels; for packages of apk.

    ## Fix safety

    Unsafe: another base image changes the whole image.
    Only the tag of an official Python image changes, `-alpine` to `-slim`, and only where no step
    uses what Alpine alone has; refused otherwise.
    Libraries that the stage's packages need there are installed with apt-get.

    ## With other rules

    DW512 is about packages that compile on every image.

    ## References

    - PEP 656, "Platform tag for Linux distributions using musl"
    - the packages' files, as the knowledge base names them
    """
    run = install.instruction
    if install.manager not in {"pip", "uv"} or not isinstance(run, Run) or run.stage is None:
        return
    facts = run.stage.image_facts
    if isinstance(facts, Unknown) or not facts.is_musl:
        return
    if any(index.is_links or not index.replaces for index in install.index_urls):
        return
    if ctx.lists_index(install):
        return
    for package in ctx.packages(install):
        known = ctx.kb.package(package.name)
        if known is None or package.url or package.path:
            continue
        if known.installs_on_musl == "fails":
            yield ctx.report(
                package.span,
                f"{package.described} has no wheel for Alpine and no source to build: pip finds no "
                "matching distribution",
                help="Use a Debian image such as `python:X.Y-slim`",
                severity=Severity.ERROR,
                effect="the build fails",
            )
        elif known.installs_on_musl == "compiles":
            from dockwright.model.contents import contents_of
            from dockwright.rules._wheels import compiling

            contents = contents_of(run.stage, ctx.kb)
            yield ctx.report(
                package.span,
                f"{package.described} has no wheel for Alpine: pip compiles it, which takes "
                "compilers and minutes",
                help="Use a Debian image such as `python:X.Y-slim`, or Alpine's own package "
                f"(`apk add py3-…`){compiling(package.name, contents, ctx.kb)}",
                effect="the package is compiled, or the build fails",
            )
