"""What ``context`` found, as a report for people and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.model.project import size_in_words

if TYPE_CHECKING:
    from typing import Literal

    from dockwright.model.survey import Branch, Survey

__all__ = [
    "CONTEXT_SCHEMA_NAME",
    "ContextResult",
    "Explained",
    "Remedy",
    "context_record",
    "context_text",
]

CONTEXT_SCHEMA_NAME = "dockwright.context/1"

_WORDS = {
    "history": "history",
    "environment": "environment of the host",
    "cache": "cache",
    "packages": "packages of the host",
    "experiments": "records of experiments",
    "checkpoints": "checkpoints",
    "editor": "editor's settings",
    "weights": "weights",
    "data": "data",
    "logs": "log or dump",
    "outputs": "outputs of a notebook",
}
_MOST_LINES = 15


class Explained(NamedTuple):
    """Why a path is sent, or is not.

    Attributes:
        path: relative to the context's root.
        exists: whether it is there.
        status: ``sent``; ``ignored``; ``partly`` for a directory that is ignored, of which
            something is sent; ``unknown`` where Docker could not decide.
        pattern: the pattern that decided; None where none matched.
        line: the pattern's line in the ignore file, from 1; 0 where there is none.
        column: its column, from 1.
        reason: a sentence.
    """

    path: str
    exists: bool
    status: Literal["sent", "ignored", "partly", "unknown"]
    pattern: str | None
    line: int
    column: int
    reason: str


class Remedy(NamedTuple):
    """A line for the ignore file, and what it keeps out.

    Attributes:
        line: the pattern.
        bytes: what is not sent any more.
        files: how many files.
    """

    line: str
    bytes: int
    files: int


class ContextResult(NamedTuple):
    """What is known of a build context.

    Attributes:
        context: what was asked about, as written.
        kind: ``directory``, ``archive``, ``git``, ``remote`` or ``stream``.
        dockerfile: the Dockerfile that the build is for, as people see it; empty where none is.
        ignore_file: the ignore file that applies, as people see it; None where there is none.
        survey: what is sent; None where that cannot be told here.
        reason: why it cannot, or what else there is to know of the kind.
        remedies: lines that the ignore file could have, those that save most first.
        explained: the answers to the paths asked about.
    """

    context: str
    kind: Literal["directory", "archive", "git", "remote", "stream"]
    dockerfile: str
    ignore_file: str | None
    survey: Survey | None
    reason: str
    remedies: tuple[Remedy, ...]
    explained: tuple[Explained, ...]


def context_record(result: ContextResult) -> dict[str, Any]:
    """Return a result as the object that ``--format json`` writes."""
    told = result.survey
    return {
        "schema": CONTEXT_SCHEMA_NAME,
        "context": _safe(result.context),
        "kind": result.kind,
        "dockerfile": _safe(result.dockerfile) or None,
        "ignore_file": None if result.ignore_file is None else _safe(result.ignore_file),
        "reason": result.reason,
        "sent": None
        if told is None
        else {
            "bytes": told.bytes,
            "files": told.files,
            "directories": told.directories,
            "left_out": told.left_out,
            "is_complete": not told.problems,
        },
        "biggest": [
            {"path": _safe(each.path), "bytes": each.bytes}
            for each in (() if told is None else told.biggest)
        ],
        "directories": []
        if told is None
        else [
            {"path": _safe(path), "bytes": branch.bytes, "files": branch.files}
            for path, branch in _largest_branches(told.tree)
        ],
        "unneeded": [
            {
                "kind": each.kind,
                "path": _safe(each.path),
                "bytes": each.bytes,
                "files": each.files,
            }
            for each in (() if told is None else told.unneeded)
        ],
        "secrets": [
            {"path": _safe(each.path), "line": each.line, "what": each.what}
            for each in (() if told is None else told.secrets)
        ],
        "remedies": [
            {"line": _safe(each.line), "bytes": each.bytes, "files": each.files}
            for each in result.remedies
        ],
        "explained": [
            {
                "path": _safe(each.path),
                "exists": each.exists,
                "status": each.status,
                "pattern": each.pattern,
                "line": each.line or None,
                "column": each.column or None,
                "reason": each.reason,
            }
            for each in result.explained
        ],
        "problems": [] if told is None else [_safe(each) for each in told.problems],
    }


def _safe(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in _safe(text))


def _counted(files: int) -> str:
    return f"{files:,} file" + ("" if files == 1 else "s")


def _largest_branches(tree: Branch, count: int = 10) -> list[tuple[str, Branch]]:
    """Return the directories that hold most, those left out that one other directory fills."""
    found: list[tuple[str, Branch]] = []
    pending = [(branch.name, branch) for branch in tree.branches]
    while pending:
        path, branch = pending.pop()
        # What is of no use is told as a whole.
        inner = [] if branch.kind else [(f"{path}/{each.name}", each) for each in branch.branches]
        pending += inner
        if all(each.bytes < 0.9 * branch.bytes for _, each in inner):
            found.append((path, branch))
    found.sort(key=lambda each: (-each[1].bytes, each[0]))
    return found[:count]


def context_text(
    result: ContextResult, *, tree: bool = False, depth: int = 3, colour: bool = False
) -> str:
    """Return a result for people."""
    writer = _Writer(colour)
    if result.explained:
        for each in result.explained:
            status = {"partly": "sent in part"}.get(each.status, each.status)
            missing = "" if each.exists else " (there is no such path)"
            writer.line(f"{writer.bold(_visible(each.path))}: {status}{missing}: {each.reason}")
        return writer.text
    told = result.survey
    name = _visible(result.context)
    if told is None:
        writer.line(f"{writer.bold(name)} is {result.reason}")
        return writer.text
    writer.head(result, told)
    writer.biggest(told)
    writer.unneeded(told)
    writer.secrets(told)
    writer.remedies(result)
    if tree:
        writer.tree(told.tree, depth)
    writer.problems(told)
    return writer.text


class _Writer:
    def __init__(self, colour: bool) -> None:
        self.colour = colour
        self.lines: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def bold(self, text: str, code: str = "1") -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def line(self, text: str = "") -> None:
        self.lines.append(text)

    def title(self, text: str) -> None:
        self.line()
        self.line(self.bold(text))

    def rows(self, rows: list[tuple[int, str, str]], total: int) -> None:
        for size, path, words in rows[:_MOST_LINES]:
            self.line(f"  {size_in_words(size):>10}  {path}{f'  {words}' if words else ''}")
        if total > _MOST_LINES:
            self.line(f"  {'':>10}  and {total - _MOST_LINES:,} more (--format json has them all)")

    def head(self, result: ContextResult, told: Survey) -> None:
        name, size = _visible(result.context), size_in_words(told.bytes)
        self.line(f"{self.bold(name)} sends {self.bold(size)} in {_counted(told.files)}")
        if result.kind == "archive":
            self.line(f"It is {result.reason}")
            return
        file = result.ignore_file
        if file is None:
            self.line("There is no .dockerignore: all of the directory is sent")
        else:
            out = (
                f"{told.left_out:,} file or directory"
                if told.left_out == 1
                else (f"{told.left_out:,} files and directories")
            )
            self.line(f"{_visible(file)} keeps {out} out")

    def biggest(self, told: Survey) -> None:
        directories = [
            (branch.bytes, f"{_visible(path)}/", f"({_counted(branch.files)})")
            for path, branch in _largest_branches(told.tree)
            if branch.bytes
        ]
        if directories:
            self.title("Largest directories")
            self.rows(directories, len(directories))
        files = [(each.bytes, _visible(each.path), "") for each in told.biggest if each.bytes]
        if files:
            self.title("Largest files")
            self.rows(files, len(files))

    def unneeded(self, told: Survey) -> None:
        if told.unneeded:
            total = sum(each.bytes for each in told.unneeded)
            self.title(f"Sent, and hardly of use to a build: {size_in_words(total)}")
            rows = [
                (each.bytes, _visible(each.path), f"({_WORDS[each.kind]})")
                for each in told.unneeded
            ]
            self.rows(rows, len(rows))

    def secrets(self, told: Survey) -> None:
        if not told.secrets:
            return
        self.title("Sent, and secret")
        for each in told.secrets[:_MOST_LINES]:
            path = self.bold(_visible(each.path), "1;31")
            self.line(f"  {path}:{each.line}  {_visible(each.what)}")
        if len(told.secrets) > _MOST_LINES:
            self.line(f"  and {len(told.secrets) - _MOST_LINES:,} more")

    def remedies(self, result: ContextResult) -> None:
        if not result.remedies:
            return
        file = result.ignore_file or ".dockerignore"
        self.title(f"Lines for {_visible(file)}")
        for each in result.remedies[:_MOST_LINES]:
            saved = f"  # {size_in_words(each.bytes)}" if each.bytes else ""
            self.line(f"  {_visible(each.line)}{saved}")
        if len(result.remedies) > _MOST_LINES:
            self.line(f"  and {len(result.remedies) - _MOST_LINES:,} more")

    def tree(self, root: Branch, depth: int) -> None:
        self.title("Tree")
        self.line(f"  {size_in_words(root.bytes):>10}  .")
        self.branches(root, "", depth)

    def branches(self, branch: Branch, lead: str, depth: int) -> None:
        inner = sorted(branch.branches, key=lambda each: (-each.bytes, each.name))
        shown = inner[:20] if depth > 0 else []
        for number, each in enumerate(shown):
            is_last = number == len(shown) - 1 and len(inner) == len(shown)
            corner = "└─ " if is_last else "├─ "
            size = f"{size_in_words(each.bytes):>10}"
            self.line(f"  {size}  {lead}{corner}{_visible(each.name)}/")
            self.branches(each, lead + ("   " if is_last else "│  "), depth - 1)
        if shown and len(inner) > len(shown):
            self.line(f"  {'':>10}  {lead}└─ and {len(inner) - len(shown):,} more")

    def problems(self, told: Survey) -> None:
        if told.unread:
            self.line()
            self.line(f"{told.unread:,} files were not opened to look for secrets: too many")
        if told.problems:
            self.title("Not all could be looked at, so the figures are too low")
            for each in told.problems[:_MOST_LINES]:
                self.line(f"  {_visible(each)}")
            if len(told.problems) > _MOST_LINES:
                self.line(f"  and {len(told.problems) - _MOST_LINES:,} more")
