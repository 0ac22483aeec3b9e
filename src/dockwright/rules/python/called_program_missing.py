"""DW513: a program that a package or the project's code calls is not in the image."""

from __future__ import annotations

from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.contents import Contents
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules._locked import Pinned
    from dockwright.rules.diagnostic import Diagnostic


class Called(NamedTuple):
    """What a finding of this rule is about: the stage that ships, what would bring the program."""

    stage: Stage
    package: str


@rule(
    "DW513",
    "called-program-missing",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="what calls the program fails",
    triggers=("pip", "uv", "poetry", "pdm", "python", "python3"),
    confidence=Confidence.MEDIUM,
    facts=("apt-closure.nothing", "system-program.ffmpeg", "package-program.brought"),
)
def called_program_missing(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""A package or the project's code calls a program that the image does not have.

    ## What it does

    Looks for programs of the distro (ffmpeg, tesseract, git, poppler's pdftoppm, graphviz's dot,
    java, pandoc, browsers) that the installed Python packages work by, those of a lock included,
    and that the code that CMD starts runs by `subprocess` or through such a package.
    Each that the final image is known to lack is reported once, with the package of the base
    image's release that brings it.

    ## Why it matters

    The image builds and starts.
    The first request that needs the program fails:
    `FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir pdf2image==1.17.0
    USER 10001
    CMD ["python", "-c", "import pdf2image"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends poppler-utils \
        && rm -rf /var/lib/apt/lists/*
    RUN pip install --no-cache-dir pdf2image==1.17.0
    USER 10001
    CMD ["python", "-c", "import pdf2image"]
    ```

    ## When it stays silent

    Where the base image's contents are not known; where a package of the distro that is installed
    may bring the program, or of which that is not known; where a command or a COPY may bring it;
    where another Python package does, such as `imageio-ffmpeg`; for a package of a list or a lock
    that another one there pulls in, unless the code that CMD starts imports it; for calls in code
    that stand below a condition or whose failure is borne.

    ## Fix safety

    Unsafe: the image gets a package, which it did not have.
    It joins an install of the stage that stands before, or a RUN of its own begins the stage.
    Refused where this release of the distro has no package with the program.

    ## With other rules

    DW502 is about the program that the container starts, DW525 about programs that RUN calls, DW511
    about libraries.

    ## References

    - the packages' own documentation, as the knowledge base names it
    """
    if not stage.is_target:
        return
    from dockwright.model.contents import contents_of

    contents = contents_of(stage, ctx.kb)
    facts = contents.facts
    if facts is None or facts.package_manager not in {"apt", "apk"}:
        return
    if contents.strangers or not contents.is_system_complete:
        return
    told: set[str] = set()
    installs = [
        install
        for each in ctx.dockerfile.stages
        for placed in contents_of(each, ctx.kb).installs
        if (install := placed.install).ecosystem == "python" and placed.run.stage is each
    ]
    brought = [(install, _pinned(install, ctx)) for install in installs]
    there = {
        spec.name
        for install, pinned in brought
        for spec in (*ctx.packages(install), *(pinned.packages if pinned is not None else ()))
    }
    for install, pinned in brought:
        yield from _of_packages(install, pinned, contents, there, told, ctx)
    yield from _of_code(stage, contents, there, told, ctx)


def _pinned(install: Install, ctx: Context) -> Pinned | None:
    """Return what an install takes from its lock; None for one that reads none."""
    if not install.installs_lock and install.lock_file is None:
        return None
    from dockwright.rules._locked import pinned_by

    return pinned_by(install, ctx)


def _of_packages(
    install: Install,
    pinned: Pinned | None,
    contents: Contents,
    there: set[str],
    told: set[str],
    ctx: Context,
) -> Iterator[Diagnostic]:
    """Report what the packages of an install work by."""
    kb = ctx.kb
    named = ctx.packages(install) if install.manager in {"pip", "uv"} else ()
    locked = () if pinned is None else pinned.packages
    needing = [spec for spec in (*named, *locked) if kb.has_fact(f"package-program.{spec.name}")]
    if not needing or not isinstance(install.instruction, Run):
        return
    from dockwright.rules.python._system import shipped_with

    if shipped_with(install, ctx.dockerfile, kb) is not contents:
        return
    for spec in needing:
        if spec in locked or spec.listed:
            beside = locked if spec in locked else named
            if _is_pulled_in(spec, beside, kb) and not _is_imported(spec, contents.stage, ctx):
                continue
        for program in kb.names(f"package-program.{spec.name}"):
            package = _missing(program, contents, there, told, ctx)
            if package is None:
                continue
            known = kb.package(spec.name)
            error = None if known is None else known.import_error
            yield ctx.report(
                spec.span,
                f"{spec.described} works by the program `{program}`, which the image does not have"
                + (f": {error}" if error else ""),
                help=_remedy(package, contents),
                related=(
                    (pinned.places[spec.name],)
                    if pinned is not None and spec in locked
                    else ctx.line_of(spec, install)
                ),
                about=Called(contents.stage, package),
            )


def _is_pulled_in(spec: PackageSpec, beside: tuple[PackageSpec, ...], kb: KnowledgeBase) -> bool:
    """Tell whether another package of a list asks for one, which `pip freeze` writes down too.

    That one decides what it uses of it, and may go on without the program.
    """
    from dockwright.model.distributions import required_by

    return any(
        spec.name in {each.partition("[")[0] for each in required}
        for other in beside
        if other.name
        and other.name != spec.name
        and (required := required_by(other.name, other.version or "", kb)) is not None
    )


def _is_imported(spec: PackageSpec, stage: Stage, ctx: Context) -> bool:
    """Tell whether the code that the container starts is known to import a package."""
    from dockwright.rules._code import code_that_starts

    kb, started = ctx.kb, code_that_starts(stage, ctx)
    for each in () if started is None else started[1].imports:
        parts = each.name.split(".")
        names = (f"module.{'.'.join(parts[:end])}" for end in range(len(parts), 0, -1))
        known = [kb.name_set(name) for name in names if kb.has_fact(name)]
        if not each.is_own and any(spec.name in brought for brought in known):
            return True
    return False


def _of_code(
    stage: Stage, contents: Contents, there: set[str], told: set[str], ctx: Context
) -> Iterator[Diagnostic]:
    """Report what the code that the container starts runs."""
    from dockwright.rules._code import code_that_starts

    started = code_that_starts(stage, ctx)
    if started is None:
        return
    runnable, code = started
    for call in code.programs:
        package = None if call.guarded else _missing(call.program, contents, there, told, ctx)
        if package is not None:
            yield ctx.report(
                runnable.span,
                f"the code that this starts runs `{call.program}`, which the image does not have",
                help=_remedy(package, contents),
                related=(ctx.label_elsewhere(call.path, call.span, "it is run here"),),
                about=Called(contents.stage, package),
            )


def _missing(
    program: str, contents: Contents, there: set[str], told: set[str], ctx: Context
) -> str | None:
    """Return the distro's package that brings a program which surely is not there.

    Empty where this release has none; None where the program may be there or was told before.
    """
    kb, facts = ctx.kb, contents.facts
    assert facts is not None
    fact = f"system-program.{program}"
    if program in told or not kb.has_fact(fact):
        return None
    if program in facts.programs or program in contents.mentioned:
        return None
    brought = kb.mapping("package-program.brought").get(program, ())
    if not there.isdisjoint(brought) or contents.may_be_copied(program):
        return None
    from dockwright.rules.python._system import Provider, lacks, provider_of

    provider = provider_of(fact, facts, kb)
    if provider is None:
        plain = kb.mapping(fact).get(facts.package_manager or "")
        if plain is None or not lacks(Provider("", plain, frozenset({plain})), contents, kb):
            return None
        told.add(program)
        return ""
    if not lacks(provider, contents, kb):
        return None
    told.add(program)
    return provider.name


def _remedy(package: str, contents: Contents) -> str:
    facts = contents.facts
    assert facts is not None
    if not package:
        return f"No package of {facts.distro} {facts.distro_version} has it: take another release"
    installer = "apk" if facts.package_manager == "apk" else "apt-get"
    return f"Install {package} with {installer}"
