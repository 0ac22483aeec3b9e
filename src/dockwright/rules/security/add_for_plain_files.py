"""DW408: ADD of files that COPY would bring just as well."""

from __future__ import annotations

from dockwright.model.instructions import Add, is_remote
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.text import Text
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW408",
    "add-for-plain-files",
    on=Add,
    family=Family.SECURITY,
    severity=Severity.INFO,
    aliases=("DL3020", "CKV_DOCKER_4", "DS005", "DS-0005"),
    triggers=("add",),
    facts=("security.extracted-suffixes",),
)
def add_for_plain_files(add: Add, ctx: Context) -> Iterator[Diagnostic]:
    """ADD brings local files or folders that COPY would bring just as well.

    ## What it does

    Finds ADD instructions all of whose sources are plain files or folders of the build context.

    ## Why it matters

    ADD does more than its reader sees: it unpacks whatever turns out to be a tar archive and
    fetches whatever looks like an address.
    A file that is replaced by an archive of the same name, or a build argument that turns into an
    address, changes what lands in the image without any change of the Dockerfile.
    COPY only copies.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    WORKDIR /app
    ADD server.py /app/
    USER 10001
    CMD ["python", "server.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    WORKDIR /app
    COPY server.py /app/
    USER 10001
    CMD ["python", "server.py"]
    ```

    ## When it stays silent

    Where any source is an address, a git repository, or named like an archive that ADD unpacks;
    where the beginning or the end of a name comes from a build argument, or a pattern leaves the
    end open (`dist/app-*`); and where `--unpack` or `--checksum` say
    that ADD is meant.

    ## Fix safety

    Safe where no source can be a tar archive: by the content where the build context is there,
    else by an ending that no archive has, or for the context itself and folders written with a
    slash.
    A name without an ending is safe where it is one that folders or text files have by convention
    (`src`, `Gemfile`), where it keeps its name (`ADD web /srv/web`), and where a single file is
    wanted (`ADD start /usr/local/bin/`): an archive would leave a folder there.
    Unsafe for other names without an ending, for words such as `rootfs`, and for endings of formats
    that are tar archives or hold anything (`.gem`, `.apk`, `.bin`): ADD would unpack what is one.
    Refused where the content is one.

    ## With other rules

    DW413 and DW414 speak of addresses; DW403 of files that hold secrets, whichever instruction
    brings them.

    ## References

    - Dockerfile reference, ADD and COPY
    - Docker's building best practices, "ADD or COPY"
    """
    sources = add.sources
    if not sources or add.checksum is not None or add.node.flag("unpack") is not None:
        return
    suffixes = ctx.kb.names("security.extracted-suffixes")
    if not all(_is_plain(source, suffixes) for source in sources):
        return
    if any(_begins_with_argument(source, add) for source in sources):
        return
    what = f"`{sources[0].raw}`" if len(sources) == 1 else f"these {len(sources)} sources"
    yield ctx.report(
        add.keyword_span,
        f"ADD brings {what} from the build context, which COPY does without unpacking or fetching",
        help="Write COPY instead of ADD",
    )


def _begins_with_argument(source: Text, add: Add) -> bool:
    """Tell whether a build argument is a source's first folder, or all of it: or an address."""
    if not re.match(r"""["']?\$(?:\w+|\{[^}]*\})["']?(?:/|$)""", source.raw):
        return False
    first = next(iter(source.references(add.escape)), None)
    return first is not None and first.name in add.state.declared_args


def _is_plain(source: Text, suffixes: tuple[str, ...]) -> bool:
    """Tell whether a source is surely no archive and no address."""
    value = source.known
    if value is None:
        # The ending decides; what a variable hides before it may still be an address.
        if source.raw.startswith("$"):
            return False
        value = source.raw
        if "$" in value.rpartition("/")[2].rpartition(".")[2]:
            return False
    name = value.rpartition("/")[2]
    if name.endswith("*") and name != "*" and "." not in name:
        return False
    return not is_remote(value) and not value.lower().endswith(suffixes)
