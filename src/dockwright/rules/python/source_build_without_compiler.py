"""DW512: a package that compiles, on an image without a compiler."""

from __future__ import annotations

from dockwright.model.contents import contents_of
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ImageFacts, PackageFacts
    from dockwright.model.contents import Contents, Transfer
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic


class Compiled(NamedTuple):
    """What a finding of this rule is about: the install, the package, what is known of it."""

    install: Install
    package: PackageSpec
    facts: PackageFacts


@rule(
    "DW512",
    "source-build-without-compiler",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    triggers=("pip", "uv", "poetry", "pdm"),
    facts=("apt.gcc", "contents.bare-packages"),
)
def source_build_without_compiler(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A Python package is published as source alone, and the image has nothing to compile it with.

    ## What it does

    Finds packages without any wheel for Linux in an install, or in the files of requirements or the
    lock that it reads from the build context, on an image that is known to have no compiler, where
    no step before installs a system package.

    ## Why it matters

    The build stops with `error: command 'gcc' failed` or `pg_config executable not found`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir psycopg2==2.9.10
    USER 10001
    CMD ["python", "-c", "import psycopg2"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir psycopg2-binary==2.9.10
    USER 10001
    CMD ["python", "-c", "import psycopg2"]
    ```

    ## When it stays silent

    Where any system package is installed before, which may be what is needed; where the base
    image is not known or has a compiler; with an index or links of one's own, which may have
    wheels.

    ## Fix safety

    Unsafe: a package that is named here is exchanged for its own binary one where there is one,
    `psycopg2` for `psycopg2-binary`; else what compiling needs is installed before.
    That makes the image larger, unless the author moves the install to a build stage.

    ## With other rules

    DW510 is about packages that compile on Alpine alone.

    ## References

    - the packages' files, as the knowledge base names them
    """
    run = install.instruction
    reads_lock = install.installs_lock or install.lock_file is not None
    if not isinstance(run, Run) or run.stage is None:
        return
    if install.manager not in {"pip", "uv"} and not reads_lock:
        return
    contents = contents_of(run.stage, ctx.kb)
    facts = contents.facts
    if facts is None or facts.has_compiler is not False or facts.is_musl:
        return
    if contents.strangers or not all(_is_one_file(each) for each in contents.transfers):
        return
    if not contents.installs_only(ctx.kb.names("contents.bare-packages")):
        return
    if reads_lock:
        yield from _of_lock(install, contents, ctx)
    if install.index_urls or ctx.lists_index(install) or contents.transfers:
        return
    for package in ctx.packages(install):
        known = ctx.kb.package(package.name)
        if known is None or not known.needs_compiler or package.url or package.path:
            continue
        yield ctx.report(
            package.span,
            _told(package, facts),
            help=_remedy(known, contents, ctx),
            related=ctx.line_of(package, install),
            about=Compiled(install, package, known),
        )


def _of_lock(install: Install, contents: Contents, ctx: Context) -> Iterator[Diagnostic]:
    """Report what a lock pins that it lists no wheel of."""
    from dockwright.rules._locked import pinned_by

    pinned = pinned_by(install, ctx)
    facts = contents.facts
    assert facts is not None
    for package in pinned.packages:
        known = ctx.kb.package(package.name)
        if known is not None and known.needs_compiler and package.name in pinned.sources:
            yield ctx.report(
                package.span,
                _told(package, facts),
                help=_remedy(known, contents, ctx),
                related=(pinned.places[package.name],),
                about=Compiled(install, package, known),
            )


def _told(package: PackageSpec, facts: ImageFacts) -> str:
    return (
        f"{package.described} is compiled when it is installed, and {facts.name}:{facts.tag} has "
        "no compiler"
    )


def _remedy(known: PackageFacts, contents: Contents, ctx: Context) -> str:
    from dockwright.rules._wheels import compile_needs

    needs = " ".join(compile_needs(known.name, contents, ctx.kb))
    instead = f", or use {known.alternatives[0]}" if known.alternatives else ""
    return f"Install {needs} in a build stage{instead}"


def _is_one_file(transfer: Transfer) -> bool:
    """Tell whether a COPY --from takes a file of an image's root, as uv's image has its program."""
    return transfer.from_path.count("/") == 1 and len(transfer.from_path) > 1
