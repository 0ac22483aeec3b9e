"""Files of an image are traced to the context, through COPY, ADD and from stage to stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.model.context import BuildContext
from dockwright.model.dockerfile import build_model
from dockwright.model.origin import arrivals, origin_of
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.model.stage import Stage


def built(text: str, root: Path) -> tuple[Stage, BuildContext]:
    for name in ("main.py", "app/web.py", "app/lib/x.py", "data/[1].csv", "setup.cfg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    model = build_model(parse(Source("Dockerfile", text)))
    assert model.target is not None
    return model.target, BuildContext(root, root / "Dockerfile")


@pytest.mark.parametrize(
    ("lines", "path", "wanted"),
    [
        ("COPY . /srv", "/srv/main.py", "main.py"),
        ("COPY . /srv", "/srv/none.py", None),
        ("COPY . /srv", "/other/main.py", None),
        ("WORKDIR /srv\nCOPY . .", "/srv/app/web.py", "app/web.py"),
        ("COPY app /srv", "/srv/web.py", "app/web.py"),
        ("COPY app /srv", "/srv/app/web.py", None),
        ("COPY app app/", "/app/lib", "app/lib"),
        ("COPY main.py /srv/run.py", "/srv/run.py", "main.py"),
        ("COPY main.py /srv/", "/srv/main.py", "main.py"),
        ("COPY main.py setup.cfg /srv/", "/srv/setup.cfg", "setup.cfg"),
        ("COPY --parents app/lib/x.py /srv/", "/srv/app/lib/x.py", "app/lib/x.py"),
        ("COPY . /srv\nCOPY app/web.py /srv/main.py", "/srv/main.py", "app/web.py"),
        ("ADD https://example.org/main.py /srv/", "/srv/main.py", None),
        ("ARG WHERE\nCOPY . $WHERE", "/srv/main.py", None),
        ("COPY data /data", "/data/[1].csv", "data/[1].csv"),
    ],
)
def test_a_file_is_found_where_the_last_copy_took_it(
    lines: str, path: str, wanted: str | None, tmp_path: Path
) -> None:
    stage, context = built(f"FROM scratch\n{lines}\n", tmp_path)
    assert origin_of(path, stage, context) == wanted


@pytest.mark.parametrize(
    ("copy", "path", "wanted"),
    [
        ("COPY --from=build /srv /app", "/app/main.py", "main.py"),
        ("COPY --from=build /srv/app /web", "/web/web.py", "app/web.py"),
        ("COPY --from=build /srv/main.py /bin/", "/bin/main.py", "main.py"),
        ("COPY --from=build /srv/main.py /bin/run", "/bin/run", "main.py"),
        ("COPY --from=build /opt /app", "/app/main.py", None),
        ("COPY --from=build / /", "/srv/main.py", "main.py"),
        ("COPY --from=python:3.13 /srv /app", "/app/main.py", None),
    ],
)
def test_a_file_is_traced_from_stage_to_stage(
    copy: str, path: str, wanted: str | None, tmp_path: Path
) -> None:
    text = f"FROM scratch AS build\nCOPY . /srv\nFROM scratch\n{copy}\n"
    stage, context = built(text, tmp_path)
    assert origin_of(path, stage, context) == wanted


def test_what_is_ignored_does_not_arrive(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("main.py\n")
    stage, context = built("FROM scratch\nCOPY main.py app /srv/\n", tmp_path)
    assert [(each.source, each.target) for each in arrivals(stage, context)] == [("app", "/srv")]
    assert origin_of("/srv/main.py", stage, context) is None
