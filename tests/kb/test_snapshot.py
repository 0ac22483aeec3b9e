"""The shipped snapshot of packages: what it tells, and that it is small and complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockwright.kb import load, snapshot
from dockwright.kb.snapshot import Snapshot, Wanted, installed_bytes, load_snapshot

TEXT = """\
as_of 2026-11-27
source an index
pythons 3.11 3.12
platforms linux/amd64 linux/arm64
named app tool
=app
@2.0 1000
> core[fast] tool==1.0
>1 backport
>extra: plugin
>gpu:3 cuda
+f 100 3 1000 50 2 600 200 40
!app=app.main:run
=backport
@1.0 1000
+f 10 1 20 5 0 0 0 0
=core
@3.1 500
>fast: speed
+3 200 3 2000 50 0 0 0 0
-c
=cuda
@13.0 1000
+3 9000 3 20000 50 0 0 0 0
=plugin
@1.0 1000
+f 10 1 20 5 0 0 0 0
=speed
@1.1 1000
+f 7 1 9 5 0 0 0 0
=tool
@1.2 1000
+e 50 3 300 50 0 0 0 0
@1.0 1000
+f 40 3 200 50 0 0 0 0
"""


def pulled(*wanted: Wanted, python: str = "3.12", platform: str = "linux/amd64") -> list[str]:
    known = Snapshot(TEXT)
    cell = known.cell(python, platform)
    assert cell is not None
    found = known.pulled(wanted, cell)
    return [f"{each.name} {each.version}" for each in found.releases] + [
        f"{each}?" for each in found.unknown
    ]


def test_what_is_pulled_in_comes_with_extras_and_limits() -> None:
    """An extra of a dependency counts, and the oldest release that is allowed is taken."""
    assert pulled(Wanted("app")) == ["app 2.0", "core 3.1", "speed 1.1", "tool 1.0"]
    assert pulled(Wanted("tool")) == ["tool 1.2"]


def test_conditions_hold_for_a_python_and_platform() -> None:
    assert "backport 1.0" in pulled(Wanted("app"), python="3.11")
    assert "backport 1.0" not in pulled(Wanted("app"), python="3.12")
    assert "plugin 1.0" in pulled(Wanted("app", ("extra",)))
    assert "cuda 13.0" in pulled(Wanted("app", ("gpu",)))
    assert "cuda 13.0" not in pulled(Wanted("app", ("gpu",)), platform="linux/arm64")


def test_a_package_without_a_wheel_is_unknown_and_what_it_pulls_in_is_not() -> None:
    assert pulled(Wanted("app"), platform="linux/arm64") == [
        "app 2.0",
        "speed 1.1",
        "tool 1.0",
        "core?",
    ]
    assert pulled(Wanted("none")) == ["none?"]


def test_the_newest_release_is_the_newest_for_that_python() -> None:
    """The newest release of ``tool`` has no wheel and is no choice for the first Python."""
    assert pulled(Wanted("tool"), python="3.11") == ["tool 1.0"]


def test_another_release_than_the_pinned_one_is_told() -> None:
    known = Snapshot(TEXT)
    assert known.pulled([Wanted("tool", version="1.0")], 1).other == ()
    found = known.pulled([Wanted("tool", version="0.9")], 1)
    assert [each.version for each in found.releases] == ["1.0"]
    assert found.other == ("tool",)


@pytest.mark.parametrize(
    ("wanted", "version", "is_other"),
    [
        (Wanted("tool", version="1.0.5"), "1.2", True),  # the first after it
        (Wanted("tool", version="9.0"), "1.2", True),  # none is after it
        (Wanted("tool", specifier=">=1.0"), "1.2", False),
        (Wanted("tool", specifier="<1.2"), "1.0", False),
        (Wanted("tool", specifier="~=0.8.0"), "1.0", True),  # only older ones are wanted
        (Wanted("tool", specifier="what?"), "1.2", False),
    ],
)
def test_the_release_taken_is_the_nearest_to_what_is_asked(
    wanted: Wanted, version: str, *, is_other: bool
) -> None:
    found = Snapshot(TEXT).pulled([wanted], 1)
    assert [each.version for each in found.releases] == [version]
    assert found.other == (("tool",) if is_other else ())


def test_what_pulls_a_package_in_and_what_is_said_of_it_both_count() -> None:
    """``app`` allows 1.0 alone; a range that does not allow it is followed, and so told."""
    assert "tool 1.0" in pulled(Wanted("app"), Wanted("tool", specifier=">=0.5"))
    assert "tool 1.2" in pulled(Wanted("app"), Wanted("tool", specifier=">=1.1"))
    assert "tool 1.2" in pulled(Wanted("app"), Wanted("tool", version="1.2"))


def test_compiled_files_are_counted_where_they_are_written() -> None:
    known = Snapshot(TEXT)
    release = known.release("app", 1)
    assert release is not None
    assert installed_bytes(release, 1, "3.12", load(), compiles=False) == 1000
    compiled = installed_bytes(release, 1, "3.12", load()) - 1000
    weights = snapshot.bytecode_weights(load(), "3.12")
    assert compiled == round(2 * weights[0] + 600 * weights[1] + 200 * weights[2])


@pytest.mark.parametrize(
    ("python", "platform", "is_musl"),
    [("3.8", "linux/amd64", False), ("3.12", "linux/s390x", False), ("3.12", "linux/amd64", True)],
)
def test_it_is_not_about_every_platform(python: str, platform: str, *, is_musl: bool) -> None:
    assert Snapshot(TEXT).cell(python, platform, is_musl=is_musl) is None


def test_the_shipped_one_is_small_and_has_what_it_names() -> None:
    """Every package that was asked for is there, and of nine in ten all that it pulls in."""
    known = load_snapshot()
    path = Path(snapshot.__file__).with_name("snapshot.txt")
    assert path.stat().st_size < 500_000
    assert len(known.named) >= 200
    assert set(known.named) <= set(known.names())
    cell = known.cell("3.12", "linux/amd64")
    assert cell is not None
    whole = [name for name in known.named if not known.pulled([Wanted(name)], cell).unknown]
    assert len(whole) >= 0.9 * len(known.named)


def test_every_line_of_the_shipped_one_is_read() -> None:
    known = load_snapshot()
    for name in known.names():
        releases = known.releases(name)
        assert releases, name
        for release in releases:
            for words in release.requires.values():
                assert all(words), (name, release.version)
            for at in range(len(known.pythons) * len(known.platforms)):
                wheel = release.wheel(at)
                assert wheel is None or wheel.source_bytes <= wheel.bytes
