"""DW403: COPY or ADD of a file that holds a secret."""

from __future__ import annotations

from dockwright.model.brought import CopiedFolder
from dockwright.model.image_ref import ImageRef
from dockwright.model.instructions import Copy, CopyLike, is_remote
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.security._shared import base_name
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.rules.diagnostic import Diagnostic


class _Kind(NamedTuple):
    """What a file is: in words, how loud and how sure."""

    words: str
    severity: Severity
    confidence: Confidence


_KEY = _Kind("is a private key", Severity.ERROR, Confidence.HIGH)
_CREDENTIALS = _Kind("holds credentials", Severity.ERROR, Confidence.HIGH)
_ENVIRONMENT = _Kind(
    "is an environment file, where secrets are kept", Severity.WARNING, Confidence.MEDIUM
)
_HOME = _Kind("usually holds an access token", Severity.WARNING, Confidence.MEDIUM)
_FOLDER = _Kind("is a folder for keys and credentials", Severity.WARNING, Confidence.MEDIUM)


@rule(
    "DW403",
    "secret-file-copied",
    on=CopyLike,
    family=Family.SECURITY,
    severity=Severity.ERROR,
    triggers=("copy", "add"),
    facts=(
        "security.private-key-names",
        "security.credential-names",
        "security.credential-paths",
        "security.environment-file",
        "security.unreal-words",
    ),
)
def secret_file_copied(copy: CopyLike, ctx: Context) -> Iterator[Diagnostic]:
    r"""COPY or ADD puts a file that holds a secret into a layer.

    ## What it does

    Finds private keys, credential files of well-known programs and environment files among the
    sources and destinations of COPY and ADD: `id_rsa`, `.netrc`, `.pypirc`, `.aws/credentials`,
    `.env`, `server.key` and their like.
    Of a folder that is copied it opens the files whose names suggest a secret, and tells those that
    hold one by what stands in them.

    ## Why it matters

    A layer is a tar archive that everyone who can pull the image can unpack.
    Removing the file in a later step hides it from the container, not from the layer.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    COPY .netrc /root/.netrc
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN --mount=type=secret,id=netrc,target=/root/.netrc \
        python -c "import netrc; netrc.netrc()"
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    For public halves and certificates (`.pub`, `.crt`, `known_hosts`), examples and templates
    (`.env.example`), files of tests (`tests/server.key`), programs whose name speaks of secrets,
    sources that a build argument hides, and files taken from another image.
    A `.pem` counts where its name says that it is the key, a `.key` where it lies in a folder for
    certificates; a project's `.npmrc` only where it goes to a home folder.
    Files that stay in a stage whose layers do not ship are told as info.

    ## Fix safety

    A file that a COPY of a folder brings is left out by a line in the ignore file, with the proof
    of DW808: unsafe, as the program may read it when it starts, and needs it from elsewhere then.

    For a file that COPY names:
    Unsafe: the COPY goes, and the file is mounted as a secret at the same path for the RUNs whose
    programs read such a file, or that run code which may; what changed its rights or removed it
    goes too.
    The file must be given to the build (`--secret id=…,src=…`).
    Refused for folders and environment files, where a step changes the file, where no step that
    is seen reads it, so that the program may when it starts, and for files that another stage
    brings.

    ## With other rules

    DW402 finds secrets written into the Dockerfile itself.

    ## References

    - Docker documentation, "Build secrets"
    """
    if isinstance(copy, Copy):
        origin = copy.from_
        if isinstance(origin, (ImageRef, Unknown)):
            return
    to = copy.destination
    target = "" if to is None else (to.known or to.raw).lower()
    yield from _in_folders(copy, ctx)
    for source in copy.sources:
        path = source.known
        if path is None or is_remote(path) or _is_for_tests(path.lower(), ctx.kb):
            continue
        kind, is_by_name = _kind_of(path.lower(), target, ctx.kb)
        if kind is None or _is_said_to_be_none(copy, ctx.kb):
            continue
        severity = kind.severity
        words = f"`{source.raw}` {kind.words}"
        if not is_by_name and to is not None:
            words = f"`{source.raw}` goes to `{to.raw}`, which {kind.words}"
        stage = copy.stage
        if stage is not None and not stage.ships and not copy.is_onbuild:
            severity = Severity.INFO
            words = f"{words}; it goes into a layer of `{stage.label}`, which the build cache keeps"
        else:
            words = f"{words}, and becomes part of the image"
        yield ctx.report(
            source.span,
            words,
            help="Give it to the step that needs it with `RUN --mount=type=secret,id=…`, or to "
            "the container when it starts; list it in .dockerignore",
            severity=severity,
            confidence=kind.confidence,
        )


def _in_folders(copy: CopyLike, ctx: Context) -> Iterator[Diagnostic]:
    """Find the secrets in the folders that a COPY takes whole."""
    if copy.is_onbuild or not ctx.dockerfile.source.path or _is_said_to_be_none(copy, ctx.kb):
        return
    for folder in ctx.brought(copy):
        if not isinstance(folder, CopiedFolder) or not folder.secrets:
            continue
        if _kind_of((folder.source.known or "").lower(), "", ctx.kb)[0] is not None:
            continue  # the folder's own name is told
        found = [each for each in folder.secrets if not _is_for_tests(each.path.lower(), ctx.kb)]
        if not found:
            continue
        path = folder.context.ignore_path
        patterns = folder.context.patterns
        related = []
        if path is not None and patterns and patterns[-1].span is not None:
            related.append(
                ctx.label_elsewhere(path, patterns[-1].span, "nothing here keeps it out")
            )
        rest = f", and {len(found) - 1} more files" if len(found) > 1 else ""
        where = "becomes part of the image"
        if not folder.ships:
            where = "goes into a layer that the build cache keeps"
        yield ctx.report(
            folder.source,
            f"this {folder.copy.keyword} takes `{found[0].path}` along, which holds "
            f"{found[0].what}{rest}, and "
            f"{where}",
            help="List it in .dockerignore; give it to the step that needs it with "
            "`RUN --mount=type=secret,id=…`, or to the container when it starts",
            related=related,
            severity=None if folder.ships else Severity.INFO,
        )


def _is_said_to_be_none(copy: CopyLike, kb: KnowledgeBase) -> bool:
    """Tell whether the comment above says that the credentials are not real: dummy, local."""
    words = kb.name_set("security.unreal-words")
    return any(
        not words.isdisjoint(re.split(r"[^a-z]+", text.lower())) for text in copy.node.comments
    )


def _kind_of(path: str, target: str, kb: KnowledgeBase) -> tuple[_Kind | None, bool]:
    """Return what a source is, and whether its own name says so or only where it goes.

    Both paths are in lower case.
    """
    path = path.rstrip("/").removeprefix("./")
    name = base_name(path)
    goal = target + name if target.endswith("/") else target
    for place in (path, goal):
        if f"/{place}".endswith(_credential_paths(kb)):
            return _CREDENTIALS, place is path
    if _is_public(name, kb) or _is_public(base_name(goal), kb):
        return None, False
    for place in (path, goal):
        kind = _kind_of_name(place, kb)
        if kind is not None:
            return kind, place is path
    if name in kb.name_set("security.home-credential-names"):
        folder = goal.rpartition("/")[0]
        is_home = folder in {"/root", "~"} or folder.startswith(("/home/", "$home"))
        return (_HOME if is_home and folder.count("/") <= 2 else None), False
    return None, False


@lru_cache(maxsize=4)
def _credential_paths(kb: KnowledgeBase) -> tuple[str, ...]:
    return tuple([f"/{known}" for known in kb.names("security.credential-paths")])


def _kind_of_name(path: str, kb: KnowledgeBase) -> _Kind | None:
    name = base_name(path)
    folders = path.split("/")[:-1]
    parent = folders[-1] if folders else ""
    if name in kb.name_set("security.private-key-names"):
        return _KEY if name != "identity" or parent == ".ssh" else None
    if name.endswith(kb.names("security.private-key-suffixes")):
        stem, _, ending = name.rpartition(".")
        words = set(stem.replace("-", "_").replace(".", "_").split("_"))
        if ending == "pem":
            return _KEY if words & kb.name_set("security.private-key-words") else None
        is_tls = not kb.name_set("security.tls-folders").isdisjoint(folders)
        return _KEY if is_tls or words & {"private", "privkey"} else None
    if name.endswith(kb.names("security.keystore-suffixes")):
        return _KEY
    if name in kb.name_set("security.credential-names"):
        return _CREDENTIALS
    environment = kb.text("security.environment-file")
    if name == environment or name.startswith(environment + "."):
        return _ENVIRONMENT
    if name in kb.name_set("security.credential-folders"):
        return _FOLDER
    return None


def _is_public(name: str, kb: KnowledgeBase) -> bool:
    if name in kb.name_set("security.public-names"):
        return True
    words = name.replace("-", ".").replace("_", ".").split(".")
    return name.endswith(kb.names("security.public-suffixes")) or not kb.name_set(
        "security.public-words"
    ).isdisjoint(words)


def _is_for_tests(path: str, kb: KnowledgeBase) -> bool:
    words = set(path.replace("-", "/").replace("_", "/").replace(".", "/").split("/"))
    return not kb.name_set("security.test-words").isdisjoint(words)


def is_secret_file(path: str, kb: KnowledgeBase) -> bool:
    """Tell whether a path is by its name one of a file that holds a secret."""
    path = path.lower()
    return not _is_for_tests(path, kb) and _kind_of(path, "", kb)[0] is not None
