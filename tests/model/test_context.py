from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockwright.model.context import BuildContext
from dockwright.model.project import Project


def tree(root: Path, *files: str, ignore: str | None = None) -> BuildContext:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    if ignore is not None:
        (root / ".dockerignore").write_text(ignore)
    return BuildContext(root, root / "Dockerfile")


def taken(context: BuildContext, source: str) -> list[str]:
    return [entry.path for entry in context.matches(source)]


def sent(context: BuildContext) -> list[str]:
    return [entry.path for entry in context.walk()]


def listed(context: BuildContext) -> list[str]:
    return [
        os.path.relpath(known.path, context.root)
        for known in context.inputs
        if known.kind == "listing"
    ]


def test_the_dockerfiles_own_ignore_file_goes_first(tmp_path: Path) -> None:
    tree(tmp_path, "a", "b", "sub/Dockerfile", ignore="a\n")
    (tmp_path / "sub/Dockerfile.dockerignore").write_text("b\n")
    own = BuildContext(tmp_path, tmp_path / "sub/Dockerfile")
    assert own.ignore_path == str(tmp_path / "sub/Dockerfile.dockerignore")
    assert own.is_ignored("b")[0]
    assert not own.is_ignored("a")[0]
    other = BuildContext(tmp_path, tmp_path / "sub/Other")
    assert other.ignore_path == str(tmp_path / ".dockerignore")
    assert other.is_ignored("a")[0]


def test_an_empty_ignore_file_of_the_dockerfiles_own_counts(tmp_path: Path) -> None:
    context = tree(tmp_path, "a", ignore="a\n")
    (tmp_path / "Dockerfile.dockerignore").write_text("")
    assert not context.is_ignored("a")[0]
    assert context.patterns == ()


def test_without_an_ignore_file_nothing_is_ignored(tmp_path: Path) -> None:
    context = tree(tmp_path, "a/b")
    assert context.ignore is None
    assert context.ignore_path is None
    assert context.problem is None
    assert context.is_ignored("a/b") == (False, None)
    assert sent(context) == ["a", "a/b"]


def test_the_deciding_pattern_has_its_place(tmp_path: Path) -> None:
    context = tree(tmp_path, "a", ignore="# c\n*.md\n!README.md\n")
    assert context.ignore is not None
    shown = {}
    for path in ("x.md", "README.md", "sub/x.md", "a"):
        ignored, pattern = context.is_ignored(path)
        span = pattern.span if pattern else None
        shown[path] = (ignored, context.ignore.source.slice(span) if span else None)
    assert shown == {
        "x.md": (True, "*.md"),
        "README.md": (False, "!README.md"),
        "sub/x.md": (False, None),
        "a": (False, None),
    }


def test_a_path_in_an_ignored_directory_is_ignored_by_its_directorys_pattern(
    tmp_path: Path,
) -> None:
    context = tree(tmp_path, ignore="data\n")
    ignored, pattern = context.is_ignored("./data/x/../y")
    assert ignored
    assert pattern is context.patterns[0]
    assert context.is_ignored(".") == (False, None)


@pytest.mark.parametrize("text", ["!\n", "[\n", "[z-a]\n"])
def test_a_malformed_ignore_file_is_a_problem_and_ignores_nothing(
    tmp_path: Path, text: str
) -> None:
    context = tree(tmp_path, "a", ignore=text)
    assert context.problem
    assert not context.is_ignored("a")[0]


def test_an_ignore_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    context = tree(tmp_path, "a")
    (tmp_path / ".dockerignore").mkdir()
    assert context.ignore is None
    assert context.problem == f"{tmp_path / '.dockerignore'} is a directory, not a file"


def test_a_source_without_wildcards_is_taken_if_it_is_there_and_sent(tmp_path: Path) -> None:
    context = tree(tmp_path, "a", "b/c", "d", ignore="d\n")
    assert taken(context, "a") == ["a"]
    assert taken(context, "./b/") == ["b"]
    assert taken(context, "/b/c") == ["b/c"]
    assert taken(context, "../../a") == ["a"]
    assert taken(context, ".") == ["."]
    assert taken(context, "d") == []
    assert taken(context, "nope") == []
    assert taken(context, "a/x") == []
    assert context.exists("d")
    assert not context.exists("a/x")


def test_wildcards_take_what_gos_match_takes(tmp_path: Path) -> None:
    context = tree(tmp_path, ".env", "a.py", "b.py", "src/c.py", "src/deep/d.py", "x/deep/e")
    assert taken(context, "*.py") == ["a.py", "b.py"]
    assert taken(context, "*") == [".env", "a.py", "b.py", "src", "x"]
    assert taken(context, "s*/*.py") == ["src/c.py"]
    assert taken(context, "*/deep") == ["src/deep", "x/deep"]
    assert taken(context, "src/d??p/*") == ["src/deep/d.py"]
    assert taken(context, "[ab].py") == ["a.py", "b.py"]
    assert taken(context, "**/d.py") == []
    assert taken(context, "[") == []
    assert taken(context, "nope*") == []


def test_a_class_over_a_slash_is_matched_against_the_whole_path(tmp_path: Path) -> None:
    context = tree(tmp_path, "a/b", "axb")
    assert taken(context, "a[^/]b") == ["axb"]
    assert taken(context, "[^/]/b") == ["a/b"]


def test_wildcards_take_nothing_that_is_ignored(tmp_path: Path) -> None:
    context = tree(tmp_path, "a.py", "b.py", "d/x", "e/x", "e/y", ignore="b.py\nd\ne\n!e/y\n")
    assert taken(context, "*.py") == ["a.py"]
    assert taken(context, "[de]") == ["e"]  # e is ignored, and sent for what is in it
    assert taken(context, "*/*") == ["e/y"]
    assert taken(context, "e") == ["e"]
    assert taken(context, "d") == []


def test_an_ignored_directory_is_sent_before_what_is_kept_in_it(tmp_path: Path) -> None:
    context = tree(tmp_path, "a/b/c", "a/b/d", "a/e", "z/y", ignore="**\n!a/b/d\n")
    assert sent(context) == ["a", "a/b", "a/b/d"]
    assert [entry.path for entry in context.walk("a/b")] == ["a/b/d"]


def test_a_walk_lists_no_directory_that_it_need_not_enter(tmp_path: Path) -> None:
    context = tree(tmp_path, "node_modules/a/b", "src/x", ignore="node_modules\n")
    assert sent(context) == [".dockerignore", "src", "src/x"]
    assert listed(context) == [".", "src"]


def test_asking_for_one_path_lists_only_its_directories(tmp_path: Path) -> None:
    context = tree(tmp_path, "a/b/c", "d/e/f")
    assert context.exists("a/b/c")
    assert listed(context) == [".", "a", "a/b"]


def test_being_ignored_lists_nothing(tmp_path: Path) -> None:
    context = tree(tmp_path, "a/b/c", ignore="a\n")
    assert context.is_ignored("a/b/c")[0]
    assert listed(context) == []


def test_wildcards_list_only_what_they_lead_to(tmp_path: Path) -> None:
    context = tree(tmp_path, "a/x/y", "b/x/y", "c/x/y", ignore="b\n")
    assert taken(context, "[ab]/*") == ["a/x"]
    assert listed(context) == [".", "a"]


def test_inputs_tell_what_was_seen_and_change_with_it(tmp_path: Path) -> None:
    def look() -> dict[tuple[str, str], str]:
        context = BuildContext(tmp_path, tmp_path / "Dockerfile")
        taken(context, "a")
        return {
            (os.path.relpath(known.path, tmp_path), known.kind): known.digest
            for known in context.inputs
        }

    tree(tmp_path, "a", ignore="b\n")
    first = look()
    assert sorted(first) == [
        (".", "listing"),
        (".dockerignore", "content"),
        ("Dockerfile.dockerignore", "content"),
    ]
    assert first["Dockerfile.dockerignore", "content"] == "missing"
    assert look() == first
    (tmp_path / "new").write_text("")
    (tmp_path / ".dockerignore").write_text("c\n")
    second = look()
    assert second[".", "listing"] != first[".", "listing"]
    assert second[".dockerignore", "content"] != first[".dockerignore", "content"]


def test_a_shared_project_learns_what_was_seen(tmp_path: Path) -> None:
    tree(tmp_path, "a", ignore="b\n")
    project = Project()
    context = BuildContext(tmp_path, tmp_path / "Dockerfile", project)
    assert context.exists("a")
    assert ("listing", str(tmp_path)) in {(known.kind, known.name) for known in project.inputs}


def test_content_of_files_is_never_read(tmp_path: Path) -> None:
    context = tree(tmp_path, "a", "b/c")
    list(context.copied("."))
    content = [known.path for known in context.inputs if known.kind == "content"]
    assert {Path(path).name for path in content} == {
        ".dockerignore",
        "Dockerfile.dockerignore",
    }


def test_a_link_is_followed_below_the_root(tmp_path: Path) -> None:
    context = tree(tmp_path, "real/x")
    (tmp_path / "to_real").symlink_to("real")
    (tmp_path / "to_root").symlink_to("/real")
    (tmp_path / "up").symlink_to("../../real")
    assert taken(context, "to_real") == ["real"]
    assert taken(context, "to_real/x") == ["real/x"]
    assert taken(context, "to_root/x") == ["real/x"]
    assert taken(context, "up/x") == ["real/x"]
    assert taken(context, "to_real/*") == ["real/x"]
    assert (str(tmp_path / "to_real"), "content") in {known[:2] for known in context.inputs}


def test_no_link_leads_out_of_the_root(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    context = tree(inside, "a")
    (inside / "out").symlink_to(outside)
    (inside / "rel").symlink_to("../outside/secret")
    assert not context.exists("out/secret")
    assert not context.exists("rel")
    assert taken(context, "out") == []
    assert taken(context, "*") == ["a", "out", "rel"]  # the links themselves
    assert all(known.path.startswith(str(inside)) for known in context.inputs)


def test_links_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    context = tree(tmp_path)
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert not context.exists("a")


def test_an_ignored_link_leads_nowhere_in_a_build(tmp_path: Path) -> None:
    context = tree(tmp_path, "real/x", ignore="link\n")
    (tmp_path / "link").symlink_to("real")
    assert context.exists("link/x")
    assert taken(context, "link/x") == []


def test_copied_files_land_below_the_destination(tmp_path: Path) -> None:
    context = tree(tmp_path, "d1/a.txt", "d1/b.png", "d2/s/c.png", "top", ignore="d1/a.txt\n")
    assert [copied.target for copied in context.copied("d*")] == ["b.png", "s/c.png"]
    assert [copied.target for copied in context.copied(".", ["*/*.png", ".*"])] == [
        "d2/s/c.png",
        "top",
    ]
    assert [copied.target for copied in context.copied("d2", ["**", "!s/c.png"])] == ["s/c.png"]
    # --exclude is about what lies in a directory, never about the source itself.
    assert [copied.target for copied in context.copied("d2/s/c.png", ["**"])] == ["c.png"]


def test_a_context_that_is_not_there_is_empty(tmp_path: Path) -> None:
    context = BuildContext(tmp_path / "nope", tmp_path / "Dockerfile")
    assert not context.exists("a")
    assert sent(context) == []


def test_names_that_are_not_utf_8_are_names(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.txt"
    try:
        Path(os.fsdecode(name)).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    context = tree(tmp_path, ignore="?.txt\n")
    assert sent(context) == [".dockerignore"]
