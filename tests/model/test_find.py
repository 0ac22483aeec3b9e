"""Which files a run is about."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dockwright.model.find import Walk, kind_of_name, template_reason


def found(
    root: Path, *arguments: str, gitignore: bool = True, kinds: tuple[str, ...] = ("dockerfile",)
) -> list[str]:
    walk = Walk(str(root), kinds=kinds, respect_gitignore=gitignore)
    for argument in arguments or (".",):
        walk.add(argument)
    return sorted(file.shown for file in walk.files)


def write(root: Path, *names: str, text: str = "FROM scratch\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "dockerfile",
        "DOCKERFILE",
        "Containerfile",
        "Dockerfile.dev",
        "Dockerfile.cuda-12.4",
        "Containerfile.gpu",
        "api.Dockerfile",
        "api.dockerfile",
        "web.containerfile",
        "Dockerfile-gpu",
        "Dockerfile_test",
        "Dockerfile.go",
        "Dockerfile.python3.11",
    ],
)
def test_names_of_dockerfiles(name: str) -> None:
    assert kind_of_name(name) == "dockerfile"


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.j2",
        "Dockerfile.jinja",
        "Dockerfile.dev.tmpl",
        "Dockerfile.md",
        "Dockerfile.template",
        "Dockerfile.erb",
        "Dockerfile.swp",
        ".Dockerfile.swp",
        "Dockerfile.orig",
        "Dockerfile.txt",
        "Dockerfile~",
        "Dockerfile.dev~",
        "dockerfile.go",
        "dockerfile-parser.js",
        "dockerfiles",
        "Dockerfile2",
        "mydockerfile",
        "._api.dockerfile",
        "README",
    ],
)
def test_names_that_are_no_dockerfiles(name: str) -> None:
    assert kind_of_name(name) != "dockerfile"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (".dockerignore", "ignorefile"),
        ("Dockerfile.dockerignore", "ignorefile"),
        ("api.Dockerfile.dockerignore", "ignorefile"),
        ("compose.yaml", "compose"),
        ("docker-compose.yml", "compose"),
        ("docker-compose.override.yml", "compose"),
        ("docker-compose-gpu.yml", "compose"),
        ("compose_dev.yaml", "compose"),
        ("composer.yaml", None),
        ("docker-bake.hcl", "bake"),
        ("docker-bake.override.json", "bake"),
        ("requirements.txt", "dependencies"),
        ("requirements-dev.in", "dependencies"),
        ("pyproject.toml", "dependencies"),
        ("train.py", "python"),
        ("deployment.yaml", None),
        ("notes.txt", None),
    ],
)
def test_names_of_other_kinds(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


def test_templates_have_a_reason_and_other_files_have_none() -> None:
    assert "template (.j2)" in (template_reason("Dockerfile.j2") or "")
    assert "template (.tmpl)" in (template_reason("api.Dockerfile.tmpl") or "")
    assert template_reason("Dockerfile.md") is None
    assert template_reason("deployment.yaml.j2") is None


def test_a_directory_is_walked_and_other_peoples_directories_are_not(tmp_path: Path) -> None:
    write(
        tmp_path,
        "Dockerfile",
        "a/b/c/Dockerfile.gpu",
        "node_modules/x/Dockerfile",
        "vendor/Dockerfile",
        "third_party/Dockerfile",
        ".git/Dockerfile",
        ".venv/Dockerfile",
        ".tox/Dockerfile",
        "lib/site-packages/pkg/Dockerfile",
        "env/pyvenv.cfg",
        "env/Dockerfile",
        "conda/conda-meta/history",
        "conda/Dockerfile",
        "src/vendored/Dockerfile",
    )
    assert found(tmp_path) == ["Dockerfile", "a/b/c/Dockerfile.gpu", "src/vendored/Dockerfile"]


def test_a_skipped_directory_is_walked_when_named(tmp_path: Path) -> None:
    write(tmp_path, "vendor/Dockerfile", "vendor/node_modules/Dockerfile")
    assert found(tmp_path, "vendor") == ["vendor/Dockerfile"]


def test_a_named_file_is_taken_whatever_its_name_or_the_ignore_files_say(tmp_path: Path) -> None:
    write(tmp_path, "Dockerfile.j2", "build.txt", "Dockerfile.py")
    (tmp_path / ".gitignore").write_text("*\n")
    names = ["Dockerfile.j2", "Dockerfile.py", "build.txt"]
    walk = Walk(str(tmp_path), kinds=("dockerfile",))
    for name in names:
        walk.add(name)
    assert [(file.shown, file.kind, file.explicit) for file in walk.files] == [
        (name, "dockerfile", True) for name in names
    ]


def test_files_found_twice_count_once(tmp_path: Path) -> None:
    write(tmp_path, "a/Dockerfile")
    assert found(tmp_path, "a/Dockerfile", "a", ".", "./a/../a/Dockerfile") == ["a/Dockerfile"]


def test_paths_are_shown_relative_to_the_start_or_as_they_were_given(tmp_path: Path) -> None:
    write(tmp_path, "in/Dockerfile", "out/Dockerfile")
    start = tmp_path / "in"
    assert found(start, str(start / "Dockerfile")) == ["Dockerfile"]
    assert found(start, "../out") == [f"{tmp_path}/out/Dockerfile"]
    assert found(start, "../out/Dockerfile") == ["../out/Dockerfile"]


def test_linked_directories_are_not_followed_and_linked_files_are(tmp_path: Path) -> None:
    write(tmp_path, "real/Dockerfile")
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "Containerfile").symlink_to("real/Dockerfile")
    (tmp_path / "Dockerfile").symlink_to("real", target_is_directory=True)
    assert found(tmp_path) == ["Containerfile", "real/Dockerfile"]
    assert found(tmp_path, "linked") == ["linked/Dockerfile"]


def test_deep_trees_do_not_exhaust_the_stack(tmp_path: Path) -> None:
    write(tmp_path, "Dockerfile")
    depth = 1200
    previous = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(depth):  # step by step: the whole path is longer than a system call takes
            Path("d").mkdir()
            os.chdir("d")
        assert "Dockerfile" in found(tmp_path)
    finally:
        for _ in range(depth):
            os.chdir("..")
            Path("d").rmdir()
        os.chdir(previous)


def test_what_is_not_there_is_refused_and_the_rest_is_found(tmp_path: Path) -> None:
    write(tmp_path, "Dockerfile")
    walk = Walk(str(tmp_path), kinds=("dockerfile",))
    for name in ("missing", ".", "nul\0byte"):
        walk.add(name)
    assert [file.shown for file in walk.files] == ["Dockerfile"]
    assert [refusal.missing for _, refusal in walk.refused] == [True, True]
    assert walk.refused[0][1].reason == "does not exist"


GITIGNORES = {
    ".gitignore": "\n".join(  # noqa: FLY002 - a pattern a line reads best
        [
            "# a comment",
            "build/",
            "*.gen",
            "/top-only",
            "docs/**/skip",
            "!keep.gen",
            "with space\\ ",
            "\\#literal",
            "\\!literal",
            "a/**",
            "!a/b",
            "**/deep/Dockerfile",
            "set-[a-c!]x",
            "neg-[!a-c]x",
            "q?x",
            "trailing   ",
            "mid**dle",
            "foo/*",
            "!foo/keep",
            "[[:digit:]]d",
            "unclosed[",
        ]
    ),
    "sub/.gitignore": "!x.gen\nlocal\n/anchored\n",
    "sub/deeper/.gitignore": "*\n!Dockerfile\n",
}
PATHS = [
    "build/Dockerfile",
    "sub/build/Dockerfile",
    "build2/Dockerfile",
    "x.gen/Dockerfile",
    "keep.gen/Dockerfile",
    "sub/x.gen/Dockerfile",
    "top-only/Dockerfile",
    "sub/top-only/Dockerfile",
    "docs/skip/Dockerfile",
    "docs/a/b/skip/Dockerfile",
    "docs/skipped/Dockerfile",
    "with space /Dockerfile",
    "with space/Dockerfile",
    "#literal/Dockerfile",
    "!literal/Dockerfile",
    "a/Dockerfile",
    "a/b/Dockerfile",
    "z/deep/Dockerfile",
    "deep/Dockerfile",
    "set-bx/Dockerfile",
    "set-!x/Dockerfile",
    "set-dx/Dockerfile",
    "neg-ax/Dockerfile",
    "neg-zx/Dockerfile",
    "qqx/Dockerfile",
    "trailing/Dockerfile",
    "midXYdle/Dockerfile",
    "foo/Dockerfile",
    "foo/keep/Dockerfile",
    "5d/Dockerfile",
    "unclosed[/Dockerfile",
    "sub/local/Dockerfile",
    "sub/y/local/Dockerfile",
    "sub/anchored/Dockerfile",
    "sub/y/anchored/Dockerfile",
    "sub/deeper/Dockerfile",
    "sub/deeper/z/Dockerfile",
    "excluded/Dockerfile",
]


def test_ignore_files_mean_what_git_means(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    write(tmp_path, *PATHS)
    for name, text in GITIGNORES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("excluded\n")
    listed = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    ).stdout.split("\0")
    expected = sorted(name for name in listed if name.endswith("Dockerfile"))
    assert found(tmp_path) == expected
    assert 10 < len(expected) < len(PATHS)
    assert found(tmp_path, gitignore=False) == sorted(PATHS)


def test_ignore_files_above_count_up_to_the_top_of_the_work_tree(tmp_path: Path) -> None:
    write(tmp_path, "repo/sub/out/Dockerfile", "repo/sub/in/Dockerfile", "repo/sub/ex/Dockerfile")
    (tmp_path / "repo/.git/info").mkdir(parents=True)
    (tmp_path / "repo/.git/info/exclude").write_text("ex\n")
    (tmp_path / "repo/.gitignore").write_text("out\n")
    (tmp_path / ".gitignore").write_text("in\n")
    assert found(tmp_path / "repo" / "sub") == ["in/Dockerfile"]


def test_outside_a_work_tree_ignore_files_count_at_and_below_the_directory(tmp_path: Path) -> None:
    write(tmp_path, "up/here/out/Dockerfile", "up/here/in/Dockerfile")
    (tmp_path / "up/.gitignore").write_text("in\n")
    (tmp_path / "up/here/.gitignore").write_text("out\n")
    assert found(tmp_path / "up" / "here") == ["in/Dockerfile"]


def test_a_work_tree_within_the_work_tree_starts_anew(tmp_path: Path) -> None:
    write(tmp_path, "module/build/Dockerfile", "build/Dockerfile")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build\n")
    (tmp_path / "module/.git").write_text("gitdir: elsewhere\n")
    assert found(tmp_path) == ["module/build/Dockerfile"]


def test_names_that_are_not_utf8_are_found(tmp_path: Path) -> None:
    directory = os.fsencode(tmp_path) + b"/caf\xe9"
    try:
        os.mkdir(directory)  # noqa: PTH102 - a name that is no text
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    Path(os.fsdecode(directory), "Dockerfile").write_text("FROM scratch\n")
    assert found(tmp_path) == ["caf\udce9/Dockerfile"]
