"""Repairs of ignore files change what is sent as they say, whatever the tree and the patterns."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st

from dockwright.model.context import BuildContext
from fixes.fixing import ALL, fixed
from rules.running import settings_of

DOCKERFILE = "FROM scratch\nCOPY . /srv/\n"

DIRECTORIES = ("", "src/", "src/app/", "docs/", ".git/", "__pycache__/", "src/__pycache__/")
NAMES = ("a.py", "b.pyc", ".env", "HEAD", "notes.log", "keep.txt")
PATTERNS = (
    "__pycache__",
    "/__pycache__",
    "*.pyc",
    "*.log",
    ".env",
    ".git",
    "docs",
    "src/*",
    "!src/app",
    "!src/__pycache__/b.pyc",
    "!**/keep.txt",
    "!docs/keep.txt",
    "!.git/HEAD",
    "# a comment",
    "",
)

trees = st.sets(
    st.builds(str.__add__, st.sampled_from(DIRECTORIES), st.sampled_from(NAMES)), max_size=14
)
patterns = st.lists(st.sampled_from(PATTERNS), max_size=6)


def sent(root: Path) -> set[str]:
    context = BuildContext(root, root / "Dockerfile")
    return {each.path for each in context.walk() if each.path != ".dockerignore"}


@settings(max_examples=150, deadline=None)
@given(tree=trees, lines=patterns, ending=st.sampled_from(["\n", ""]))
def test_only_what_is_meant_is_kept_out(tree: set[str], lines: list[str], ending: str) -> None:
    """What goes is of a name that the pattern has; nothing comes; a second run changes nothing."""
    # The Dockerfile is named as from its own directory, so that is where the test has to be.
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        root = Path(name).resolve()
        (root / "Dockerfile").write_text(DOCKERFILE)
        for path in tree:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text("")
        ignore = root / ".dockerignore"
        if lines:
            ignore.write_text("\n".join(lines) + ending)
        before = sent(root)
        chosen = settings_of(None, frozenset({"DW808", "DW813"}), root)
        first = fixed(DOCKERFILE, chosen, ALL, root=root)
        assert not first.defects
        event(f"{len(first.applied)} applied, {len(first.remaining)} refused")
        for path, text in first.others.items():
            (root / path).write_text(text)
        after = sent(root)
        assert after <= before
        named = {line.removeprefix("!") for line in lines if line.startswith("!")} & before & tree
        assert named <= after, "what a line with ! names itself stays"
        usual = {
            each.title.partition("`")[2].partition("`")[0]
            for each in first.applied
            if each.code == "DW813"
        }
        for path in before - after:
            parts = path.split("/")
            assert (
                any(Path(part).match(pattern) for part in parts for pattern in usual)
                or (".git" in parts and any(each.code == "DW808" for each in first.applied))
                # An ignored folder is sent for the sake of what was in it.
                or (
                    not any(each.startswith(f"{path}/") for each in after)
                    and BuildContext(root, root / "Dockerfile").is_ignored(path)[0]
                )
            )
        second = fixed(DOCKERFILE, chosen, ALL, root=root)
        assert not second.applied
        assert [each.code for each in second.remaining] == [each.code for each in first.remaining]


TAKING = """FROM python:3.12-slim
WORKDIR /srv
COPY src src
COPY docs/keep.txt data /srv/
COPY conf/*.txt /srv/conf/
CMD ["python", "src/a.py"]
"""
OTHER = "FROM scratch\nCOPY . /srv/\n"
CODE = """from pathlib import Path

for line in (Path(__file__).parent / "keep.txt").read_text().splitlines():
    print(line)
"""

KEPT = (
    "src/keep.txt",
    "src/b.pyc",
    "docs/keep.txt",
    "docs/HEAD",
    "data/large.bin",
    "data/.env",
    "data/id_rsa",
    "data/keep.txt",
    "conf/a.txt",
    "conf/b.txt",
    "conf/large.txt",
    "notes.txt",
)
TAKING_PATTERNS = (
    "*",
    "**/*.txt",
    "docs",
    "data",
    "data/*",
    "conf",
    "conf/*.txt",
    "src/keep.txt",
    "**/.env",
    "!src",
    "!src/**",
    "!data",
    "!data/keep.txt",
    "!docs/keep.txt",
    "!**/keep.txt",
    "# a comment",
    "",
)
LARGE = 12_000_000


@settings(max_examples=120, deadline=None)
@given(
    tree=st.sets(st.sampled_from(KEPT), min_size=3),
    lines=st.lists(st.sampled_from(TAKING_PATTERNS), min_size=1, max_size=5),
    shared=st.booleans(),
)
def test_only_what_is_needed_is_taken_back(tree: set[str], lines: list[str], shared: bool) -> None:
    """Nothing is lost; what comes was asked for, holds no secret, and burdens no other build."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        root = Path(name).resolve()
        (root / "Dockerfile").write_text(TAKING)
        if shared:
            (root / "other.Dockerfile").write_text(OTHER)
        for path in sorted({*tree, "src/a.py"}):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(CODE if path == "src/a.py" else "KEY=a\n")
            if Path(path).stem == "large":
                os.truncate(root / path, LARGE)
        (root / ".dockerignore").write_text("\n".join(lines) + "\n")
        before = sent(root)
        chosen = settings_of(None, frozenset({"DW801", "DW802", "DW805", "DW806"}), root)
        first = fixed(TAKING, chosen, ALL, root=root)
        assert not first.defects
        for path, text in first.others.items():
            (root / path).write_text(text)
        after = sent(root)
        event(f"{len(first.applied)} applied, {len(first.remaining)} refused")
        event(f"{'something' if after > before else 'nothing'} came")
        assert before <= after
        asked = {each.removeprefix("!") for each in lines if each.startswith("!")}
        come = {path for path in after - before if (root / path).is_file()}
        for path in come:
            assert (
                path == "docs/keep.txt"
                or path.startswith(("src/", "data/"))
                or (path.startswith("conf/") and path.endswith(".txt"))
                or any(Path(path).match(pattern) for pattern in asked)
            )
        assert not {"data/.env", "data/id_rsa"} & come
        if shared:
            assert not any(Path(path).stem == "large" for path in come)
        second = fixed(TAKING, chosen, ALL, root=root)
        assert not second.applied
