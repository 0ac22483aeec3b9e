"""DW537: a wheel that is named by its address or path is for another Python or system."""

from __future__ import annotations

from dockwright.model.contents import Python, contents_of, expand_word
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.packages import Target
    from dockwright.rules.diagnostic import Diagnostic

_WHEEL = re.compile(r"[^/\s#?]+-[^-/\s]+-[^-/\s]+-[^-/\s]+\.whl")


@rule(
    "DW537",
    "named-wheel-unfit",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    triggers=("pip",),
    given=("may_name_wheels",),
)
def named_wheel_unfit(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """A wheel that is named by its address or path is for another Python or system than the image.

    ## What it does

    Reads the tags of wheels that `pip install` or a file of requirements names, and compares them
    with the Python of the stage, its C library, and the processor where one is told.

    ## Why it matters

    pip stops with "is not a supported wheel on this platform".

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-none-any.whl
    USER 10001
    CMD ["python", "-m", "ledger"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.12-slim
    RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-none-any.whl
    USER 10001
    CMD ["python", "-m", "ledger"]
    ```

    ## When it stays silent

    Where the Python of the stage is not known, or another is chosen; for names with variables that
    have no value, patterns, and requirements whose marker does not hold; where packages are laid
    out for another platform (`--platform`, `--python-version`, `--target`).
    Of processors it says nothing where no platform is told.

    ## Fix safety

    None: the wheel for this image has another address.

    ## With other rules

    DW530 and DW533 are about the wheels of a lock; DW911 about wheels for amd64 in a build for
    arm64.

    ## References

    - Python packaging specifications, "Platform compatibility tags"
    - PEP 600 and PEP 656, on manylinux and musllinux
    """
    run = install.instruction
    if install.manager not in {"pip", "uv"} or not isinstance(run, Run) or run.stage is None:
        return
    if install.has("--platform", "--python-version", "--target", "--python", "--python-platform"):
        return
    contents = contents_of(run.stage, ctx.kb)
    python, facts = contents.python, contents.facts
    if install.interpreter is not None:
        python = contents.python_at(run.state, install)
    if not isinstance(python, Python) or isinstance(python.version, Unknown) or facts is None:
        return
    if python.origin not in {"image", "distro"}:
        return
    target: Target | None = None
    for package in (*ctx.packages(install), *ctx.listed(install).conditional):
        name = _wheel_of(package, run)
        if name is None:
            continue
        from dockwright.packages import Target
        from dockwright.packages.target import marker_holds

        told = run.stage.lineage[-1].from_.platform
        platform = ctx.platform if told is None else (told.known or None)
        target = target or Target(
            python.version, platform or "linux/amd64", facts.is_musl, _version(facts.libc_version)
        )
        if package.marker and marker_holds(package.marker, target) is not True:
            continue
        why = _why_not(name, target, facts.libc, knows_machine=platform is not None)
        if not why:
            continue
        yield ctx.report(
            package,
            f"`{name}` {why}: {install.manager} refuses to install it",
            help="Name the wheel for this image, or the package with its version, of which "
            f"{install.manager} chooses the wheel that fits",
            related=ctx.line_of(package, install),
        )


def _wheel_of(package: PackageSpec, run: Run) -> str | None:
    """Return the name of the wheel that a package is named by."""
    text = package.url or package.path
    if "$" in text and not package.listed:
        text = expand_word(package.word, run.state) or ""
    address = text.partition("#")[0].partition("?")[0].replace("%2B", "+").replace("%2b", "+")
    name = address.rpartition("/")[2].partition("[")[0]
    if not name.endswith(".whl") or "$" in name or "*" in name or not _WHEEL.fullmatch(name):
        return None
    return name


def _why_not(name: str, target: Target, libc: str | None, *, knows_machine: bool) -> str:
    """Return what a wheel needs that the image has not; empty where it fits, or may."""
    from dockwright.packages import LockedFile, fits

    file = LockedFile(name)
    if fits(file, target) is not False:
        return ""
    platforms = ("linux/amd64", "linux/arm64")
    if not knows_machine and any(
        fits(file, target._replace(platform=each)) is not False for each in platforms
    ):
        return ""
    newest = (2, 99)
    for each in (target.platform, *platforms):
        for is_musl in (False, True):
            other = target._replace(platform=each, is_musl=is_musl, glibc=newest)
            if not fits(file, other):
                continue
            if is_musl != target.is_musl:
                has = libc or ("musl" if target.is_musl else "glibc")
                needs = "musl" if is_musl else "glibc"
                return f"is for {needs}, and the image has {has}"
            if each == target.platform or not knows_machine:
                return "needs a newer glibc than the image has"
            machine = target._replace(platform=each).machine
            if each == "linux/amd64":
                return ""  # DW911's finding
            return f"is for {machine}, and this is built for {target.machine}"
    interpreter, abi, platform = name.removesuffix(".whl").rsplit("-", 3)[1:]
    if platform != "any" and "linux" not in platform:
        return f"is for {platform}, and the image is Linux"
    # A wheel of the free-threaded build has the usual interpreter, and an ABI of its own.
    needs = interpreter if abi in {"none", "abi3"} else abi
    return f"is for {needs}, and the image has Python {target.python}"


def _version(text: str | None) -> tuple[int, int]:
    match = re.match(r"(\d+)\.(\d+)", text or "")
    return (2, 99) if match is None else (int(match[1]), int(match[2]))
