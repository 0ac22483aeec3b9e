"""DW541: a shared library that the project's code loads is not in the image."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import LibraryLoad
    from dockwright.model.contents import Contents
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.python._system import Provider


class Loaded(NamedTuple):
    """What a finding of this rule is about: the stage that ships, what would bring the library."""

    stage: Stage
    package: str


@rule(
    "DW541",
    "loaded-library-missing",
    on=Stage,
    family=Family.PYTHON,
    severity=Severity.WARNING,
    effect="loading the library fails",
    triggers=("pip", "uv", "poetry", "pdm", "python", "python3"),
    confidence=Confidence.MEDIUM,
    facts=("system-library.libGL.so.1", "apt-closure.nothing", "code.library-loaders"),
    given=("context.may_hold_code",),
)
def loaded_library_missing(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""The project's code loads a shared library that the image does not have.

    ## What it does

    Reads the code that CMD starts for `ctypes.CDLL("libsndfile.so.1")`,
    `ctypes.cdll.LoadLibrary()`, `ffi.dlopen()` of cffi, and for what `find_library()` gives them.
    Each library that the final image is known to lack is reported once, with the package of the
    base image's release that brings it.

    ## Why it matters

    The image builds, and the program stops where it loads the library:
    `OSError: libsndfile.so.1: cannot open shared object file: No such file or directory`.
    No list of Python packages tells of it.

    ## Example

    With this module:

    ```python main.py
    import ctypes

    sound = ctypes.CDLL("libsndfile.so.1")
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libsndfile1 \
        && rm -rf /var/lib/apt/lists/*
    COPY main.py .
    USER 10001
    CMD ["python", "main.py"]
    ```

    ## When it stays silent

    Where the base image's libraries are not known, or it is not known what brings the library in
    its release; where a package of the distro that is installed may pull it in, or of which that
    is not known; where libraries are copied or built, by conda too, or `LD_LIBRARY_PATH` is set;
    for names without a version (`libfoo.so`), which the packages for developing bring; for
    `find_library()` on Alpine, where it needs a compiler; for calls below a condition, or whose
    failure is borne.

    ## Fix safety

    Unsafe: the image gets a package, which it did not have.
    It joins an install of the stage that stands before, or a RUN of its own begins the stage.

    ## With other rules

    DW511 is about libraries that the wheels of Python packages need, DW513 about programs.

    ## References

    - Python documentation, "ctypes", "Loading shared libraries"
    """
    if not stage.is_target or "LD_LIBRARY_PATH" in stage.final_state.environment:
        return
    from dockwright.rules._code import code_that_starts

    started = code_that_starts(stage, ctx)
    if started is None or not started[1].libraries:
        return
    runnable, code = started
    from dockwright.model.contents import contents_of
    from dockwright.rules.python._system import is_system_known

    contents = contents_of(stage, ctx.kb)
    facts = contents.facts
    if facts is None or facts.package_manager not in {"apt", "apk"}:
        return
    if not is_system_known(contents, ctx.kb) or _may_bring_libraries(contents):
        return
    told: set[str] = set()
    for load in code.libraries:
        found = None if load.guarded else _provider(load, contents, ctx)
        if found is None or found[1].name in told:
            continue
        library, provider = found
        told.add(provider.name)
        installer = "apk" if facts.package_manager == "apk" else "apt-get"
        yield ctx.report(
            runnable.span,
            f"the code that this starts loads `{library}`, which the image does not have",
            help=f"Install {provider.name} with {installer}",
            related=(ctx.label_elsewhere(load.path, load.span, "it is loaded here"),),
            about=Loaded(stage, provider.name),
        )


def _may_bring_libraries(contents: Contents) -> bool:
    """Tell whether a COPY from the build context, or conda, may bring libraries."""
    from dockwright.model.install import install_of
    from dockwright.model.instructions import Copy

    for command in contents.builders:
        install = install_of(command)
        if install is not None and install.ecosystem == "conda":
            return True
    for copy in contents.copies:
        target = copy.target_path
        if isinstance(copy, Copy) and copy.from_ is not None:
            continue  # told by the transfers
        if not isinstance(target, str) or target.startswith(("/usr", "/lib", "/opt/lib")):
            return True
        if any(source.known is None or ".so" in source.known for source in copy.sources):
            return True
    return False


def _provider(load: LibraryLoad, contents: Contents, ctx: Context) -> tuple[str, Provider] | None:
    """Return the library's file name and what brings it; None where it may be there."""
    from dockwright.rules.python._system import lacks, provider_of

    facts = contents.facts
    assert facts is not None
    library: str | None = load.library
    if load.is_searched:
        is_musl = facts.package_manager == "apk"
        known = ctx.kb.facts(f"system-library.lib{load.library}.so")
        library = None if is_musl else next((each.id.partition(".")[2] for each in known), None)
    if library is None:
        return None
    provider = provider_of(f"system-library.{library}", facts, ctx.kb)
    if provider is None or not lacks(provider, contents, ctx.kb):
        return None
    return library, provider
