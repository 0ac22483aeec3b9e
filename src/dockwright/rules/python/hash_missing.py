"""DW535: one requirement has a hash and another has none."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW535",
    "hash-missing",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    given=("requirement_files",),
)
def hash_missing(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    """One requirement of a file has a hash, and another has none.

    ## What it does

    Reads the files of requirements that pip installs from, as they lie in the build context.

    ## Why it matters

    As soon as one requirement has a hash, pip asks one of each, and stops with "Hashes are
    required in
    --require-hashes mode" before it installs anything.

    ## Example

    A file beside it:

    ```text requirements.txt
    idna==3.10 --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
    certifi==2025.7.14
    ```

    ```text locked.txt
    idna==3.10 --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /app
    COPY requirements.txt locked.txt ./
    RUN pip install --no-cache-dir -r requirements.txt
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    COPY requirements.txt locked.txt ./
    RUN pip install --no-cache-dir -r locked.txt
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ## When it stays silent

    For uv, which checks the hashes that are there; where a file is not in the build context; for
    files that name others, whose hashes may be there.

    ## Fix safety

    None: `pip hash` or the tool that made the file knows the hash.

    ## With other rules

    DW526 is about files that are not there.

    ## References

    - pip documentation, "Secure installs"
    """
    context = ctx.build_context
    if install.manager != "pip" or isinstance(context, Unknown):
        return
    for word in install.requirement_files:
        path = None if word.value is None else path_seen_by(install, word.value)
        source = None if path is None else file_seen_by(path, install, context)
        if source is None or "--hash" not in source.text:
            continue
        from dockwright.packages import read_dependency_file

        file = read_dependency_file(source, "requirements")
        hashed = [each for each in file.requirements if each.hashes]
        bare = [each for each in file.requirements if not each.hashes and not each.is_path]
        if not hashed or not bare or any(each.kind == "requirements" for each in file.references):
            continue
        rest = f" and {len(bare) - 1} more have" if len(bare) > 1 else " has"
        name = bare[0].name or bare[0].url
        yield ctx.report(
            word.span,
            f"pip refuses to install: `{name}`{rest} no hash, and `{hashed[0].name}` has one",
            help="Write the file with the hashes of all packages, or with none",
            related=[ctx.label_elsewhere(source.path, bare[0].span, "this has no hash")],
        )
