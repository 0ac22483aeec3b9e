"""References to git repositories, as ADD takes them.

Derived from BuildKit's ``dfgitutil`` and ``gitutil`` (Apache-2.0).
"""

from __future__ import annotations

from dockwright.syntax.dockerfile.mounts import parse_bool
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

__all__ = ["GitRef", "is_git_ref", "parse_git_ref"]

_PROTOCOL = re.compile(r"([a-zA-Z0-9]+)://")
_PROTOCOLS = frozenset({"http", "https", "ssh", "git"})
_SCP = re.compile(
    r"([a-zA-Z0-9._-]+)@([a-zA-Z0-9.-]+):([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.DOTALL
)
_INDISTINGUISHABLE = "github.com/"
_FLAGS = frozenset({"submodules", "keep-git-dir", "fetch-by-commit"})


class GitRef(NamedTuple):
    """A git repository, or a part of one.

    Attributes:
        remote: the repository's address, without query and fragment.
        short_name: the directory's name that a clone of it would get.
        ref: a branch, tag or commit; empty where none is written.
        sub_dir: the directory within the repository; empty for all of it.
        checksum: the commit that is expected, or empty.
        is_indistinguishable_from_local: whether it may as well be a path (``github.com/a/b``);
            ADD and COPY take it as one.
        is_unencrypted: whether it is fetched without encryption.
        keep_git_dir: whether ``.git`` is kept, or None where not said.
        submodules: whether submodules are fetched, or None where not said.
        mtime: ``checkout``, ``commit`` or empty.
        fetch_by_commit: whether ``checksum`` is fetched by itself.
    """

    remote: str
    short_name: str
    ref: str = ""
    sub_dir: str = ""
    checksum: str = ""
    is_indistinguishable_from_local: bool = False
    is_unencrypted: bool = False
    keep_git_dir: bool | None = None
    submodules: bool | None = None
    mtime: str = ""
    fetch_by_commit: bool = False


def is_git_ref(text: str) -> bool:
    """Tell whether ADD fetches ``text`` as a git repository (or refuses it as one)."""
    found = parse_git_ref(text)
    if isinstance(found, GitRef):
        return not found.is_indistinguishable_from_local
    return found is not None


def parse_git_ref(text: str) -> GitRef | str | None:
    """Read a git reference.

    Returns:
        the reference; None where ``text`` is none; BuildKit's message where it is one that
        BuildKit refuses.
    """
    if text.startswith(("./", "../")):
        return None
    if ":" not in text and not text.startswith(_INDISTINGUISHABLE):
        return None  # most sources are plain paths: what reads addresses is not needed
    from urllib.parse import urlsplit, urlunsplit

    local = text.startswith(_INDISTINGUISHABLE)
    protocol = _PROTOCOL.match(text)
    scheme = "https" if local else protocol.group(1).lower() if protocol else ""
    if local or protocol is not None:
        if scheme not in _PROTOCOLS:
            return None
        try:
            parts = urlsplit(f"https://{text}" if local else text)
        except ValueError:
            return None
        if scheme in {"http", "https"} and not local and not parts.path.endswith(".git"):
            return None
        remote = urlunsplit((scheme, parts.netloc, parts.path, "", ""))
        if local:
            remote = remote.partition("://")[2]
        query, fragment = parts.query, parts.fragment
    else:
        scp = _SCP.match(text)
        if scp is None:
            return None
        remote = f"{scp.group(1)}@{scp.group(2)}:{scp.group(3)}"
        query, fragment = scp.group(4) or "", scp.group(5) or ""
    ref, _, sub_dir = fragment.partition(":")
    found = GitRef(
        remote,
        remote.rpartition("/")[2].removesuffix(".git"),
        ref,
        sub_dir,
        is_indistinguishable_from_local=local,
        is_unencrypted=not local and scheme in {"http", "git"},
    )
    return _with_query(found, query) if query else found


def _with_query(found: GitRef, query: str) -> GitRef | str:
    from urllib.parse import parse_qs

    values = parse_qs(query, keep_blank_values=True)
    refs: dict[str, str] = {}
    for name, given in values.items():
        if len(given) > 1:
            return f'query "{name}" has multiple values'
        value = given[0]
        if not value and name not in _FLAGS:
            return f'query "{name}" has no value'
        if name in {"ref", "tag", "branch"}:
            refs[name] = value
        elif name == "subdir":
            if found.sub_dir and found.sub_dir != value:
                return f'subdir conflicts: "{found.sub_dir}" vs "{value}"'
            found = found._replace(sub_dir=value)
        elif name in {"checksum", "commit"}:
            found = found._replace(checksum=value)
        elif name in _FLAGS:
            flag = parse_bool(value) if value else True
            if flag is None:
                return f'invalid {name} value: "{value}"'
            if name == "keep-git-dir":
                found = found._replace(keep_git_dir=flag)
            elif name == "submodules":
                found = found._replace(submodules=flag)
            else:
                found = found._replace(fetch_by_commit=flag)
        elif name == "mtime":
            if value not in {"checkout", "commit"}:
                return f'invalid mtime value: "{value}" (must be "checkout" or "commit")'
            found = found._replace(mtime=value)
        else:
            return f'unexpected query "{name}"'
    return _with_refs(found, refs)


def _with_refs(found: GitRef, refs: dict[str, str]) -> GitRef | str:
    if "tag" in refs and "branch" in refs:
        return "branch conflicts with tag"
    for name, prefix in (("ref", ""), ("tag", "refs/tags/"), ("branch", "refs/heads/")):
        if name not in refs:
            continue
        ref = refs[name]
        if not ref.startswith(prefix):
            ref = prefix + ref
        if found.ref and found.ref != ref:
            return f'ref conflicts: "{found.ref}" vs "{ref}"'
        found = found._replace(ref=ref)
    return found
