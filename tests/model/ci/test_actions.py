"""Actions that build images are read by what their inputs mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.document import open_document
from dockwright.model.project import Project
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.ci.builds import WorkflowBuild

_HEAD = "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n"


def builds_of(folder: Path, steps: str) -> list[WorkflowBuild]:
    path = folder / ".github" / "workflows" / "image.yml"
    path.parent.mkdir(parents=True)
    source = Source.from_bytes(str(path), (_HEAD + steps).encode())
    return list(open_document(source, str(path), Project()).root.builds)


def test_buildah_has_its_own_names_for_files_and_architectures(tmp_path: Path) -> None:
    (build,) = builds_of(
        tmp_path,
        "      - uses: redhat-actions/buildah-build@v2\n        with:\n"
        "          containerfiles: |\n            images/app/Containerfile\n"
        "          context: images/app\n          archs: amd64, arm64\n"
        "          build-args: |\n            VERSION=1.4.2\n"
        "          extra-args: |\n            --pull\n            --target runtime\n",
    )
    assert build.kind == "podman"
    assert build.file is not None
    assert build.file.known == "images/app/Containerfile"
    assert build.target is not None
    assert build.target.known == "runtime"
    assert [each.known for each in build.platforms] == ["linux/amd64", "linux/arm64"]
    assert [each.name for each in build.arguments] == ["VERSION"]


def test_quotes_around_an_entry_are_those_of_csv(tmp_path: Path) -> None:
    (build,) = builds_of(
        tmp_path,
        "      - uses: docker/build-push-action@v6\n        with:\n          build-args: |\n"
        '            "FLAGS=-DA=1 -DB=""two"""\n            PLAIN="3"\n',
    )
    assert [(each.name, each.value) for each in build.arguments] == [
        ("FLAGS", '-DA=1 -DB="two"'),
        ("PLAIN", '"3"'),
    ]
    source = build.step.job.workflow.source
    (first, _) = build.arguments
    assert source.text[first.text.span.start : first.text.span.end].startswith("FLAGS=")


def test_buildah_without_a_file_or_with_several_builds_nothing_that_is_known(
    tmp_path: Path,
) -> None:
    steps = "      - uses: redhat-actions/buildah-build@v2\n        with:\n"
    steps = f"{steps}          base-image: debian\n{steps}          containerfiles: |\n"
    assert not builds_of(tmp_path, f"{steps}            one\n            two\n")


def test_an_engine_of_another_service_has_caches_of_its_own(tmp_path: Path) -> None:
    (build,) = builds_of(
        tmp_path,
        "      - uses: depot/build-push-action@v1\n        with:\n          file: a.Dockerfile\n"
        "          platforms: linux/amd64,linux/arm64\n          cache-to: type=gha\n",
    )
    assert (build.kind, build.cache_to) == ("service", ())
    assert len(build.platforms) == 2


def test_the_first_version_of_dockers_action_has_other_names(tmp_path: Path) -> None:
    builds = builds_of(
        tmp_path,
        "".join(
            f"      - uses: docker/build-push-action@v{version}\n        with:\n"
            "          dockerfile: old.Dockerfile\n          file: new.Dockerfile\n"
            for version in ("1.1.0", "6")
        ),
    )
    files = [each.file.known for each in builds if each.file is not None]
    assert files == ["old.Dockerfile", "new.Dockerfile"]


def test_an_expression_with_commas_is_one_platform(tmp_path: Path) -> None:
    (build,) = builds_of(
        tmp_path,
        "      - uses: docker/build-push-action@v6\n        with:\n"
        "          platforms: ${{ github.ref && 'linux/amd64' || 'linux/amd64,linux/arm64' }}, a\n",
    )
    assert [each.known for each in build.platforms] == [None, "a"]


def test_commands_of_other_builders_are_told_apart(tmp_path: Path) -> None:
    commands = ("podman build .", "buildah bud .", "depot build .", "docker build .")
    steps = "".join(f"      - run: {command}\n" for command in commands)
    kinds = [each.kind for each in builds_of(tmp_path, steps)]
    assert kinds == ["podman", "podman", "service", "command"]
